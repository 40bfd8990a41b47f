-- action_list: the actions that the caller may see. $16: by what is due first ("due"; "due_not_over" where only
-- such are asked for that are not over), or the newest first ("newest"). Whoever reaches few units reads what they
-- have, and sorts it; whoever reaches many walks along the order, looking at each action for whether it may be seen.
with root as materialized (
	select s.unit_id, s.department_id
	  from scope s
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.distance = 0
	   and 'action.read' = any (s.rights)
), near as materialized (
	-- the highest unit below both a root and the unit that is asked for
	select case when $7::uuid is null
	              or exists (select from unit_above u where u.tenant_id = $1::uuid and u.above_id = $7::uuid
	                            and u.unit_id = r.unit_id) then r.unit_id
	            else $7::uuid end as unit_id
	  from root r
	 where $7::uuid is null
	    or exists (select from unit_above u where u.tenant_id = $1::uuid
	                  and (u.above_id, u.unit_id) in (($7::uuid, r.unit_id), (r.unit_id, $7::uuid)))
), reach as materialized (
	select u.unit_id
	  from near n
	  join unit_above u on u.tenant_id = $1::uuid and u.above_id = n.unit_id
	 limit 101
), way as materialized (
	select not $11::boolean and $14::uuid is null and $18::uuid is null and (select count(*) from reach) > 100
	           as is_wide
), few as materialized (
	select a.id
	  from action a
	 where not (select is_wide from way)
	   and $14::uuid is null
	   and a.tenant_id = $1::uuid
	   and a.responsible_id = coalesce($18::uuid, $2::uuid)
	union
	select a.id
	  from reach r
	  join action a on a.tenant_id = $1::uuid and a.unit_id = r.unit_id
	   and a.state not in ('closed', 'cancelled', 'waived')
	 where not (select is_wide from way)
	   and $14::uuid is null
	   and $18::uuid is null
	   and not $11::boolean
	   and $16 = 'due_not_over'
	union
	select a.id
	  from reach r
	  join action a on a.tenant_id = $1::uuid and a.unit_id = r.unit_id
	   and action_fits(a, $6::text[], $8::uuid, $9::boolean, $10::timestamptz, $12, $13, $15, $17::uuid, $18::uuid,
	                   $19::timestamptz, $20::timestamptz, $21)
	 where not (select is_wide from way)
	   and $14::uuid is null
	   and $18::uuid is null
	   and not $11::boolean
	   and $16 <> 'due_not_over'
	union
	select f.action_id
	  from finding f
	 where f.tenant_id = $1::uuid
	   and f.inspection_id = $14::uuid
), found as (
	(select a.id, a.due_at as key
	  from action a
	 where (select is_wide from way)
	   and $16 = 'due_not_over'
	   and a.tenant_id = $1::uuid
	   and a.state not in ('closed', 'cancelled', 'waived')
	   and (a.responsible_id = $2::uuid
	        or (select true from root r
	              join unit_above u on u.tenant_id = $1::uuid and u.above_id = r.unit_id and u.unit_id = a.unit_id
	             where r.department_id is null or r.department_id = a.department_id
	             limit 1))
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = a.unit_id))
	   and action_fits(a, $6::text[], $8::uuid, $9::boolean, $10::timestamptz, $12, $13, $15, $17::uuid, $18::uuid,
	                   $19::timestamptz, $20::timestamptz, $21)
	   and ($4::timestamptz is null or (a.due_at, a.id) > ($4::timestamptz, $5::uuid))
	 order by a.due_at, a.id
	 limit $3::integer + 1)
	union all
	(select a.id, a.due_at as key
	  from action a
	 where (select is_wide from way)
	   and $16 = 'due'
	   and a.tenant_id = $1::uuid
	   and (a.responsible_id = $2::uuid
	        or (select true from root r
	              join unit_above u on u.tenant_id = $1::uuid and u.above_id = r.unit_id and u.unit_id = a.unit_id
	             where r.department_id is null or r.department_id = a.department_id
	             limit 1))
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = a.unit_id))
	   and action_fits(a, $6::text[], $8::uuid, $9::boolean, $10::timestamptz, $12, $13, $15, $17::uuid, $18::uuid,
	                   $19::timestamptz, $20::timestamptz, $21)
	   and ($4::timestamptz is null or (a.due_at, a.id) > ($4::timestamptz, $5::uuid))
	 order by a.due_at, a.id
	 limit $3::integer + 1)
	union all
	(select a.id, a.opened_at as key
	  from action a
	 where (select is_wide from way)
	   and $16 = 'newest'
	   and a.tenant_id = $1::uuid
	   and (a.responsible_id = $2::uuid
	        or (select true from root r
	              join unit_above u on u.tenant_id = $1::uuid and u.above_id = r.unit_id and u.unit_id = a.unit_id
	             where r.department_id is null or r.department_id = a.department_id
	             limit 1))
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = a.unit_id))
	   and action_fits(a, $6::text[], $8::uuid, $9::boolean, $10::timestamptz, $12, $13, $15, $17::uuid, $18::uuid,
	                   $19::timestamptz, $20::timestamptz, $21)
	   and ($4::timestamptz is null or (a.opened_at, a.id) < ($4::timestamptz, $5::uuid))
	 order by a.opened_at desc, a.id desc
	 limit $3::integer + 1)
	union all
	(select a.id, case when $16 = 'newest' then a.opened_at else a.due_at end as key
	  from few
	  join action a on a.tenant_id = $1::uuid and a.id = few.id
	 where (not $11::boolean or a.responsible_id = $2::uuid)
	   and (a.responsible_id = $2::uuid
	        or (select true from root r
	              join unit_above u on u.tenant_id = $1::uuid and u.above_id = r.unit_id and u.unit_id = a.unit_id
	             where r.department_id is null or r.department_id = a.department_id
	             limit 1))
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = a.unit_id))
	   and action_fits(a, $6::text[], $8::uuid, $9::boolean, $10::timestamptz, $12, $13, $15, $17::uuid, $18::uuid,
	                   $19::timestamptz, $20::timestamptz, $21)
	   and ($4::timestamptz is null
	        or case when $16 = 'newest' then (a.opened_at, a.id) < ($4::timestamptz, $5::uuid)
	                else (a.due_at, a.id) > ($4::timestamptz, $5::uuid) end)
	 order by case when $16 = 'newest' then a.opened_at end desc, case when $16 = 'newest' then a.id end desc,
	          a.due_at, a.id
	 limit $3::integer + 1)
), numbered as (
	select id, key, row_number() over (order by case when $16 = 'newest' then key end desc,
	                                            case when $16 = 'newest' then id end desc, key, id) as nr
	  from found
)
-- one look for each: a join may be planned from the wrong end
select coalesce(json_agg((select s.body from action_shown s where s.tenant_id = $1::uuid and s.action_id = n.id)
                         order by n.nr) filter (where n.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(n.key)) filter (where n.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(n.id::text) filter (where n.nr = $3::integer) end as next_id
  from numbered n;

-- action_timeline: what happened to an action, in its order
with found as (
	select t.event_id, t.at, t.body, row_number() over (order by t.at, t.event_id) as nr
	  from action_timeline t
	 where t.tenant_id = $1::uuid
	   and t.action_id = $2::uuid
	   -- that somebody does not see it any more is no line of its history
	   and not exists (select from event e
	                    where e.tenant_id = $1::uuid and e.id = t.event_id and e.kind = 'action.hidden')
	   and ($4::timestamptz is null or (t.at, t.event_id) > ($4::timestamptz, $5::uuid))
	 order by t.at, t.event_id
	 limit $3::integer + 1
)
select coalesce(json_agg(body order by nr) filter (where nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(at)) filter (where nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(event_id::text) filter (where nr = $3::integer) end as next_id
  from found;
