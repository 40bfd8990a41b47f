-- dispatch_make: one occurrence ($7, or each store's own) at these stores: a visit, or the reason why there is none.
-- What an older revision made and nobody has begun becomes what this one says.
with rule as materialized (
	select p.checklist_id, p.kind, p.created_by, r.visible_before, r.due_after, r.miss_after, r.on_closed, r.tags,
	       r.assign, r.role_id, r.max_in_a_row, r.draw_stores, r.is_unannounced, r.needs_review, r.note, r.seed, r.made_at,
	       case r.assign when 'person' then array[r.person_id] else r.pool end as pool
	  from plan p
	  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id and r.number = $8::integer
	 where p.tenant_id = $1::uuid
	   and p.id = $2::uuid
), place as materialized (
	select g.unit_id, g.time_zone, g.calendar_id, g.occurrence, o.inspection_id as there_id, o.revision is null as is_new
	  from rule
	 cross join (select n.unit_id, n.time_zone, n.calendar_id, coalesce(n.occurrence, $7::timestamp) as occurrence
	               from unnest($3::uuid[], $4::text[], $5::uuid[], $6::timestamp[])
	                    n(unit_id, time_zone, calendar_id, occurrence)) g
	  join unit u on u.tenant_id = $1::uuid and u.id = g.unit_id
	  -- as a span in its order, for which only the key will do: while there are few rows any other index looks as good to
	  -- the planner, and then all that the plan has ever made is read for each store
	  left join lateral (
		select o.revision, o.reason, o.inspection_id
		  from plan_occurrence o
		 where o.tenant_id = $1::uuid and o.plan_id = $2::uuid and o.unit_id = g.unit_id
		   and o.occurrence >= g.occurrence and o.occurrence <= g.occurrence
		 order by o.occurrence
		 limit 1) o on true
	 where case when o.revision is null or o.reason <> 'closed' then true
	            when o.revision = $8::integer then false
	            else o.inspection_id is null
	                 or (select i.state in ('planned', 'open') from inspection i
	                      where i.tenant_id = $1::uuid and i.id = o.inspection_id) end
	   and u.tags @> rule.tags
	   and (rule.draw_stores is null
	        or exists (select from plan_draw d where d.tenant_id = $1::uuid and d.plan_id = $2::uuid
	                                             and d.occurrence = g.occurrence and g.unit_id = any (d.picked)))
), day as materialized (
	select c.calendar_id, c.on_day, plan_day($1::uuid, c.calendar_id, c.on_day, rule.on_closed) as day
	  from rule, (select distinct calendar_id, occurrence::date as on_day from place) c
), dated as materialized (
	select p.unit_id, p.occurrence, p.there_id, p.is_new, p.time_zone,
	       day.day is null or day.day <> day.on_day and day.day = any ($9::date[]) as is_closed,
	       coalesce(day.day, day.on_day) + p.occurrence::time as starts
	  from place p
	  join day on day.on_day = p.occurrence::date and day.calendar_id is not distinct from p.calendar_id
), clock as materialized (
	-- many stores have one clock
	select l.time_zone, l.local, local_moment(l.local, l.time_zone) as moment
	  from (select time_zone, starts as local from dated
	        union
	        select time_zone, occurrence from dated) l
), timed as (
	select d.unit_id, d.occurrence, d.there_id, d.is_new, d.is_closed, s.moment as start_at, o.moment as occurrence_at
	  from dated d
	  join clock s on s.time_zone = d.time_zone and s.local = d.starts
	  join clock o on o.time_zone = d.time_zone and o.local = d.occurrence
), due as materialized (
	select t.unit_id, t.occurrence, t.there_id, t.is_closed, t.start_at, t.occurrence_at
	  from timed t, rule
	 where (t.start_at > $10::timestamptz or t.is_new and t.occurrence >= $11::timestamp)
	   and (not t.is_new or t.start_at >= rule.made_at)
	   and not (t.is_closed and t.there_id is not null)
), goal as materialized (
	-- where somebody is to go
	select distinct d.unit_id from due d, rule where not d.is_closed and rule.assign <> 'nobody'
), asked as materialized (
	select null::uuid as unit_id, w.person_id, w.nr
	  from rule, unnest(rule.pool) with ordinality w(person_id, nr)
	union all
	select a.unit_id, m.person_id,
	       row_number() over (partition by a.unit_id order by a.distance, m.created_at, m.id)
	  from rule
	 cross join goal g
	  join unit_above a on a.tenant_id = $1::uuid and a.unit_id = g.unit_id
	  join membership m on m.tenant_id = $1::uuid and m.unit_id = a.above_id and m.role_id = rule.role_id
	 where coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
	   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)
), reach as materialized (
	select distinct s.unit_id, s.person_id
	  from rule
	 cross join goal g
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = g.unit_id
	 where s.person_id in (select person_id from asked)
	   and 'inspection.conduct' = any (s.rights)
	   and (s.distance > 0 or rule.kind in ('daily', 'self'))
), home as materialized (
	select distinct m.unit_id, m.person_id
	  from rule
	 cross join goal g
	  join membership m on m.tenant_id = $1::uuid and m.unit_id = g.unit_id
	 where m.person_id in (select person_id from asked)
	   and rule.kind in ('tour', 'special', 'mystery')
), tired as materialized (
	select d.unit_id, l.person_id
	  from rule
	 cross join due d
	 cross join lateral (
		select min(v.lead_id::text)::uuid as person_id
		  from (select i.lead_id
		          from plan_occurrence o
		          join inspection i on i.tenant_id = o.tenant_id and i.id = o.inspection_id
		         where o.tenant_id = $1::uuid and o.plan_id = $2::uuid and o.unit_id = d.unit_id
		           and o.occurrence < d.occurrence and i.lead_id is not null
		           and i.state not in ('missed', 'cancelled', 'skipped')
		         order by o.occurrence desc
		         limit rule.max_in_a_row) v
		having count(*) = rule.max_in_a_row and count(distinct v.lead_id) = 1) l
	 where rule.max_in_a_row is not null
), candidate as materialized (
	select d.unit_id, d.occurrence, a.person_id, p.state = 'active' as is_there, r.person_id is not null as may,
	       h.person_id is not null as is_home, t.person_id is not null as is_tired,
	       case rule.assign
	       when 'rotation' then lpad(mod(mod(a.nr - 1 - $12::bigint
	                                         - ('x' || left(md5(d.unit_id::text), 7))::bit(28)::integer,
	                                         cardinality(rule.pool)) + cardinality(rule.pool),
	                                     cardinality(rule.pool))::text, 6, '0')
	       when 'draw' then md5(rule.seed || ':' || to_char(d.occurrence, 'YYYY-MM-DD"T"HH24:MI') || ':' || d.unit_id
	                            || ':' || a.person_id)
	       else lpad(a.nr::text, 6, '0') end as turn
	  from rule
	 cross join due d
	  join asked a on coalesce(a.unit_id, d.unit_id) = d.unit_id
	  join person p on p.tenant_id = $1::uuid and p.id = a.person_id
	  left join reach r on r.unit_id = d.unit_id and r.person_id = a.person_id
	  left join home h on h.unit_id = d.unit_id and h.person_id = a.person_id
	  left join tired t on t.unit_id = d.unit_id and t.person_id = a.person_id
	 where not d.is_closed
), chosen as materialized (
	select distinct on (unit_id) unit_id, person_id
	  from candidate
	 where is_there and may and not is_home and not is_tired
	 order by unit_id, turn
), why as (
	select unit_id, case when bool_or(is_there and may and not is_home) then 'in_a_row'
	                     when bool_or(is_there and may) then 'own_unit'
	                     when bool_or(is_there) then 'may_not'
	                     else 'left' end as reason
	  from candidate
	 group by unit_id
), verdict as materialized (
	select d.unit_id, d.occurrence, d.there_id, d.start_at, d.occurrence_at, c.person_id as lead_id,
	       case when d.is_closed then 'closed'
	            when d.there_id is null and rule.assign <> 'nobody' and c.person_id is null
	            then coalesce(w.reason, 'no_holder') end as reason,
	       coalesce(d.there_id, gen_random_uuid()) as id,
	       case when rule.assign = 'draw' and not d.is_closed then
	            array(select k.person_id from candidate k
	                   where k.unit_id = d.unit_id and k.is_there and k.may and not k.is_home and not k.is_tired
	                   order by k.person_id) end as candidates,
	       d.start_at - make_interval(mins => rule.visible_before) as visible_from,
	       d.start_at + make_interval(mins => rule.due_after) as due_at,
	       d.start_at + make_interval(mins => rule.miss_after) as miss_at
	  from rule
	 cross join due d
	  left join chosen c on c.unit_id = d.unit_id
	  left join why w on w.unit_id = d.unit_id
), made as (
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, visible_from, start_at, due_at, miss_at,
	                        plan_id, occurrence_at, is_unannounced, needs_review, lead_id, note, created_at, changed_at)
	select $1::uuid, v.id, v.unit_id, rule.checklist_id, rule.kind,
	       case when v.miss_at <= $10::timestamptz then 'missed'
	            when v.start_at <= $10::timestamptz then 'open' else 'planned' end,
	       v.visible_from, v.start_at, v.due_at, v.miss_at, $2::uuid, v.occurrence_at, rule.is_unannounced,
	       rule.needs_review or rule.kind = 'mystery', v.lead_id, rule.note, $10::timestamptz, $10::timestamptz
	  from verdict v, rule
	 where v.there_id is null
	   and v.reason is null
	returning id, unit_id, visible_from, state
), remade as (
	update inspection i
	   set visible_from = v.visible_from, start_at = v.start_at, due_at = v.due_at, miss_at = v.miss_at,
	       occurrence_at = v.occurrence_at, is_unannounced = rule.is_unannounced,
	       needs_review = rule.needs_review or rule.kind = 'mystery', note = rule.note,
	       -- where the plan sends nobody, whoever has taken it keeps it, while he is there
	       lead_id = case when rule.assign <> 'nobody' then v.lead_id
	                      else (select p.id from person p
	                             where p.tenant_id = $1::uuid and p.id = i.lead_id and p.state = 'active') end,
	       state = 'planned', late_at = null, changed_at = $10::timestamptz
	  from verdict v, rule
	 where i.tenant_id = $1::uuid
	   and i.id = any (array(select there_id from verdict where there_id is not null))
	   and i.id = v.there_id
	   and i.state in ('planned', 'open')
	returning i.id, i.unit_id, i.visible_from
), noted as (
	insert into plan_occurrence (tenant_id, plan_id, unit_id, occurrence, revision, start_at, inspection_id, reason,
	                             candidates, drawn_id, made_at)
	select $1::uuid, $2::uuid, v.unit_id, v.occurrence, $8::integer, v.start_at,
	       case when v.reason is null then v.id end, v.reason, v.candidates,
	       case when rule.assign = 'draw' then v.lead_id end, $10::timestamptz
	  from verdict v, rule
	    on conflict on constraint one_visit_per_plan_store_and_occurrence do update
	   set revision = excluded.revision, start_at = excluded.start_at, inspection_id = excluded.inspection_id,
	       reason = excluded.reason, candidates = excluded.candidates, drawn_id = excluded.drawn_id,
	       made_at = excluded.made_at
	returning unit_id
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, tell_at)
	select $1::uuid, gen_random_uuid(), greatest(visible_from, $10::timestamptz),
	       case when state = 'missed' then 'inspection.missed' else 'inspection.planned' end, 'inspection', id, unit_id,
	       case when visible_from > $10::timestamptz then visible_from end
	  from made
	union all
	select $1::uuid, gen_random_uuid(), greatest(visible_from, $10::timestamptz), 'inspection.changed', 'inspection', id,
	       unit_id, case when visible_from > $10::timestamptz then visible_from end
	  from remade
)
select count(*) as nr from noted;
