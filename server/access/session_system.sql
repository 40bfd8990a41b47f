-- session_person: who signs in, before it is known in which tenant; is_known_there: has been signed in from there of late
select t.id as tenant_id, p.id as person_id, p.password_hash, p.epoch,
       exists (select from session s
                where s.tenant_id = p.tenant_id and s.person_id = p.id and s.address_class = $3
                  and s.rotated_at > $4::timestamptz - interval '90 days') as is_known_there
  from tenant t
  join person p on p.tenant_id = t.id
 where t.code = $1
   and p.login = $2
   and p.state = 'active';
