-- effect_judge: the passes of a visit that is released now, for each action of its store and checklist that waits for
-- them. The actions are locked in the order of their questions, as opening and joining them does.
with waiting as materialized (
	select a.id, a.question, a.round, a.verified_at
	  from action a
	 where a.tenant_id = $1::uuid
	   and a.unit_id = $3::uuid
	   and a.checklist_id = $4::uuid
	   and a.state = 'monitoring'
	 order by a.question, a.id
	   for no key update
), passed as (
	select a.id, a.round, i.finished_at,
	       exists (select from action_visit v
	                where v.tenant_id = $1::uuid and v.action_id = a.id and v.inspection_id = $2::uuid
	                  and v.purpose = 'effect' and v.round = a.round) as is_check
	  from waiting a
	  join inspection i on i.tenant_id = $1::uuid and i.id = $2::uuid and i.finished_at > a.verified_at
	 cross join lateral (
		select q.outcome
		  from outcome o
		  join checklist_version c on c.tenant_id = $1::uuid and c.id = o.version_id,
		       unnest(c.questions, o.outcomes) q(question, outcome)
		 where o.tenant_id = $1::uuid
		   and o.inspection_id = $2::uuid
		   and q.question = a.question
		   and q.outcome = 4) q
), counted as (
	insert into action_check (tenant_id, action_id, round, inspection_id, is_pass, at)
	select $1::uuid, id, round, $2::uuid, true, case when $6::boolean then $5::timestamptz else finished_at end
	  from passed
	    on conflict do nothing
	returning action_id
), moved as (
	update action a
	   set passes_nr = a.passes_nr + 1,
	       (state, effect, closed_at, last_step) = (
		select case when x.is_proven then 'closed' else a.state end,
		       case when x.is_proven then 'effective' end,
		       case when x.is_proven then $5::timestamptz end,
		       case when x.is_proven then 'effective' else 'passed' end
		  from (select p.is_check or a.passes_nr + 1 >= a.effect_passes as is_proven) x),
	       changed_at = $5::timestamptz
	  from passed p
	 where a.tenant_id = $1::uuid
	   and a.id = p.id
	   and p.id in (select action_id from counted)
	returning a.id, a.unit_id, a.state, a.round, a.passes_nr, a.last_step
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, gen_random_uuid(), $5::timestamptz, 'action.' || m.last_step, 'action', m.id, m.unit_id, $7::uuid,
       (select row_to_json(d) from (
	select m.state, m.round, m.passes_nr, $2::uuid as inspection_id) d)
  from moved m;

-- effect_expire: actions that have waited long enough: a check visit is planned, once a round, by whoever may inspect
-- there and is nearest above the store without a hand in the fix; where one was, or none can be, it is closed with
-- what there is. A check visit that waits for its review is waited for.
with expired as materialized (
	select a.id, a.unit_id, a.checklist_id, a.question, a.round
	  from action a
	 where a.tenant_id = $1::uuid
	   and a.state = 'monitoring'
	   and a.effect_until <= $2::timestamptz
	 order by a.effect_until
	 limit 50
	   for no key update skip locked
), judged as materialized (
	select e.id, e.unit_id, e.checklist_id, e.round, gen_random_uuid() as visit_id, l.person_id as lead_id,
	       case when v.state = 'submitted' then 'wait'
	            when v.state is null and u.state <> 'closed' and u.kind = 'store' and c.is_asked then 'check'
	            else 'close' end as way
	  from expired e
	  join unit u on u.tenant_id = $1::uuid and u.id = e.unit_id
	  left join lateral (
		select i.state
		  from action_visit x
		  join inspection i on i.tenant_id = $1::uuid and i.id = x.inspection_id
		 where x.tenant_id = $1::uuid and x.action_id = e.id and x.round = e.round and x.purpose = 'effect') v on true
	 cross join lateral (
		select exists (select from checklist k
		                 join checklist_version n on n.tenant_id = $1::uuid and n.checklist_id = k.id
		                  and n.state = 'published'
		                where k.tenant_id = $1::uuid and k.id = e.checklist_id and k.state = 'active'
		                  and e.question = any (n.questions)) as is_asked) c
	  left join lateral (
		select s.person_id
		  from scope s
		  join person p on p.tenant_id = $1::uuid and p.id = s.person_id and p.state = 'active'
		 where s.tenant_id = $1::uuid
		   and s.unit_id = e.unit_id
		   and s.distance > 0
		   and s.department_id is null
		   and 'inspection.conduct' = any (s.rights)
		   and not exists (select from action_fixer f
		                    where f.tenant_id = $1::uuid and f.action_id = e.id and f.person_id = s.person_id)
		 order by s.distance, s.person_id
		 limit 1) l on true
), planned as (
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, start_at, due_at, lead_id, created_at,
	                        changed_at)
	select $1::uuid, visit_id, unit_id, checklist_id, 'special', 'open', $2::timestamptz,
	       $2::timestamptz + make_interval(days => $3::integer), lead_id, $2::timestamptz, $2::timestamptz
	  from judged
	 where way = 'check'
	returning id
), noted as (
	insert into action_visit (tenant_id, action_id, inspection_id, purpose, round, added_at)
	select $1::uuid, j.id, p.id, 'effect', j.round, $2::timestamptz
	  from judged j join planned p on p.id = j.visit_id
), moved as (
	update action a
	   set state = case j.way when 'close' then 'closed' else a.state end,
	       effect = case j.way when 'close' then 'too_little_evidence' end,
	       closed_at = case j.way when 'close' then $2::timestamptz end,
	       effect_until = case j.way when 'close' then a.effect_until
	                                 when 'wait' then $2::timestamptz + interval '1 day'
	                                 else $2::timestamptz + make_interval(days => $3::integer) end,
	       changed_at = case j.way when 'wait' then a.changed_at else $2::timestamptz end,
	       last_step = case j.way when 'wait' then a.last_step when 'close' then 'unproven' else 'check_planned' end
	  from judged j
	 where a.tenant_id = $1::uuid
	   and a.id = j.id
	returning a.id, a.unit_id, a.state, a.round, a.passes_nr, j.way, j.visit_id
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, data)
	select $1::uuid, gen_random_uuid(), $2::timestamptz, e.kind, e.subject, e.subject_id, m.unit_id, e.data
	  from moved m
	 cross join lateral (
		select 'action.' || case m.way when 'close' then 'unproven' else 'check_planned' end, 'action', m.id,
		       (select row_to_json(d) from (
			select m.state, m.round, m.passes_nr,
			       case m.way when 'check' then m.visit_id end as inspection_id) d)
		union all
		select 'inspection.planned', 'inspection', m.visit_id, '{}'::json
		 where m.way = 'check') e(kind, subject, subject_id, data)
	 where m.way <> 'wait'
)
select count(*) as nr
  from moved;
