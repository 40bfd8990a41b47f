-- void_get: who voided the visit, and why
select voided_by, void_reason
  from inspection
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- void_mark: a released visit that was wrong
update inspection
   set state = 'voided', voided_by = $3::uuid, voided_at = $4::timestamptz, void_reason = $5,
       changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'released';
