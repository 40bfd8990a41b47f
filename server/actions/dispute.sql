-- dispute_begin: the action's clock stands still, if it runs
with stopped as (
	update action
	   set state = 'disputed', disputed_at = $3::timestamptz, disputed_from = state, changed_at = $3::timestamptz,
	       last_step = 'disputed'
	 where tenant_id = $1::uuid
	   and id = $2::uuid
	   and state in ('open', 'planned', 'in_progress')
	returning id, unit_id, state, round, due_at
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, gen_random_uuid(), $3::timestamptz, 'action.disputed', 'action', s.id, s.unit_id, $4::uuid,
       (select row_to_json(d) from (select s.state, s.round, $5::uuid as appeal_id) d)
  from stopped s;

-- dispute_end: the clocks of a visit's actions go on where no appeal is open any more. What became graver meanwhile
-- than its plan goes back to open, as it would have then.
with over as materialized (
	select a.id, a.disputed_at,
	       a.disputed_from <> 'open'
	       and (a.needs_cause and nullif(trim(a.cause), '') is null or a.kind = 'corrective' and a.plan is null) as is_back
	  from action a
	 where a.tenant_id = $1::uuid
	   and a.state = 'disputed'
	   and a.id in (select f.action_id from finding f where f.tenant_id = $1::uuid and f.inspection_id = $2::uuid)
	   and not exists (select from finding f
	                     join appeal p on p.tenant_id = $1::uuid and p.finding_id = f.id and p.state = 'open'
	                    where f.tenant_id = $1::uuid and f.action_id = a.id)
	 order by a.id
	   for no key update
), resumed as (
	update action a
	   set state = case when o.is_back then 'open' else a.disputed_from end,
	       started_by = case when not o.is_back then a.started_by end,
	       started_at = case when not o.is_back then a.started_at end,
	       due_at = a.due_at + ($3::timestamptz - o.disputed_at), disputed_at = null, disputed_from = null,
	       changed_at = $3::timestamptz, last_step = 'resumed'
	  from over o
	 where a.tenant_id = $1::uuid
	   and a.id = o.id
	returning a.id, a.unit_id, a.state, a.round, a.due_at
), asked as (
	update action_extension e
	   set due_at = e.due_at + ($3::timestamptz - o.disputed_at),
	       previous_due_at = e.previous_due_at + ($3::timestamptz - o.disputed_at)
	  from over o
	 where e.tenant_id = $1::uuid
	   and e.action_id = o.id
	   and e.state = 'asked'
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, gen_random_uuid(), $3::timestamptz, 'action.resumed', 'action', r.id, r.unit_id, $4::uuid,
       (select row_to_json(d) from (select r.state, r.round, moment(r.due_at) as due_at) d)
  from resumed r;

-- dispute_drop: appeals against what fell away without them
with dropped as (
	update appeal a
	   set state = 'moot', ended_at = $3::timestamptz
	  from finding f
	  join inspection i on i.tenant_id = $1::uuid and i.id = f.inspection_id
	 where a.tenant_id = $1::uuid
	   and a.inspection_id = $2::uuid
	   and a.state = 'open'
	   and f.tenant_id = $1::uuid
	   and f.id = a.finding_id
	   and (f.void_at is not null or i.state = 'voided')
	returning a.id, a.finding_id, f.unit_id
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, gen_random_uuid(), $3::timestamptz, 'appeal.moot', 'appeal', d.id, d.unit_id, $4::uuid,
       (select row_to_json(x) from (select d.finding_id, $2::uuid as inspection_id) x)
  from dropped d;
