-- sheet_change: answers of a visit that is being filled in
update sheet
   set edit = $4::integer, context_id = $5::uuid, document = $6::json, touched = $7::json,
       result = $8::json, person_id = $9::uuid, changed_at = $10::timestamptz, fixed = $11::json
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and revision = $3::integer
   and not is_submitted;

-- sheet_edit: the visit's own copy of the number
update inspection
   set edit = $3::integer, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;
