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
), asked as materialized (
	select a.id, a.severity, a.kind, a.due_at, a.state, a.cause, a.plan, a.needs_cause, n.repeat,
	       a.state = 'monitoring' as is_again, severity_rank($6) > severity_rank(a.severity) as is_worse,
	       severity_rank($6) >= severity_rank(p.corrective_from) or n.repeat > 1 as is_corrective,
	       $11::timestamptz + make_interval(hours => case $6
		when 'critical' then p.due_critical_hours
		when 'major' then p.due_major_hours
		else p.due_minor_hours end) as wanted_at
	  from action a
	  join policy p on p.tenant_id = $1::uuid
	 cross join counted n
	 where a.tenant_id = $1::uuid
	   and a.id = $2::uuid
), become as materialized (
	select b.*, b.is_again or b.state in ('planned', 'in_progress', 'submitted')
	            and (b.must_have_cause and nullif(trim(b.cause), '') is null or b.is_to_be_corrective and b.plan is null) as is_back
	  from (select k.*, k.is_corrective or k.kind = 'corrective' as is_to_be_corrective,
	               k.needs_cause or k.is_corrective and (k.repeat > 1 or severity_rank($6) > 1) as must_have_cause
	          from asked k) b
), joined as (
	update action a
	   set severity = case when b.is_worse then $6 else a.severity end,
	       kind = case when b.is_to_be_corrective then 'corrective' else 'correction' end,
	       needs_cause = b.must_have_cause,
	       state = case when b.is_back then 'open' else a.state end,
	       round = a.round + b.is_again::integer,
	       due_at = case when b.is_again then b.wanted_at else least(a.due_at, b.wanted_at) end,
	       changed_at = $11::timestamptz,
	       last_step = case when b.is_again then 'reopened'
	                        when b.is_worse or b.is_to_be_corrective and a.kind <> 'corrective' then 'raised'
	                        else 'joined' end,
	       cause = case when not b.is_again then a.cause end,
	       cause_category = case when not b.is_again then a.cause_category end,
	       plan = case when not b.is_again then a.plan end,
	       planned_by = case when not b.is_again then a.planned_by end,
	       planned_at = case when not b.is_again then a.planned_at end,
	       started_by = case when not b.is_back then a.started_by end,
	       started_at = case when not b.is_back then a.started_at end,
	       done = case when not b.is_back then a.done end,
	       handed_in_by = case when not b.is_back then a.handed_in_by end,
	       handed_in_at = case when not b.is_back then a.handed_in_at end,
	       verified_by = case when not b.is_again then a.verified_by end,
	       verified_at = case when not b.is_again then a.verified_at end,
	       verification = case when not b.is_again then a.verification end,
	       effect_passes = case when not b.is_again then a.effect_passes end,
	       effect_days = case when not b.is_again then a.effect_days end,
	       passes_nr = case when b.is_again then 0 else a.passes_nr end,
	       effect_until = case when not b.is_again then a.effect_until end
	  from become b
	 where a.tenant_id = $1::uuid
	   and a.id = b.id
	returning a.id, a.unit_id, a.kind, a.severity, a.state, a.round, a.responsible_id, a.routed_by, a.due_at,
	          a.last_step, a.recurrence_of, b.repeat
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
