-- appeal_visit_lock: whoever appeals against findings of one visit, or decides on that, goes one after the other
select i.id
  from inspection i
 where i.tenant_id = $1::uuid
   and i.id = (select f.inspection_id from finding f where f.tenant_id = $1::uuid and f.id = $2::uuid)
   for no key update;

-- appeal_finding: what is to be known of a finding before somebody appeals against it
select f.id as finding_id, f.unit_id, f.department_id, f.inspection_id, f.action_id,
       i.state = 'released' and f.void_at is null as stands,
       i.released_at + make_interval(days => p.appeal_days) > $4::timestamptz as is_in_time,
       moment(i.released_at + make_interval(days => p.appeal_days)) as until, p.appeal_days,
       moment($4::timestamptz + make_interval(days => p.appeal_decide_days)) as due_at,
       exists (select from appeal a
                where a.tenant_id = $1::uuid and a.finding_id = f.id
                  and a.state in ('open', 'upheld', 'changed')) as has_one
  from finding f
  join policy p on p.tenant_id = $1::uuid
  left join inspection i on i.tenant_id = $1::uuid and i.id = f.inspection_id
 where f.tenant_id = $1::uuid
   and f.id = $2::uuid
   and exists (select from finding_scope s
                where s.tenant_id = $1::uuid and s.finding_id = f.id and s.person_id = $3::uuid
                  and 'finding.read' = any (s.rights));

-- appeal_there: what has the id already, or says the same
select a.id, a.finding_id = $2::uuid and a.reason = $4 and a.appealed_by = $5::uuid
       and array(select q.sha256 from appeal_photo q
                  where q.tenant_id = $1::uuid and q.appeal_id = a.id order by 1)
           = array(select sha256 from unnest($6::text[]) sha256 order by 1) as is_same
  from appeal a
 where a.tenant_id = $1::uuid
   and (a.id = $3::uuid
        or $3::uuid is null and a.finding_id = $2::uuid and a.state = 'open' and a.reason = $4
           and a.appealed_by = $5::uuid);

-- appeal_insert: somebody appeals
insert into appeal (tenant_id, id, finding_id, inspection_id, reason, appealed_by, appealed_at, due_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6::uuid, $7::timestamptz, $8::timestamptz);

-- appeal_photos_insert: the photographs that come with it
insert into appeal_photo (tenant_id, appeal_id, sha256)
select $1::uuid, $2::uuid, sha256
  from unnest($3::text[]) sha256;

-- appeal_find: an appeal that the caller may see, and what the caller is to it; its visit is locked
select a.state, a.finding_id, a.inspection_id, a.appealed_by, a.decided_by, a.note, f.unit_id, f.department_id,
       coalesce($3::uuid in (i.lead_id, i.submitted_by, i.started_by), false)
       or exists (select from inspection_member m
                   where m.tenant_id = $1::uuid and m.inspection_id = i.id and m.person_id = $3::uuid) as has_inspected,
       exists (select from scope s
                where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = f.unit_id
                  and (s.department_id is null or s.department_id = f.department_id)
                  and 'appeal.decide' = any (s.rights)) as may_decide
  from appeal a
  join finding f on f.tenant_id = $1::uuid and f.id = a.finding_id
  join inspection i on i.tenant_id = $1::uuid and i.id = a.inspection_id
 where a.tenant_id = $1::uuid
   and a.id = $2::uuid
   and exists (select from appeal_seen s
                where s.tenant_id = $1::uuid and s.appeal_id = a.id and s.person_id = $3::uuid);

-- appeal_answers_are_same: whether the sheet that a decision led to has the answers and names that are said now
select not exists (
       select from appeal a
         join sheet s on s.tenant_id = $1::uuid and s.inspection_id = a.inspection_id and s.revision = a.revision
        cross join lateral (values ('answers', $3::jsonb), ('instances', $4::jsonb)) as part (name, said)
        cross join lateral jsonb_each(part.said) as said
        where a.tenant_id = $1::uuid
          and a.id = $2::uuid
          and coalesce(s.document::jsonb -> part.name -> said.key, 'null') <> said.value) as is_same;

-- appeal_lock: the visit of an appeal
select i.id
  from inspection i
 where i.tenant_id = $1::uuid
   and i.id = (select a.inspection_id from appeal a where a.tenant_id = $1::uuid and a.id = $2::uuid)
   for no key update;

-- appeal_end: it was decided, or withdrawn
update appeal
   set state = $3, ended_at = $4::timestamptz, decided_by = $5::uuid, note = $6, revision = $7::integer
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'open';

-- appeal_show: an appeal as the API shows it
select body
  from appeal_shown
 where tenant_id = $1::uuid
   and appeal_id = $2::uuid;
