-- audit_waiting: the tenants that have entries without a place
select s.tenant_id
  from audit_seal s
 where exists (select from audit_entry a where a.tenant_id = s.tenant_id and a.seq is null)
 order by s.tenant_id;

-- audit_take: the end of the tenant's chain, where this is its sealer now
select seq, link
  from audit_seal
 where tenant_id = $1::uuid
   for no key update skip locked;

-- audit_unsealed: what is committed and has no place, in the order in which it happened
select tenant_id, id, (extract(epoch from at) * 1000000)::bigint as moment, person_id, session_id, operation, subject,
       subject_id, request_id, address_hash, body_hash
  from audit_entry
 where tenant_id = $1::uuid
   and seq is null
 order by at, id
 limit $2::integer;

-- audit_seal_entries: their places and links
update audit_entry a
   set seq = s.seq, link = s.link
  from unnest($2::uuid[], $3::bigint[], $4::text[]) s(id, seq, link)
 where a.tenant_id = $1::uuid
   and a.id = s.id
   and a.seq is null;

-- audit_seal_end: the new end of the chain
update audit_seal
   set seq = $2::bigint, link = $3
 where tenant_id = $1::uuid;
