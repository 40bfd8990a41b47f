-- event_insert: one thing that happened
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
values ($1::uuid, $2::uuid, $3::timestamptz, $4, $5, $6::uuid, $7::uuid, $8::uuid, $9::json);
