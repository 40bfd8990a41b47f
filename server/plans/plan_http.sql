-- plan_get: a plan, for whoever plans at its unit
select s.body::text as body
  from plan p
  join plan_shown s on s.tenant_id = p.tenant_id and s.plan_id = p.id
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid
   and exists (select from plan_seen v
                where v.tenant_id = $1::uuid and v.plan_id = p.id and v.person_id = $3::uuid);

-- plan_list: a page of the plans of units where the caller plans, by name
with page as (
	select p.id, p.name
	  from plan p
	 where p.tenant_id = $1::uuid
	   and ($3::text is null or p.state = $3)
	   and ($4::uuid is null or exists (select from unit_above a
	                                     where a.tenant_id = $1::uuid and a.unit_id = p.unit_id and a.above_id = $4::uuid))
	   and ($5::text is null or strpos(lower(p.name), lower($5)) > 0)
	   and exists (select from plan_seen v
	                where v.tenant_id = $1::uuid and v.plan_id = p.id and v.person_id = $2::uuid)
	   and (p.name collate "zh-x-icu", p.id)
	       > (coalesce($6, '') collate "zh-x-icu", coalesce($7::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by p.name collate "zh-x-icu", p.id
	 limit $8::integer + 1
), numbered as (
	select id, name, row_number() over (order by name collate "zh-x-icu", id) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join plan_shown s on s.tenant_id = $1::uuid and s.plan_id = p.id
         where p.n <= $8::integer) as items,
       last.name as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $8::integer and exists (select from numbered where n > $8::integer);

-- plan_occurrence_list: a page of what became of a plan's occurrences, by their start; no row: no such plan
with page as (
	select o.start_at, o.unit_id, o.occurrence
	  from plan_occurrence o
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and ($4::timestamptz is null or o.start_at >= $4::timestamptz)
	   and ($5::timestamptz is null or o.start_at < $5::timestamptz)
	   and ($6::uuid is null or o.unit_id = $6::uuid)
	   and ($7::boolean is null or $7::boolean = (o.reason is not null))
	   and ($8::timestamptz is null or (o.start_at, o.unit_id) > ($8::timestamptz, $9::uuid))
	 order by o.start_at, o.unit_id
	 limit $10::integer + 1
), numbered as (
	select start_at, unit_id, occurrence, row_number() over (order by start_at, unit_id, occurrence) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join plan_occurrence_shown s on s.tenant_id = $1::uuid and s.plan_id = $2::uuid and s.unit_id = p.unit_id
                                      and s.occurrence = p.occurrence
         where p.n <= $10::integer) as items,
       to_char(last.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as next_key, last.unit_id as next_id
  from (select) one
  left join numbered last on last.n = $10::integer and exists (select from numbered where n > $10::integer)
 where exists (select from plan_seen v
                where v.tenant_id = $1::uuid and v.plan_id = $2::uuid and v.person_id = $3::uuid);

-- plan_draw_stores: how the stores of an occurrence were drawn, and whether the same comes out again
with draw as materialized (
	select d.*, to_char(d.occurrence, 'YYYY-MM-DD"T"HH24:MI') as said
	  from plan_draw d
	 where d.tenant_id = $1::uuid
	   and d.plan_id = $2::uuid
	   and d.occurrence = $4::timestamp
	   and exists (select from plan_seen v
	                where v.tenant_id = $1::uuid and v.plan_id = d.plan_id and v.person_id = $3::uuid)
), pool as materialized (
	select c.id, md5(draw.seed || ':' || draw.said || ':' || c.id) as chance, o.id is not null as is_overdue,
	       p.id is not null as is_drawn
	  from draw
	 cross join unnest(draw.candidates) c(id)
	  left join unnest(draw.overdue) o(id) on o.id = c.id
	  left join unnest(draw.picked) p(id) on p.id = c.id
), ranked as (
	select pool.*, row_number() over (order by is_overdue desc, chance) as nr from pool
)
select row_to_json(b)::text as body
  from (select draw.said as occurrence, null as unit, draw.revision, draw.seed, draw.wanted,
               moment(draw.drawn_at) as drawn_at,
               coalesce((select json_agg(json_build_object('id', u.id, 'code', u.code, 'name', u.name, 'chance', r.chance,
                                                           'is_overdue', r.is_overdue, 'is_drawn', r.is_drawn) order by r.nr)
                           from ranked r
                           join unit u on u.tenant_id = $1::uuid and u.id = r.id), '[]') as pool,
               null as lead, false as is_changed,
               (select coalesce(bool_and(r.is_drawn = (r.nr <= draw.wanted)), true) from ranked r) as is_same
          from draw) b;

-- plan_draw_person: how it was drawn who goes to a store, whether the same comes out again, and who goes now; of what was
-- drawn before that was kept, whoever goes now counts as drawn
with draw as materialized (
	select o.unit_id, o.revision, r.seed, o.candidates, o.made_at, i.lead_id, coalesce(o.drawn_id, i.lead_id) as drawn_id,
	       to_char(o.occurrence, 'YYYY-MM-DD"T"HH24:MI') as said
	  from plan_occurrence o
	  join plan_revision r on r.tenant_id = o.tenant_id and r.plan_id = o.plan_id and r.number = o.revision
	  left join inspection i on i.tenant_id = o.tenant_id and i.id = o.inspection_id
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and o.occurrence = $4::timestamp
	   and o.unit_id = $5::uuid
	   and o.candidates <> '{}'
	   and exists (select from plan_seen v
	                where v.tenant_id = $1::uuid and v.plan_id = o.plan_id and v.person_id = $3::uuid)
), ranked as (
	select c.id, md5(draw.seed || ':' || draw.said || ':' || draw.unit_id || ':' || c.id) as chance,
	       row_number() over (order by md5(draw.seed || ':' || draw.said || ':' || draw.unit_id || ':' || c.id)) as nr
	  from draw
	 cross join unnest(draw.candidates) c(id)
)
select row_to_json(b)::text as body
  from (select draw.said as occurrence,
               (select row_to_json(x) from (select u.id, u.code, u.name from unit u
                                             where u.tenant_id = $1::uuid and u.id = draw.unit_id) x) as unit,
               draw.revision, draw.seed, 1 as wanted, moment(draw.made_at) as drawn_at,
               (select json_agg(json_build_object('id', p.id, 'code', null, 'name', p.name, 'chance', r.chance,
                                                  'is_overdue', false, 'is_drawn', r.id is not distinct from draw.drawn_id)
                                order by r.nr)
                  from ranked r
                  join person p on p.tenant_id = $1::uuid and p.id = r.id) as pool,
               (select row_to_json(x) from (select p.id, p.name from person p
                                             where p.tenant_id = $1::uuid and p.id = draw.lead_id) x) as lead,
               draw.lead_id is distinct from draw.drawn_id as is_changed,
               (select r.id is not distinct from draw.drawn_id from ranked r where r.nr = 1) as is_same
          from draw) b;
