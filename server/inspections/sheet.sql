-- sheet_get: the newest sheet of a visit, or the revision asked for
select revision, edit, is_submitted, context_id, document::text as document,
       document -> 'answers' as answers, document -> 'instances' as instances,
       touched::text as touched, fixed::text as fixed, result::text as result, submission_sha256, person_id, reason,
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
