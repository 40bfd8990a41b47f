-- appeal_late_tenant: a tenant with an appeal that was not decided in time and of which nobody was told yet
select tenant_id
  from appeal
 where state = 'open'
   and escalated_at is null
   and due_at <= $1::timestamptz
 order by due_at
 limit 1;
