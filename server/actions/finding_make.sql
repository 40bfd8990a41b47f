-- finding_make_lock: two that bring the same id at once go one after the other
select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0));

-- finding_make_facts: whether the department is there, and what has the id already
select $3::uuid is null
       or exists (select from department
                   where tenant_id = $1::uuid and id = $3::uuid and state = 'active') as has_department,
       exists (select from finding where tenant_id = $1::uuid and id = $2::uuid) as is_taken,
       exists (select from finding f
                where f.tenant_id = $1::uuid
                  and f.id = $2::uuid
                  and f.source = $10
                  and f.department_id is not distinct from $3::uuid
                  and f.unit_id = $4::uuid
                  and f.severity = $5
                  and f.title::jsonb = $6::jsonb
                  and f.note is not distinct from $7
                  and f.found_by = $8::uuid
                  and array(select p.sha256 from action_photo p
                             where p.tenant_id = $1::uuid and p.action_id = f.action_id
                               and p.step = 'finding' order by 1)
                      = array(select sha256 from unnest($9::text[]) sha256 order by 1)) as is_same;

-- finding_make_photos: the photographs that came with it
insert into action_photo (tenant_id, action_id, sha256, step, round, person_id, added_at)
select $1::uuid, f.action_id, sha256, 'finding', 1, $4::uuid, $5::timestamptz
  from finding f, unnest($3::text[]) sha256
 where f.tenant_id = $1::uuid
   and f.id = $2::uuid;

-- finding_make_show: the finding as the API shows it
select body::text as body
  from finding_shown
 where tenant_id = $1::uuid
   and finding_id = $2::uuid;
