-- inspection_submit: the result of the sheet in force; released at once where nobody reviews it
update inspection i
   set state = case when $15::boolean then 'released' else 'submitted' end,
       version_id = $3::uuid, lead_id = coalesce(lead_id, $4::uuid),
       started_by = coalesce(started_by, $4::uuid),
       started_at = coalesce(started_at, $5::timestamptz, $6::timestamptz),
       finished_at = coalesce(finished_at, $7::timestamptz, $6::timestamptz),
       submitted_by = coalesce(submitted_by, $4::uuid),
       submitted_at = coalesce(submitted_at, $6::timestamptz), changed_at = $6::timestamptz,
       released_by = case when $15::boolean then $4::uuid end,
       released_at = case when $15::boolean then $6::timestamptz end,
       revision = $8::integer, edit = $16::integer, status = $9, grade = $10, percent = $11::numeric,
       exact_percent = round($12::numeric, 32) / nullif($13::numeric, 0),
       earned = ($14::json ->> 'earned')::numeric, possible = ($14::json ->> 'possible')::numeric,
       asked = ($14::json ->> 'asked')::integer, failed = ($14::json ->> 'failed')::integer,
       not_applicable = ($14::json ->> 'not_applicable')::integer,
       units_above = (select array_agg(a.above_id order by a.distance) from unit_above a
                       where a.tenant_id = i.tenant_id and a.unit_id = i.unit_id)
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'started', 'submitted', 'missed');

-- outcome_put: what became of every question; a correction replaces it until the release
insert into outcome (tenant_id, inspection_id, version_id, outcomes, lost)
values ($1::uuid, $2::uuid, $3::uuid, $4::smallint[], $5::bigint[])
    on conflict (tenant_id, inspection_id) do update
   set version_id = excluded.version_id, outcomes = excluded.outcomes, lost = excluded.lost;

-- sheet_photos: which answer shows which photograph; what was lost is shown by nothing
insert into inspection_photo (tenant_id, inspection_id, sha256, question, instance, revision, is_fix)
select distinct $1::uuid, $2::uuid, p.sha256, p.question, coalesce(p.instance, ''), $3::integer,
       coalesce(p.is_fix, false)
  from json_to_recordset($4::json) as p(sha256 text, question text, instance text, is_fix boolean)
 where not exists (select from lost_photo l
                    where l.tenant_id = $1::uuid and l.inspection_id = $2::uuid and l.sha256 = p.sha256)
    on conflict do nothing;

-- submission_show: what a submission is answered with, the first time and every time after
select (select s.body::text from inspection_shown s
         where s.tenant_id = $1::uuid and s.inspection_id = $2::uuid and not s.is_discreet) as inspection,
       (select h.result::text from sheet h
         where h.tenant_id = $1::uuid and h.inspection_id = $2::uuid and h.is_submitted
         order by h.revision desc limit 1) as result,
       coalesce((select json_agg(x)
                   from (select f.id, f.question, f.instance, f.severity, f.repeat, f.action_id,
                                coalesce(f.is_fixed_on_spot, false) as is_fixed_on_spot
                           from finding f
                          where f.tenant_id = $1::uuid and f.inspection_id = $2::uuid
                          order by f.id) x), '[]')::text as findings;
