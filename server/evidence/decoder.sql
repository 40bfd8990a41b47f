-- photo_ready: what the decoder saw; no effect where the lease is somebody else's by now
update photo
   set state = 'ready', format = $4, width = $5::integer, height = $6::integer, taken_at = $7,
       taken_offset = $8, lat = $9::double precision, lon = $10::double precision, camera = $11,
       software = $12, report = $13::json, decoded_at = $14::timestamptz
 where tenant_id = $1::uuid
   and sha256 = $2
   and attempts = $3::integer
   and state = 'stored';

-- photo_unreadable: it is no picture, and why
update photo
   set state = 'unreadable', unreadable_why = $4, decoded_at = $5::timestamptz
 where tenant_id = $1::uuid
   and sha256 = $2
   and attempts = $3::integer
   and state = 'stored';

-- photo_again: to be looked at again then; what was not the photograph's fault is no attempt
update photo
   set due_at = $4::timestamptz, attempts = attempts - $5::boolean::integer
 where tenant_id = $1::uuid
   and sha256 = $2
   and attempts = $3::integer
   and state = 'stored';
