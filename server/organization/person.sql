-- person_insert: a new person
insert into person (tenant_id, id, login, name, email, phone, language, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::timestamptz, $8::timestamptz);

-- person_password_update: the next password
update person
   set password_hash = $3, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;
