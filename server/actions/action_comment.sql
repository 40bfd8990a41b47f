-- action_comment_add: a comment, by the id that its writer gave it; no row where something has that id
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
values ($1::uuid, $2::uuid, $3::timestamptz, 'action.commented', 'action', $4::uuid, $5::uuid, $6::uuid, $7::json)
    on conflict (tenant_id, id) do nothing
returning id;

-- action_comment_is_same: whether what has the id is this very comment
select exists (
	select from event
	 where tenant_id = $1::uuid
	   and id = $2::uuid
	   and kind = 'action.commented'
	   and subject_id = $3::uuid
	   and person_id = $4::uuid
	   and data::text = $5) as is_same;

-- action_comment_show: a comment as a line of the timeline
select body::text as body
  from action_timeline
 where tenant_id = $1::uuid
   and action_id = $2::uuid
   and event_id = $3::uuid;
