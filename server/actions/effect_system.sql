-- effect_due_tenant: a tenant with actions that have waited long enough for their effect
select tenant_id
  from action
 where state = 'monitoring'
   and effect_until <= $1::timestamptz
 order by effect_until
 limit 1;
