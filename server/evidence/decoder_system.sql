-- photo_claim: the photograph that has waited longest, of any tenant, for as long as the lease holds
with due as (
	select tenant_id, sha256
	  from photo
	 where state = 'stored'
	   and due_at <= $1::timestamptz
	 order by due_at
	 limit 1
	   for update skip locked
)
update photo p
   set attempts = p.attempts + 1, due_at = $2::timestamptz
  from due
 where p.tenant_id = due.tenant_id
   and p.sha256 = due.sha256
returning p.tenant_id, p.sha256, p.attempts;
