-- sheet_get: the newest sheet of a visit, or the revision asked for
select revision, edit, is_submitted, context_id, document::text as document,
       document -> 'answers' as answers, document -> 'instances' as instances,
       touched::text as touched, result::text as result, submission_sha256, person_id, reason,
       moment(changed_at) as changed_at
  from sheet
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and ($3::integer is null or revision = $3::integer)
 order by revision desc
 limit 1;

-- sheet_begin: the first revision, empty
insert into sheet (tenant_id, inspection_id, revision, context_id, document, person_id, changed_at)
values ($1::uuid, $2::uuid, 1, $3::uuid, '{"answers":{},"instances":{}}', $4::uuid, $5::timestamptz);

-- sheet_change: answers of a visit that is being filled in
update sheet
   set edit = $4::integer, context_id = $5::uuid, document = $6::json, touched = $7::json,
       result = $8::json, person_id = $9::uuid, changed_at = $10::timestamptz
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and revision = $3::integer
   and not is_submitted;

-- sheet_edit: the visit's own copy of the number, for its ETag
update inspection
   set edit = $3::integer, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;
