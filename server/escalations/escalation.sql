-- escalation_climb: some actions whose time has come: the highest level that is reached and was not told yet is told to
-- whoever has its role nearest to the unit and is not responsible, else to the next above; what is not overdue any more
-- ends. The hours of waiting for somebody's decision about a later date do not count.
with looked as materialized (
	select a.id, a.unit_id, a.department_id, a.severity, a.state, a.round, a.due_at, a.responsible_id, a.extensions_nr,
	       coalesce(p.is_on, true) as is_on, coalesce(p.clock, 'all_hours') as clock,
	       coalesce(p.extensions_most, 2) as extensions_most
	  from action a
	  left join escalation_policy p on p.tenant_id = $1::uuid
	 where a.tenant_id = $1::uuid
	   and a.escalate_at <= $2::timestamptz
	 order by a.escalate_at
	 limit 100
	   for no key update of a skip locked
), known as materialized (
	select l.*, l.state in ('open', 'planned', 'in_progress') as is_running, b.base,
	       b.base + coalesce((select sum(e.decided_at - greatest(e.asked_at, b.base)) from action_extension e
	                           where e.tenant_id = $1::uuid and e.action_id = l.id and e.state = 'declined'
	                             and e.decided_at > b.base), interval '0') as since,
	       exists (select from action_extension e
	                where e.tenant_id = $1::uuid and e.action_id = l.id and e.state = 'asked') as is_waiting,
	       c.climbs, c.reached
	  from looked l
	 cross join lateral (
		-- what was returned begins anew
		select greatest(l.due_at, (select max(v.at) from event v
		                            where v.tenant_id = $1::uuid and v.subject_id = l.id
		                              and v.kind = 'action.returned')) as base) b
	 cross join lateral (
		select coalesce(max(x.climb), 0) as climbs,
			       -- a climb that ends now has reached nothing of the next
		       coalesce(max(x.level) filter (where x.ended_at is null and l.due_at <= $2::timestamptz), 0) as reached
		  from escalation x
		 where x.tenant_id = $1::uuid and x.action_id = l.id and x.cause = 'overdue') c
), rung as materialized (
	select k.id, r.level, r.role_id,
	       case k.clock when 'working_hours'
	            then working_time_after($1::uuid, k.unit_id, k.since, make_interval(hours => r.after_hours))
	            else k.since + make_interval(hours => r.after_hours) end as at
	  from known k
	  join escalation_ladder r on r.tenant_id = $1::uuid and r.severity = k.severity
	 where k.is_on
	   and k.is_running
	   and not k.is_waiting
	   and r.level > k.reached
), step as materialized (
	select gen_random_uuid() as id, k.id as action_id, 'overdue' as cause,
	       case when k.reached = 0 then k.climbs + 1 else k.climbs end as climb, max(r.level) as level
	  from known k
	  join rung r on r.id = k.id and r.at <= $2::timestamptz
	 where k.due_at <= $2::timestamptz
	 group by k.id, k.reached, k.climbs
	union all
	select gen_random_uuid(), k.id, 'extensions', k.extensions_nr, 1
	  from known k
	 where k.is_on
	   and k.is_running
	   and k.extensions_most > 0
	   and k.extensions_nr >= k.extensions_most
	   and not exists (select from escalation x
	                    where x.tenant_id = $1::uuid and x.action_id = k.id and x.cause = 'extensions'
	                      and x.climb = k.extensions_nr)
), candidate as materialized (
	select s.id as step_id, m.person_id,
	       rank() over (partition by s.id order by r.level, above.distance) as rank
	  from step s
	  join known k on k.id = s.action_id
	  join escalation_ladder r on r.tenant_id = $1::uuid and r.severity = k.severity and r.level >= s.level
	  join unit_above above on above.tenant_id = $1::uuid and above.unit_id = k.unit_id
	  join membership m on m.tenant_id = $1::uuid and m.unit_id = above.above_id and m.role_id = r.role_id
	   and (m.department_id is null or m.department_id = k.department_id)
	   and coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
	   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)
	  join person h on h.tenant_id = $1::uuid and h.id = m.person_id and h.state = 'active'
	 where m.person_id is distinct from k.responsible_id
), person_told as (
	select step_id, person_id from candidate where rank = 1
	union
	-- nobody has any of the roles: whoever gives actions to people for the whole group
	select s.id, c.person_id
	  from step s
	  join known k on k.id = s.action_id
	  join scope c on c.tenant_id = $1::uuid and c.unit_id = k.unit_id and c.department_id is null
	   and 'action.assign' = any (c.rights)
	  join unit top on top.tenant_id = $1::uuid and top.id = c.granted_at and top.parent_id is null
	  join person h on h.tenant_id = $1::uuid and h.id = c.person_id and h.state = 'active'
	 where not exists (select from candidate d where d.step_id = s.id)
	   and c.person_id is distinct from k.responsible_id
), written as (
	insert into escalation (tenant_id, id, action_id, cause, climb, level, at)
	select $1::uuid, id, action_id, cause, climb, level, $2::timestamptz
	  from step
), people as (
	insert into escalation_person (tenant_id, escalation_id, person_id)
	select $1::uuid, step_id, person_id
	  from person_told
), ended as (
	update escalation x
	   set ended_at = $2::timestamptz
	  from known k
	 where x.tenant_id = $1::uuid
	   and x.action_id = k.id
	   and x.ended_at is null
	   and (not k.is_running and k.state <> 'disputed' or x.cause = 'overdue' and k.due_at > $2::timestamptz and k.is_running)
	returning x.action_id
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, data)
	select $1::uuid, gen_random_uuid(), $2::timestamptz, 'action.escalated', 'action', k.id, k.unit_id,
	       (select row_to_json(d) from (
		select k.state, k.round, k.severity, s.level, s.cause as because, s.id as escalation_id, moment(k.due_at) as due_at) d)
	  from step s
	  join known k on k.id = s.action_id
	union all
	select $1::uuid, gen_random_uuid(), $2::timestamptz, 'action.escalation_ended', 'action', k.id, k.unit_id,
	       (select row_to_json(d) from (select k.state, k.round) d)
	  from known k
	 where k.id in (select action_id from ended)
), moved as (
	update action a
	   set escalate_at = case when k.is_running and k.is_on and not k.is_waiting
	                          then (select min(r.at) from rung r where r.id = k.id and r.at > $2::timestamptz) end
	  from known k
	 where a.tenant_id = $1::uuid
	   and a.id = k.id
	returning a.id
)
select count(*) as nr
  from moved;
