-- idempotency_lock: whether nobody else is at work under this key; held to the end of the transaction
select pg_try_advisory_xact_lock(hashtextextended('idempotency ' || $1, 0)) as is_mine;

-- idempotency_find: how the request was answered before; one of long ago is forgotten first
with forgotten as (
	delete from idempotency_key
	 where tenant_id = $1::uuid and person_id = $2::uuid and key_sha256 = $3 and at <= $4::timestamptz)
select route, request_sha256, status, answer
  from idempotency_key
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and key_sha256 = $3
   and at > $4::timestamptz;

-- idempotency_insert: how it is answered from now on
insert into idempotency_key (tenant_id, person_id, key_sha256, route, request_sha256, status, answer, at)
values ($1::uuid, $2::uuid, $3, $4, $5, $6::integer, $7, $8::timestamptz);
