-- idempotency_forget: keys of any tenant whose time is over, the oldest first, a bounded number
with old as (
	select tenant_id, person_id, key_sha256
	  from idempotency_key
	 where at <= $1::timestamptz
	 order by at
	 limit $2::integer
)
delete from idempotency_key k
 using old
 where k.tenant_id = old.tenant_id
   and k.person_id = old.person_id
   and k.key_sha256 = old.key_sha256
returning k.key_sha256;
