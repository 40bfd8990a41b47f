-- sheet_insert: what was submitted of a visit that was never started here
insert into sheet (tenant_id, inspection_id, revision, edit, is_submitted, context_id, document, result,
                   person_id, changed_at, submission_sha256, fixed)
values ($1::uuid, $2::uuid, $3::integer, $4::integer, true, $5::uuid, $6::json, $7::json, $8::uuid,
        $9::timestamptz, $10, $11::json);

-- sheet_freeze: what was submitted
update sheet
   set edit = $4::integer, is_submitted = true, context_id = $5::uuid, document = $6::json,
       result = $7::json, person_id = $8::uuid, changed_at = $9::timestamptz, submission_sha256 = $10,
       fixed = $11::json
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and revision = $3::integer
   and not is_submitted;

-- narrative_least: how long a text that answers a question of a mystery visit is at least
select narrative_chars
  from review_policy
 where tenant_id = $1::uuid;

-- review_begin: a visit was submitted, or submitted again: it waits for its review
insert into review (tenant_id, inspection_id, waiting_since, due_at)
select p.tenant_id, $2::uuid, $3::timestamptz, $3::timestamptz + make_interval(hours => p.review_hours)
  from review_policy p
 where p.tenant_id = $1::uuid
    on conflict (tenant_id, inspection_id) do update
   set state = 'waiting', waiting_since = excluded.waiting_since, due_at = excluded.due_at;
