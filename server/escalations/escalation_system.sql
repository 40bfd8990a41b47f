-- escalation_tenant: a tenant with an action that is to be looked at
select tenant_id
  from action
 where escalate_at <= $1::timestamptz
 order by escalate_at
 limit 1;
