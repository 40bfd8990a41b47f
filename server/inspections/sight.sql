-- sight_now: who sees the visit
select coalesce(array_agg(distinct person_id), '{}')::text as people
  from inspection_seen
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid;

-- sight_tell: who saw it and does not any more is told that it is gone, and nobody else
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, data)
select $1::uuid, gen_random_uuid(), $5::timestamptz, 'inspection.hidden', 'inspection', $2::uuid, $3::uuid,
       (select row_to_json(d) from (select array_agg(lost.id) as person_ids) d)
  from (select p.id
          from unnest($4::uuid[]) p(id)
         where not exists (select from inspection_seen v
                            where v.tenant_id = $1::uuid and v.inspection_id = $2::uuid and v.person_id = p.id)) lost
having count(*) > 0;
