-- overdue_miss: visits that nobody began in time; some of them
with gone as (
	select i.id
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.state in ('planned', 'open')
	   and i.miss_at <= $2::timestamptz
	 order by i.miss_at
	 limit $3::integer
	   for no key update skip locked
), missed as (
	update inspection i
	   set state = 'missed', changed_at = $2::timestamptz
	  from gone
	 where i.tenant_id = $1::uuid
	   and i.id = gone.id
	returning i.id, i.unit_id, i.miss_at
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id)
	select $1::uuid, gen_random_uuid(), $2::timestamptz, 'inspection.missed', 'inspection', id, unit_id
	  from missed
)
select count(*) as nr from missed;

-- overdue_late: visits that are due and not submitted, told once; some of them
with due as (
	select i.id
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.state in ('planned', 'open', 'started')
	   and i.late_at is null
	   and i.due_at <= $2::timestamptz
	 order by i.due_at
	 limit $3::integer
	   for no key update skip locked
), late as (
	update inspection i
	   set late_at = $2::timestamptz
	  from due
	 where i.tenant_id = $1::uuid
	   and i.id = due.id
	returning i.id, i.unit_id
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id)
	select $1::uuid, gen_random_uuid(), $2::timestamptz, 'inspection.late', 'inspection', id, unit_id
	  from late
)
select count(*) as nr from late;
