-- appeal_escalate: appeals that were not decided in time, told once
with late as materialized (
	select id
	  from appeal
	 where tenant_id = $1::uuid
	   and state = 'open'
	   and escalated_at is null
	   and due_at <= $2::timestamptz
	 order by due_at
	 limit 200
	   for no key update skip locked
), noted as (
	update appeal a
	   set escalated_at = $2::timestamptz
	  from late l
	 where a.tenant_id = $1::uuid
	   and a.id = l.id
	returning a.id, a.finding_id, a.inspection_id, a.due_at
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, data)
	select $1::uuid, gen_random_uuid(), $2::timestamptz, 'appeal.escalated', 'appeal', n.id, f.unit_id,
	       (select row_to_json(d) from (
		select n.finding_id, n.inspection_id, moment(n.due_at) as due_at) d)
	  from noted n
	  join finding f on f.tenant_id = $1::uuid and f.id = n.finding_id
)
select count(*) as nr
  from noted;
