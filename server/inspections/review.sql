-- review_look: how a review stands, and what the policy says about it
select r.state, r.returned_by, r.returned_at is not null as was_returned, r.return_reason, r.approved_by,
       r.ended_by, r.outcome, r.reason, r.reshop_id, r.misfired_by, r.misfire_note,
       case when i.kind = 'mystery' then p.mystery_release_from_hours else p.release_from_hours end as from_hours,
       case when i.kind = 'mystery' then p.mystery_release_to_hours else p.release_to_hours end as to_hours,
       p.review_overdue
  from inspection i
  join review_policy p on p.tenant_id = $1::uuid
  left join review r on r.tenant_id = $1::uuid and r.inspection_id = i.id
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid;

-- review_approve: it will be released at that moment
update review
   set state = 'approved', approved_by = $3::uuid, approved_at = $4::timestamptz, release_at = $5::timestamptz,
       due_at = $5::timestamptz, grade = coalesce($6::smallint, grade)
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and state = 'waiting';

-- review_end: it is released, and the clock has nothing more to do
update review
   set state = 'released', due_at = null
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and state = 'approved';

-- inspection_release: a reviewed visit counts and becomes visible
update inspection
   set state = 'released', released_by = $3::uuid, released_at = $4::timestamptz,
       changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'submitted';

-- sheet_correct: the next revision of a submitted sheet; what was submitted stays known
insert into sheet (tenant_id, inspection_id, revision, edit, is_submitted, context_id, document, result,
                   person_id, changed_at, reason, submission_sha256, fixed)
values ($1::uuid, $2::uuid, $3::integer, 0, true, $4::uuid, $5::json, $6::json, $7::uuid, $8::timestamptz,
        $9, $10, $11::json);
