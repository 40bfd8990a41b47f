-- event_insert: one thing that happened
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data, tell_at)
values ($1::uuid, $2::uuid, $3::timestamptz, $4, $5, $6::uuid, $7::uuid, $8::uuid, $9::json, $10::timestamptz);

-- event_insert_many: the same thing that happened to many
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id)
select $1::uuid, e.id, $2::timestamptz, $3, $4, e.subject_id, e.unit_id, $5::uuid
  from unnest($6::uuid[], $7::uuid[], $8::uuid[]) e (id, subject_id, unit_id);
