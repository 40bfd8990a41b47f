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
