-- finding_make_lock: two that bring the same id at once go one after the other
select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0));

-- finding_make_facts: whether the department is there, and what has the id already; one that has joined an action was
-- sent with it, and perhaps without the department that it then took over
select $3::uuid is null
       or exists (select from department
                   where tenant_id = $1::uuid and id = $3::uuid and state = 'active') as has_department,
       exists (select from finding where tenant_id = $1::uuid and id = $2::uuid) as is_taken,
       exists (select from finding f
                where f.tenant_id = $1::uuid
                  and f.id = $2::uuid
                  and f.source = $10
                  and (f.department_id is not distinct from $3::uuid or $3::uuid is null and $11::uuid is not null)
                  and f.unit_id = $4::uuid
                  and f.severity = $5
                  and f.title::jsonb = $6::jsonb
                  and f.note is not distinct from $7
                  and f.found_by = $8::uuid
                  and array(select p.sha256 from action_photo p
                             where p.tenant_id = $1::uuid and p.action_id = f.action_id
                               and p.finding_id = f.id order by 1)
                      = array(select sha256 from unnest($9::text[]) sha256 order by 1)
                  and case when exists (select from event e
                                         where e.tenant_id = $1::uuid and e.subject_id = f.action_id
                                           and e.kind in ('action.joined', 'action.raised', 'action.reopened')
                                           and e.data::jsonb -> 'findings' ? f.id::text)
                           then f.action_id = $11::uuid is true else $11::uuid is null end) as is_same;

-- finding_make_action: the action that a finding is to join, locked, if the finder may see it
select a.state, a.department_id, a.unit_id = $4::uuid as is_here,
       a.state not in ('closed', 'cancelled', 'waived', 'disputed') as is_open
  from action a
 where a.tenant_id = $1::uuid
   and a.id = $2::uuid
   and exists (select from action_scope s
                where s.tenant_id = $1::uuid and s.action_id = $2::uuid and s.person_id = $3::uuid
                  and 'action.read' = any (s.rights))
   for no key update;

-- finding_make_join: a finding by hand joins the action that was locked, which becomes of it what it becomes of a
-- failure at a visit (actions_open): it was found once more, so it is a repeat
with counted as materialized (
	select 1 + coalesce(max(f.repeat), 0) as repeat
	  from finding f
	 where f.tenant_id = $1::uuid
	   and f.action_id = $2::uuid
	   and f.void_at is null
), rule as materialized (
	select n.repeat, severity_rank($6) >= severity_rank(p.corrective_from) or n.repeat > 1 as is_corrective,
	       $11::timestamptz + make_interval(hours => case $6
		when 'critical' then p.due_critical_hours
		when 'major' then p.due_major_hours
		else p.due_minor_hours end) as due_at
	  from policy p
	 cross join counted n
	 where p.tenant_id = $1::uuid
), joined as (
	update action a
	   set (severity, kind, needs_cause, state, round, due_at, responsible_id, routed_by, changed_at, last_step,
	        cause, cause_category, plan, planned_by, planned_at, started_by, started_at, done, handed_in_by,
	        handed_in_at, verified_by, verified_at, verification, effect_passes, effect_days, passes_nr,
	        effect_until, disputed_at, disputed_from) = (
		select j.severity, j.kind, j.needs_cause, j.state, j.round, j.due_at, j.responsible_id, j.routed_by,
		       j.changed_at, j.last_step, j.cause, j.cause_category, j.plan, j.planned_by, j.planned_at,
		       j.started_by, j.started_at, j.done, j.handed_in_by, j.handed_in_at, j.verified_by,
		       j.verified_at, j.verification, j.effect_passes, j.effect_days, j.passes_nr, j.effect_until,
		       j.disputed_at, j.disputed_from
		  from action_joined(a, $6, case when r.is_corrective then 'corrective' else 'correction' end,
		                     r.is_corrective and (r.repeat > 1 or severity_rank($6) > 1), r.due_at, null, a.routed_by,
		                     $11::timestamptz, $11::timestamptz) j)
	  from rule r
	 where a.tenant_id = $1::uuid
	   and a.id = $2::uuid
	returning a.id, a.unit_id, a.kind, a.severity, a.state, a.round, a.responsible_id, a.routed_by, a.due_at,
	          a.last_step, a.recurrence_of, r.repeat
), found as (
	insert into finding (tenant_id, id, source, unit_id, department_id, severity, title, note, repeat, found_by,
	                     found_at, action_id, is_fixed_on_spot)
	select $1::uuid, $3::uuid, $5, j.unit_id, $7::uuid, $6, $8::json, $9, j.repeat, $10::uuid, $11::timestamptz,
	       j.id, false
	  from joined j
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, $4::uuid, $11::timestamptz, 'action.' || j.last_step, 'action', j.id, j.unit_id, $10::uuid,
       (select row_to_json(d) from (
	select j.state, j.round, j.kind as action_kind, j.severity, j.responsible_id, j.routed_by,
	       moment(j.due_at) as due_at, null::uuid as inspection_id, j.recurrence_of, array[$3::uuid] as findings) d)
  from joined j;

-- finding_make_photos: the photographs that came with it
insert into action_photo (tenant_id, action_id, sha256, step, round, person_id, added_at, finding_id)
select $1::uuid, f.action_id, sha256, 'finding', a.round, $4::uuid, $5::timestamptz, f.id
  from finding f
  join action a on a.tenant_id = $1::uuid and a.id = f.action_id, unnest($3::text[]) sha256
 where f.tenant_id = $1::uuid
   and f.id = $2::uuid;

-- finding_make_show: the finding as the API shows it
select body::text as body
  from finding_shown
 where tenant_id = $1::uuid
   and finding_id = $2::uuid;
