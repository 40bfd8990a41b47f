-- invitation_person: whom a code lets in
select login, name, password_hash
  from person
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- invitation_unset: whether the person has no password yet, and has not left; locked
select state, password_hash is not null as has_password
  from person
 where tenant_id = $1::uuid
   and id = $2::uuid
   for update;
