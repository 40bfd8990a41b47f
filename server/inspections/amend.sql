-- amend_findings: what the visit found and stands, locked
select id, question, instance, lost
  from finding
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and void_at is null
 order by id
   for no key update;

-- amend_result: the result of that revision takes the place of the one before
update inspection
   set revision = $3::integer, edit = 0, status = $4, grade = $5, percent = $6::numeric,
       exact_percent = round($7::numeric, 32) / nullif($8::numeric, 0),
       earned = ($9::json ->> 'earned')::numeric, possible = ($9::json ->> 'possible')::numeric,
       asked = ($9::json ->> 'asked')::integer, failed = ($9::json ->> 'failed')::integer,
       not_applicable = ($9::json ->> 'not_applicable')::integer, changed_at = $10::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'released';

-- amend_lost: what the findings that stand lose by now
update finding f
   set lost = n.lost
  from json_to_recordset($2::json) as n(id uuid, lost bigint)
 where f.tenant_id = $1::uuid
   and f.id = n.id
   and f.lost <> n.lost;

-- amend_void: findings that fail no more
update finding
   set void_at = $3::timestamptz
 where tenant_id = $1::uuid
   and id = any ($2::uuid[]);
