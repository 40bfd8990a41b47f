-- action_hide: whoever is responsible now, and will not see the action any more when $3 is, is told that it is gone
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, data)
select $1::uuid, gen_random_uuid(), $4::timestamptz, 'action.hidden', 'action', a.id, a.unit_id,
       (select row_to_json(d) from (select array[a.responsible_id] as person_ids) d)
  from action a
 where a.tenant_id = $1::uuid
   and a.id = any ($2::uuid[])
   and a.responsible_id <> $3::uuid
   and not exists (select from scope s
                    where s.tenant_id = $1::uuid
                      and s.unit_id = a.unit_id
                      and (s.department_id is null or s.department_id = a.department_id)
                      and s.person_id = a.responsible_id
                      and 'action.read' = any (s.rights));
