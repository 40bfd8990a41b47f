-- session_person: who signs in, before it is known in which tenant
select t.id as tenant_id, p.id as person_id, p.password_hash, p.epoch
  from tenant t
  join person p on p.tenant_id = t.id
 where t.code = $1
   and p.login = $2
   and p.state = 'active';
