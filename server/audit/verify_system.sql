-- audit_tenants: the groups with where their chains end, or the one with a code; waiting: how many entries have had no
-- place for longer than they should
select t.id, t.code, s.seq, s.link,
       (select count(*) from audit_entry a
         where a.tenant_id = t.id and a.seq is null and a.at < $2::timestamptz) as waiting
  from tenant t
  join audit_seal s on s.tenant_id = t.id
 where $1::text is null or t.code = $1
 order by t.code;

-- audit_chain: entries in their places, after one place and up to another
select tenant_id, id, (extract(epoch from at) * 1000000)::bigint as moment, person_id, session_id, operation, subject,
       subject_id, request_id, address_hash, body_hash, seq, link
  from audit_entry
 where tenant_id = $1::uuid
   and seq > $2::bigint
   and seq <= $3::bigint
 order by seq
 limit $4::integer;
