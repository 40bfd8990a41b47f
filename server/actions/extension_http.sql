-- extension_list: the extensions of the actions that the caller may see, the newest first; $8: only those that the
-- caller can decide now
with found as (
	select e.id, e.asked_at
	  from action_extension e
	  join action a on a.tenant_id = $1::uuid and a.id = e.action_id
	 where e.tenant_id = $1::uuid
	   and ($6::text is null or e.state = $6)
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = a.unit_id))
	   and (not $8::boolean
	        or e.state = 'asked' and e.asked_by <> $2::uuid and a.state in ('open', 'planned', 'in_progress'))
	   and (select true from action_scope s
	         where s.tenant_id = $1::uuid
	           and s.action_id = a.id
	           and s.person_id = $2::uuid
	           and case when $8::boolean then 'action.approve' else 'action.read' end = any (s.rights)
	         limit 1)
	   and ($4::timestamptz is null or (e.asked_at, e.id) < ($4::timestamptz, $5::uuid))
	 order by e.asked_at desc, e.id desc
	 limit $3::integer + 1
), numbered as (
	select id, asked_at, row_number() over (order by asked_at desc, id desc) as nr
	  from found
)
select coalesce(json_agg((select s.body from extension_shown s
                           where s.tenant_id = $1::uuid and s.extension_id = n.id)
                         order by n.nr) filter (where n.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(n.asked_at)) filter (where n.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(n.id::text) filter (where n.nr = $3::integer) end as next_id
  from numbered n;
