-- audit_insert: something was done; hashed with the salt of who did it, or of the tenant where that is nobody
insert into audit_entry (tenant_id, id, at, person_id, session_id, operation, subject, subject_id, request_id,
                         address_hash, body_hash)
select $1::uuid, $2::uuid, $3::timestamptz, $4::uuid, $5::uuid, $6, $7, $8, $9,
       encode(sha256(s.salt || convert_to($10, 'UTF8')), 'hex'), encode(sha256(s.salt || decode($11, 'hex')), 'hex')
  from (select case when $4::uuid is null then (select salt from audit_seal where tenant_id = $1::uuid)
                    else (select salt from audit_salt where tenant_id = $1::uuid and person_id = $4::uuid)
               end as salt) s;

-- audit_insert_refused: somebody could not sign in
insert into audit_entry (tenant_id, id, at, operation, subject, subject_id, request_id, address_hash)
select $1::uuid, $2::uuid, $3::timestamptz, 'session_refused', 'login',
       encode(sha256(salt || convert_to($4, 'UTF8')), 'hex'), $5,
       encode(sha256(salt || convert_to($6, 'UTF8')), 'hex')
  from audit_seal
 where tenant_id = $1::uuid;

-- audit_forget: without the salt the hashes of a person tell nothing
delete from audit_salt
 where tenant_id = $1::uuid
   and person_id = $2::uuid;
