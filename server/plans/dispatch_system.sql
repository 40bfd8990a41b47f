-- dispatch_waiting: plans that are to be looked through, the longest waiting first
select tenant_id, id
  from plan
 where dispatch_at <= $1::timestamptz
 order by dispatch_at
 limit 8;
