-- dispatch_by_keys: what looks for its rows by their keys goes on doing so: plans that were made for an empty table read all
-- of a full one, and these tables grow by a hundred thousand rows in a minute
select set_config('enable_seqscan', 'off', true);

-- dispatch_claim: a plan that is to be looked through; no row: another node is at it, or it was done meanwhile
select p.state, p.revision, p.dispatch_after, p.dispatched_until::text as dispatched_until,
       (select l.plan_days from policy l where l.tenant_id = p.tenant_id) as days
  from plan p
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid
   and p.dispatch_at <= $3::timestamptz
   for no key update skip locked;

-- dispatch_forget_leavers: visits that nobody has begun, of people who have left, are given by the plan's rule again
update plan_occurrence o
   set revision = 0, left_by = i.lead_id
  from inspection i
  join person p on p.tenant_id = i.tenant_id and p.id = i.lead_id
 where o.tenant_id = $1::uuid
   and o.plan_id = $2::uuid
   and o.start_at > $3::timestamptz
   and o.revision > 0
   and i.tenant_id = o.tenant_id
   and i.id = o.inspection_id
   and i.state in ('planned', 'open')
   and p.state = 'left';

-- dispatch_forget_draws: what an older revision drew and is still to come
delete from plan_draw d
 where d.tenant_id = $1::uuid
   and d.plan_id = $2::uuid
   and d.occurrence > $3::timestamp
   and d.revision <> $4::integer;

-- dispatch_draw: the stores of a period, drawn once: what would wait longer than it may first, then by chance; nobody
-- whose last visit was too short ago
with rule as materialized (
	select p.unit_id, p.checklist_id, r.tags, r.seed, r.draw_stores, r.min_gap_days, r.max_gap_days
	  from plan p
	  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id and r.number = $3::integer
	 where p.tenant_id = $1::uuid
	   and p.id = $2::uuid
), drawn as materialized (
	select u.id as unit_id, max(d.occurrence) as occurrence
	  from plan_draw d, unnest(d.picked) u(id)
	 where d.tenant_id = $1::uuid
	   and d.plan_id = $2::uuid
	   and d.occurrence < $4::timestamp
	 group by u.id
), store as (
	select s.unit_id,
	       greatest(drawn.occurrence,
	                (select i.submitted_at at time zone s.time_zone from inspection i
	                  where i.tenant_id = $1::uuid and i.unit_id = s.unit_id and i.checklist_id = rule.checklist_id
	                    and i.state = 'released'
	                  order by i.submitted_at desc limit 1)) as last
	  from rule
	 cross join lateral plan_reaches($1::uuid, rule.unit_id, rule.tags) s
	  left join drawn on drawn.unit_id = s.unit_id
), candidate as (
	select s.unit_id, md5(rule.seed || ':' || $5 || ':' || s.unit_id) as chance,
	       coalesce(s.last::date + rule.max_gap_days <= $4::date, rule.max_gap_days is not null) as is_overdue
	  from store s, rule
	 where coalesce(s.last::date + rule.min_gap_days <= $4::date, true)
)
insert into plan_draw (tenant_id, plan_id, occurrence, revision, seed, wanted, overdue, candidates, picked, drawn_at)
select $1::uuid, $2::uuid, $4::timestamp, $3::integer, rule.seed, rule.draw_stores,
       array(select unit_id from candidate where is_overdue order by chance),
       array(select unit_id from candidate order by unit_id),
       array(select unit_id from candidate order by is_overdue desc, chance limit rule.draw_stores),
       $6::timestamptz
  from rule
on conflict (tenant_id, plan_id, occurrence) do nothing;

-- dispatch_stores: the next stores below the plan's unit, with their clocks and calendars, as arrays side by side
select count(*) as nr, array_agg(s.id)::text as units, array_agg(s.time_zone)::text as zones,
       array_agg(s.calendar_id)::text as calendars, (array_agg(s.id))[count(*)] as last
  from (select u.id, u.time_zone,
               (select c.calendar_id from unit_calendar c where c.tenant_id = $1::uuid and c.unit_id = u.id) as calendar_id
          from plan p
          join unit_above a on a.tenant_id = p.tenant_id and a.above_id = p.unit_id
          join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
         where p.tenant_id = $1::uuid
           and p.id = $2::uuid
           and u.kind = 'store'
           and u.state = 'open'
           and ($3::uuid is null or u.id > $3::uuid)
         order by u.id
         limit $4::integer) s;

-- dispatch_risk: when each of these stores is to be visited next, by what its last visit and its open critical actions
-- say. Where a visit is coming that can be seen or has begun, it stays; one that nobody sees yet moves to another day
-- when what is known has changed.
with rule as materialized (
	select p.checklist_id, r.number, r.starts_on, r.times[1] as hour, r.risk, r.on_closed
	  from plan p
	  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id and r.number = $3::integer
	 where p.tenant_id = $1::uuid
	   and p.id = $2::uuid
), due as materialized (
	select g.unit_id, g.time_zone, g.calendar_id, coming.occurrence as there, next.day + rule.hour as occurrence
	  from rule
	 cross join unnest($4::uuid[], $5::text[], $6::uuid[]) g(unit_id, time_zone, calendar_id)
	 cross join lateral (select $7::timestamptz at time zone g.time_zone as now) here
	  left join lateral (
		select (i.submitted_at at time zone g.time_zone)::date as day, i.grade
		  from inspection i
		 where i.tenant_id = $1::uuid and i.unit_id = g.unit_id and i.checklist_id = rule.checklist_id
		   and i.state = 'released'
		 order by i.submitted_at desc limit 1) visit on true
	 cross join lateral (
		select max(o.occurrence)::date as day from plan_occurrence o
		 where o.tenant_id = $1::uuid and o.plan_id = $2::uuid and o.unit_id = g.unit_id
		   and o.occurrence < here.now and o.inspection_id is not null) occurred
	 cross join lateral (
		select (select count(*) from action a
		         where a.tenant_id = $1::uuid and a.unit_id = g.unit_id and a.severity = 'critical'
		           and a.state not in ('closed', 'cancelled', 'waived')) as nr) critical
	  left join lateral (
		select (row.value ->> 'days')::integer as days
		  from json_array_elements(rule.risk) with ordinality row(value, nr)
		 where coalesce(row.value ->> 'grade' = visit.grade, row.value ->> 'grade' is null)
		   and critical.nr >= coalesce((row.value ->> 'open_critical')::integer, 0)
		 order by row.nr limit 1) wait on true
	 cross join lateral (
		select greatest(coalesce(greatest(visit.day, occurred.day) + wait.days, rule.starts_on), rule.starts_on,
		                (here.now + (here.now::time > rule.hour)::integer * interval '1 day')::date) as day) said
	 cross join lateral (
		-- what is skipped would be no visit at all
		select case when rule.on_closed = 'skip'
		            then coalesce(plan_day($1::uuid, g.calendar_id, said.day, 'move_after'), said.day)
		            else said.day end as day) next
	  left join lateral (
		select count(*) as nr, max(o.occurrence) as occurrence,
		       bool_and(i.state = 'planned' and i.visible_from > $7::timestamptz and o.revision = rule.number) as may_move
		  from plan_occurrence o
		  join inspection i on i.tenant_id = o.tenant_id and i.id = o.inspection_id
		 where o.tenant_id = $1::uuid and o.plan_id = $2::uuid and o.unit_id = g.unit_id
		   and i.state in ('planned', 'open', 'started', 'submitted')) coming on true
	 where (visit.day is null and occurred.day is null or wait.days is not null)
	   and case when coming.nr = 0 then next.day < $8::date
	            else coming.nr = 1 and coming.may_move and coming.occurrence <> next.day + rule.hour end
), moved as (
	update plan_occurrence o
	   set occurrence = d.occurrence, revision = 0
	  from due d
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and o.unit_id = d.unit_id
	   and o.occurrence = d.there
	   and not exists (select from plan_occurrence n
	                    where n.tenant_id = $1::uuid and n.plan_id = $2::uuid and n.unit_id = d.unit_id
	                      and n.occurrence = d.occurrence)
	returning o.unit_id
), made as (
	select d.* from due d
	 where d.there is null
	    or d.unit_id in (select unit_id from moved)
)
select count(*) as nr, array_agg(unit_id)::text as units, array_agg(time_zone)::text as zones,
       array_agg(calendar_id)::text as calendars, array_agg(occurrence)::text as occurrences
  from made;

-- dispatch_withdraw: visits to come that the plan does not say any more, and that nobody has begun; some of them.
-- What holds is asked for by "not in", which is a hash: how many stores a plan reaches is not known beforehand, and a
-- join that goes over ten thousand of them for each of 150,000 visits has no end.
with asked as materialized (
	select occurrence, revision
	  from unnest($4::timestamp[], $5::integer[]) e(occurrence, revision)
), reached as materialized (
	select r.number, s.unit_id
	  from plan p
	  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id
	   and (r.number = p.revision or r.number in (select revision from asked))
	 cross join lateral plan_reaches(p.tenant_id, p.unit_id, r.tags) s
	 where p.tenant_id = $1::uuid
	   and p.id = $2::uuid
	   and p.state = 'active'
), stale as materialized (
	select o.unit_id, o.occurrence, o.inspection_id
	  from plan p
	  join plan_occurrence o on o.tenant_id = p.tenant_id and o.plan_id = p.id
	  left join plan_revision r on r.tenant_id = o.tenant_id and r.plan_id = o.plan_id and r.number = o.revision
	 where p.tenant_id = $1::uuid
	   and p.id = $2::uuid
	   and o.start_at > $3::timestamptz
	   and ((o.revision, o.unit_id) not in (select number, unit_id from reached)
	        or case when r.risk is not null then o.revision <> p.revision
	                else (o.occurrence, o.revision) not in (select occurrence, revision from asked) end
	        or r.draw_stores is not null
	           and not exists (select from plan_draw d where d.tenant_id = o.tenant_id and d.plan_id = o.plan_id
	                                                     and d.occurrence = o.occurrence and o.unit_id = any (d.picked)))
), gone as materialized (
	select s.unit_id, s.occurrence, s.inspection_id
	  from stale s
	  left join inspection i on i.tenant_id = $1::uuid and i.id = s.inspection_id
	 where i.id is null or i.state in ('planned', 'open')
	 limit $6::integer
), cancelled as (
	update inspection i
	   set state = 'cancelled', cancelled_at = $3::timestamptz, changed_at = $3::timestamptz,
	       cancel_reason = 'The plan does not have this visit any more.'
	  from gone
	 where i.tenant_id = $1::uuid
	   and i.id = gone.inspection_id
	   and i.state in ('planned', 'open')
	returning i.id, i.unit_id
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id)
	select $1::uuid, gen_random_uuid(), $3::timestamptz, 'inspection.cancelled', 'inspection', id, unit_id
	  from cancelled
), forgotten as (
	delete from plan_occurrence o
	 using gone
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and o.unit_id = gone.unit_id
	   and o.occurrence = gone.occurrence
	returning o.unit_id
)
select count(*) as nr from forgotten;

-- dispatch_tell_left: what became of the visits of those who have left is told, of each of them once
with left_behind as materialized (
	select o.unit_id, o.occurrence, o.left_by, i.lead_id
	  from plan_occurrence o
	  left join inspection i on i.tenant_id = o.tenant_id and i.id = o.inspection_id
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and o.left_by is not null
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, data)
	select $1::uuid, gen_random_uuid(), $3::timestamptz, 'plan.handed_on', 'plan', p.id, p.unit_id,
	       json_build_object('person_id', l.left_by, 'handed_on', count(l.lead_id),
	                         'unstaffed', count(*) filter (where l.lead_id is null))
	  from left_behind l
	  join plan p on p.tenant_id = $1::uuid and p.id = $2::uuid
	 group by p.id, p.unit_id, l.left_by
)
update plan_occurrence o
   set left_by = null
  from left_behind l
 where o.tenant_id = $1::uuid
   and o.plan_id = $2::uuid
   and o.unit_id = l.unit_id
   and o.occurrence = l.occurrence;

-- dispatch_settled: the occurrences, by their place among those given, that all of these stores, in their order, have as
-- the plan says. What lies between the first and the last is read at once: while there are few rows the planner would take
-- any index for a look at each store, and read all of the plan each time when there are many.
with made as materialized (
	select o.unit_id, o.occurrence, o.revision
	  from plan_occurrence o
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and o.unit_id >= ($3::uuid[])[1]
	   and o.unit_id <= ($3::uuid[])[cardinality($3::uuid[])]
	   and o.occurrence >= (select min(e) from unnest($4::timestamp[]) e)
	   and (o.reason is null or o.reason = 'closed')
), had as materialized (
	select m.occurrence, m.revision, count(*) as nr
	  from made m
	  join unnest($3::uuid[]) u(id) on u.id = m.unit_id
	 group by m.occurrence, m.revision
)
select w.nr - 1 as nr
  from unnest($4::timestamp[], $5::integer[]) with ordinality w(occurrence, revision, nr)
  join had on had.occurrence = w.occurrence and had.revision = w.revision
 where had.nr = cardinality($3::uuid[])
 order by w.nr;

-- dispatch_go_on: behind which store the plan is looked through next
update plan
   set dispatch_after = $3::uuid
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- dispatch_finish: the plan was looked through; what has ended is looked through no more
update plan
   set dispatch_after = null, dispatched_until = greatest(dispatched_until, $3::date),
       dispatch_at = case when state = 'active' then $4::timestamptz else 'infinity' end
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- dispatch_put_off: the plan could not be looked through
update plan
   set dispatch_at = $3::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'active';
