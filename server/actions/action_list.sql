-- action_list: the actions that the caller may see, by what is due first
with found as (
	select a.id, a.due_at as key, row_number() over (order by a.due_at, a.id) as nr
	  from action a
	 where a.tenant_id = $1::uuid
	   and exists (select from action_scope s
	                where s.tenant_id = $1::uuid and s.action_id = a.id and s.person_id = $2::uuid
	                  and 'action.read' = any (s.rights))
	   and ($6::text[] is null or a.state = any ($6::text[]))
	   and ($7::uuid is null or exists (select from unit_above b
	                                     where b.tenant_id = $1::uuid and b.above_id = $7::uuid
	                                       and b.unit_id = a.unit_id))
	   and ($8::uuid is null or a.department_id = $8::uuid)
	   and ($9::boolean is null
	        or $9::boolean = (a.state in ('open', 'planned', 'in_progress') and a.due_at < $10::timestamptz))
	   and (not $11::boolean or a.responsible_id = $2::uuid)
	   and ($12::text is null or a.severity = $12)
	   and ($13::text is null or a.kind = $13)
	   and ($14::uuid is null or exists (select from finding f
	                                      where f.tenant_id = $1::uuid and f.action_id = a.id
	                                        and f.inspection_id = $14::uuid))
	   and ($15::text is null or a.question = $15)
	   and ($4::timestamptz is null or (a.due_at, a.id) > ($4::timestamptz, $5::uuid))
	 order by a.due_at, a.id
	 limit $3::integer + 1
)
select coalesce(json_agg(s.body order by f.nr) filter (where f.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(f.key)) filter (where f.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(f.id::text) filter (where f.nr = $3::integer) end as next_id
  from found f
  join action_shown s on s.tenant_id = $1::uuid and s.action_id = f.id;

-- action_list_newest: the same, the newest first
with found as (
	select a.id, a.opened_at as key, row_number() over (order by a.opened_at desc, a.id desc) as nr
	  from action a
	 where a.tenant_id = $1::uuid
	   and exists (select from action_scope s
	                where s.tenant_id = $1::uuid and s.action_id = a.id and s.person_id = $2::uuid
	                  and 'action.read' = any (s.rights))
	   and ($6::text[] is null or a.state = any ($6::text[]))
	   and ($7::uuid is null or exists (select from unit_above b
	                                     where b.tenant_id = $1::uuid and b.above_id = $7::uuid
	                                       and b.unit_id = a.unit_id))
	   and ($8::uuid is null or a.department_id = $8::uuid)
	   and ($9::boolean is null
	        or $9::boolean = (a.state in ('open', 'planned', 'in_progress') and a.due_at < $10::timestamptz))
	   and (not $11::boolean or a.responsible_id = $2::uuid)
	   and ($12::text is null or a.severity = $12)
	   and ($13::text is null or a.kind = $13)
	   and ($14::uuid is null or exists (select from finding f
	                                      where f.tenant_id = $1::uuid and f.action_id = a.id
	                                        and f.inspection_id = $14::uuid))
	   and ($15::text is null or a.question = $15)
	   and ($4::timestamptz is null or (a.opened_at, a.id) < ($4::timestamptz, $5::uuid))
	 order by a.opened_at desc, a.id desc
	 limit $3::integer + 1
)
select coalesce(json_agg(s.body order by f.nr) filter (where f.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(f.key)) filter (where f.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(f.id::text) filter (where f.nr = $3::integer) end as next_id
  from found f
  join action_shown s on s.tenant_id = $1::uuid and s.action_id = f.id;

-- action_timeline: what happened to an action, in its order
with found as (
	select t.event_id, t.at, t.body, row_number() over (order by t.at, t.event_id) as nr
	  from action_timeline t
	 where t.tenant_id = $1::uuid
	   and t.action_id = $2::uuid
	   and ($4::timestamptz is null or (t.at, t.event_id) > ($4::timestamptz, $5::uuid))
	 order by t.at, t.event_id
	 limit $3::integer + 1
)
select coalesce(json_agg(body order by nr) filter (where nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(at)) filter (where nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(event_id::text) filter (where nr = $3::integer) end as next_id
  from found;
