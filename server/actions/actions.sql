-- actions_open: the findings of a JSON array, each routed and with its action opened or joined
with failure as materialized (
	select f.nr, f.id, f.action_id, f.event_id, f.alert_id, coalesce(f.question, f.action_id::text) as key,
	       f.question, f.instance, f.severity, severity_rank(f.severity) as rank, d.id as department_id,
	       f.indicator, f.title, f.note, f.lost, f.repeat, coalesce(f.is_fixed, false) as is_fixed,
	       -- what was put right during the visit opens no action, but joins one that is there
	       not coalesce(f.is_fixed, false)
	       or exists (select from action a
	                   where a.tenant_id = $1::uuid and a.unit_id = $2::uuid and a.checklist_id = $4::uuid
	                     and a.question = f.question and a.state not in ('closed', 'cancelled', 'waived')) as is_open
	  from json_to_recordset($8::json) as
	       f(nr integer, id uuid, action_id uuid, event_id uuid, alert_id uuid, question text,
	         instance text, severity text, department text, department_id uuid, indicator text,
	         title json, note text, lost bigint, repeat integer, is_fixed boolean)
	  left join department d on d.tenant_id = $1::uuid and (d.id = f.department_id or d.code = f.department)
), gravest as (
	-- the instances of a question are one action, as grave as the gravest of them
	select distinct on (key) nr, action_id, event_id, alert_id, key, question, severity, rank, department_id,
	       title, max(repeat) over (partition by key) as repeat
	  from failure
	 where is_open
	 order by key, rank desc, nr
), listed as (
	select key, json_agg(id order by nr) as findings
	  from failure
	 where is_open
	 group by key
), candidate as materialized (
	select department_id, person_id, routed_by, rank, distance, since, membership_id
	  from routing
	 where tenant_id = $1::uuid
	   and unit_id = $2::uuid
), seen as materialized (
	-- when it was found to fail: a visit that was over before a fix was verified says nothing about it
	select coalesce((select i.finished_at from inspection i
	                  where i.tenant_id = $1::uuid and i.id = $3::uuid), $6::timestamptz) as at
), disputed as materialized (
	-- a failure that comes after an appeal is no part of it: where nobody has said that it is wrong, the work goes on
	select a.id, $7::timestamptz - a.disputed_at as stood
	  from action a
	 where a.tenant_id = $1::uuid
	   and a.unit_id = $2::uuid
	   and a.checklist_id = $4::uuid
	   and a.state = 'disputed'
	   and a.question in (select g.question from gravest g)
), routed as (
	select g.action_id, g.question, g.severity, g.rank, g.department_id, g.title, g.repeat, c.person_id,
	       before.id as recurrence_of,
	       coalesce(c.routed_by, 'headquarters') as routed_by,
	       g.rank >= severity_rank(p.corrective_from) or g.repeat > 1 or before.id is not null as is_corrective,
	       $7::timestamptz + make_interval(hours => case g.severity
		when 'critical' then p.due_critical_hours
		when 'major' then p.due_major_hours
		else p.due_minor_hours end) as due_at
	  from gravest g
	  join policy p on p.tenant_id = $1::uuid
	  left join lateral (
		select person_id, routed_by
		  from candidate
		 where routed_by <> 'duty'
		    or department_id = g.department_id
		 order by rank, distance, since, membership_id
		 limit 1) c on true
	  left join lateral (
		select a.id
		  from action a
		 where a.tenant_id = $1::uuid
		   and a.unit_id = $2::uuid
		   and a.checklist_id = $4::uuid
		   and a.question = g.question
		   and a.state = 'closed'
		   and a.closed_at > $7::timestamptz - make_interval(days => p.recurrence_days)
		 order by a.closed_at desc
		 limit 1) before on true
), opened as (
	-- in the order of the questions: two visits at once then wait for each other in one direction only
	insert into action (tenant_id, id, unit_id, department_id, kind, severity, title, checklist_id, question,
	                    responsible_id, routed_by, needs_cause, opened_by, opened_at, due_at, changed_at,
	                    last_step, recurrence_of)
	select $1::uuid, action_id, $2::uuid, department_id,
	       case when is_corrective then 'corrective' else 'correction' end, severity, title, $4::uuid,
	       question, person_id, routed_by, is_corrective and (rank > 1 or repeat > 1 or recurrence_of is not null), $5::uuid,
	       $7::timestamptz, due_at, $7::timestamptz, 'opened', recurrence_of
	  from routed
	 order by question, action_id
	    on conflict (tenant_id, unit_id, checklist_id, question)
	       where state not in ('closed', 'cancelled', 'waived') and question is not null do update
	   set (severity, kind, needs_cause, state, round, due_at, responsible_id, routed_by, changed_at, last_step,
	        cause, cause_category, plan, planned_by, planned_at, started_by, started_at, done, handed_in_by,
	        handed_in_at, verified_by, verified_at, verification, effect_passes, effect_days, passes_nr,
	        effect_until, disputed_at, disputed_from) = (
		select j.severity, j.kind, j.needs_cause, j.state, j.round, j.due_at, j.responsible_id, j.routed_by,
		       j.changed_at, j.last_step, j.cause, j.cause_category, j.plan, j.planned_by, j.planned_at,
		       j.started_by, j.started_at, j.done, j.handed_in_by, j.handed_in_at, j.verified_by,
		       j.verified_at, j.verification, j.effect_passes, j.effect_days, j.passes_nr, j.effect_until,
		       j.disputed_at, j.disputed_from
		  from action_joined(action, excluded.severity, excluded.kind, excluded.needs_cause, excluded.due_at,
		                     excluded.responsible_id, excluded.routed_by, excluded.changed_at,
		                     (select s.at from seen s)) j)
	returning id, coalesce(question, id::text) as key, kind, severity, state, round, responsible_id,
	          routed_by, due_at, last_step, recurrence_of
), found as (
	insert into finding (tenant_id, id, source, unit_id, department_id, inspection_id, checklist_id, question,
	                     instance, severity, indicator, title, note, lost, repeat, found_by, found_at,
	                     action_id, is_fixed_on_spot)
	select $1::uuid, f.id, case when $3::uuid is not null then 'inspection' else coalesce($9, 'hand') end, $2::uuid,
	       f.department_id, $3::uuid, $4::uuid, f.question, f.instance, f.severity, f.indicator, f.title,
	       f.note, f.lost, f.repeat, $5::uuid, $6::timestamptz, o.id, f.is_fixed
	  from failure f
	  left join opened o on o.key = f.key and f.is_open
	 where o.id is not null or f.is_fixed
	returning id
), disproved as (
	insert into action_check (tenant_id, action_id, round, inspection_id, is_pass, at)
	select $1::uuid, o.id, o.round - 1, $3::uuid, false, $6::timestamptz
	  from opened o
	 where o.last_step = 'reopened'
	   and $3::uuid is not null
	    on conflict (tenant_id, action_id, round, inspection_id) do update
	   set is_pass = false
), asked as (
	update action_extension e
	   set due_at = e.due_at + d.stood, previous_due_at = e.previous_due_at + d.stood
	  from disputed d
	 where e.tenant_id = $1::uuid
	   and e.action_id = d.id
	   and e.state = 'asked'
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
	select $1::uuid, what.id, $7::timestamptz, what.kind, 'action', o.id, $2::uuid, $5::uuid,
	       (select row_to_json(d) from (
		select o.state, o.round, o.kind as action_kind, o.severity, o.responsible_id, o.routed_by,
		       moment(o.due_at) as due_at, $3::uuid as inspection_id, o.recurrence_of, l.findings) d)
	  from opened o
	  join gravest g on g.key = o.key
	  join listed l on l.key = o.key
	 cross join lateral (
		select g.event_id, 'action.' || o.last_step
		union all
		select g.alert_id, 'action.unroutable'
		 where o.last_step = 'opened' and o.responsible_id is null
		union all
		select g.alert_id, 'action.resumed'
		 where exists (select from disputed d where d.id = o.id)) what(id, kind)
)
-- a failure that is dropped on its way is not to be lost in silence: this divides by zero, and nothing is committed
select 1 / ((select count(*) from found) = json_array_length($8::json))::integer as is_whole;
