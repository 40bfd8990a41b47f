-- inspection_people: whether somebody may lead visits at a unit (null: nobody asks), and whether a team is all there
select $3::uuid is null
       or exists (select from scope s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
                   where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = $2::uuid
                     and p.state = 'active' and 'inspection.conduct' = any (s.rights)) as may_lead,
       not exists (select from unnest($4::uuid[]) m(id)
                    where not exists (select from person p where p.tenant_id = $1::uuid
                                         and p.id = m.id and p.state = 'active')) as is_team;

-- inspection_change: what a JSON object names gets its value from there, null empties it
update inspection
   set visible_from = case when $3::jsonb ? 'visible_from' then ($3::jsonb ->> 'visible_from')::timestamptz
                           else visible_from end,
       start_at = case when $3::jsonb ? 'start_at' then ($3::jsonb ->> 'start_at')::timestamptz else start_at end,
       due_at = case when $3::jsonb ? 'due_at' then ($3::jsonb ->> 'due_at')::timestamptz else due_at end,
       miss_at = case when $3::jsonb ? 'miss_at' then ($3::jsonb ->> 'miss_at')::timestamptz else miss_at end,
       lead_id = case when $3::jsonb ? 'lead_id' then ($3::jsonb ->> 'lead_id')::uuid else lead_id end,
       note = case when $3::jsonb ? 'note' then $3::jsonb ->> 'note' else note end,
       is_unannounced = coalesce(($3::jsonb ->> 'is_unannounced')::boolean, is_unannounced),
       needs_review = coalesce(($3::jsonb ->> 'needs_review')::boolean, needs_review) or kind = 'mystery',
       state = case when state = 'started' then state
                    when coalesce(case when $3::jsonb ? 'start_at' then ($3::jsonb ->> 'start_at')::timestamptz
                                       else start_at end <= $4::timestamptz, true) then 'open'
                    else 'planned' end,
       changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'started');

-- inspection_team_end: who is no longer of the team
delete from inspection_member
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and person_id <> all ($3::uuid[]);

-- inspection_team_begin: who is of the team from now on
insert into inspection_member (tenant_id, inspection_id, person_id)
select distinct $1::uuid, $2::uuid, m.id
  from unnest($3::uuid[]) m(id)
    on conflict do nothing;
