-- review_return: the review is with whoever made the visit, for so long
update review r
   set state = 'returned', returned_by = $3::uuid, returned_at = $4::timestamptz, return_reason = $5,
       redo_until = $4::timestamptz + make_interval(hours => p.revision_hours),
       due_at = $4::timestamptz + make_interval(hours => p.revision_hours)
  from review_policy p
 where p.tenant_id = $1::uuid
   and r.tenant_id = $1::uuid
   and r.inspection_id = $2::uuid
   and r.state = 'waiting';

-- inspection_reopen: a visit that was submitted, or misfired, can be filled in again. What it scored is in its sheets.
update inspection
   set state = case when version_id is null then 'open' else 'started' end,
       submitted_by = null, submitted_at = null, changed_at = $3::timestamptz,
       revision = case when state = 'submitted' then revision + 1 else revision end,
       edit = case when state = 'submitted' then 0 else edit end,
       status = null, grade = null, percent = null, exact_percent = null, earned = null, possible = null,
       asked = null, failed = null, not_applicable = null
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('submitted', 'misfired');

-- sheet_reopen: the next revision, to be filled in; it begins as the one that was submitted, whose mark it keeps, so that
-- the submission that was sent before is known when it comes once more
insert into sheet (tenant_id, inspection_id, revision, edit, is_submitted, context_id, document, person_id, changed_at,
                   reason, submission_sha256, fixed)
select tenant_id, inspection_id, revision + 1, 0, false, context_id, document, person_id, $3::timestamptz, $4,
       submission_sha256, fixed
  from sheet
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and is_submitted
 order by revision desc
 limit 1;

-- review_exclude: what became of it, by whom (null: the clock) and why
update review
   set state = 'excluded', outcome = $3, reason = $4, grade = coalesce($5::smallint, grade), ended_by = $6::uuid,
       ended_at = $7::timestamptz, reshop_id = $8::uuid, due_at = null
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and state in ('waiting', 'returned', 'approved');

-- inspection_exclude: the visit counts for nothing
update inspection
   set state = $3, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'started', 'submitted', 'misfired');

-- inspection_reshops: which visit a new one does again
update inspection
   set reshop_of = $3::uuid
 where tenant_id = $1::uuid
   and id = $2::uuid
   and reshop_of is null;

-- misfire_mark: whoever was there says that the store was closed
update inspection
   set state = 'misfired', lead_id = coalesce(lead_id, $3::uuid), changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'started');

-- misfire_review: it waits for its review
insert into review (tenant_id, inspection_id, waiting_since, due_at, misfire_note, misfired_by, misfired_at)
select p.tenant_id, $2::uuid, $3::timestamptz, $3::timestamptz + make_interval(hours => p.review_hours), $4, $5::uuid,
       $3::timestamptz
  from review_policy p
 where p.tenant_id = $1::uuid
    on conflict (tenant_id, inspection_id) do update
   set state = 'waiting', waiting_since = excluded.waiting_since, due_at = excluded.due_at,
       misfire_note = excluded.misfire_note, misfired_by = excluded.misfired_by, misfired_at = excluded.misfired_at;

-- misfire_photos: what shows that it was closed; no question asks for these
insert into inspection_photo (tenant_id, inspection_id, sha256, question, revision)
select distinct $1::uuid, $2::uuid, p.sha256, '', 0
  from unnest($3::text[]) p(sha256)
    on conflict do nothing;
