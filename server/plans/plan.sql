-- plan_ground: what only the database knows of what a plan names
select held.may is not null as is_seen, coalesce(held.may, false) as may,
       coalesce((select u.kind <> 'store' from unit u where u.tenant_id = $1::uuid and u.id = $3::uuid), false)
       or coalesce(held.distance > 0, false) as may_hide,
       (select c.kind from checklist c
         where c.tenant_id = $1::uuid and c.id = $4::uuid and c.state = 'active'
           and exists (select from checklist_version v where v.tenant_id = $1::uuid and v.checklist_id = c.id
                          and v.state = 'published')) as checklist_kind,
       $5::uuid is null
       or exists (select from person where tenant_id = $1::uuid and id = $5::uuid and state = 'active') as person_is_there,
       $6::uuid is null
       or exists (select from role where tenant_id = $1::uuid and id = $6::uuid
                     and 'inspection.conduct' = any (rights)) as role_conducts,
       array_to_string(array(select w.nr - 1 from unnest($7::uuid[]) with ordinality w(id, nr)
                              where not exists (select from person p where p.tenant_id = $1::uuid and p.id = w.id
                                                   and p.state = 'active') order by w.nr), ',') as missing
  from (select bool_or('inspection.plan' = any (s.rights)) as may,
               max(s.distance) filter (where 'inspection.plan' = any (s.rights)) as distance
          from scope s
         where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = $3::uuid) held;

-- plan_insert: a new plan, unless its id is there already
insert into plan (tenant_id, id, name, unit_id, checklist_id, kind, created_by, created_at, changed_at, request_sha256,
                  dispatch_at, dispatched_until)
values ($1::uuid, $2::uuid, $3, $4::uuid, $5::uuid, $6, $7::uuid, $8::timestamptz, $8::timestamptz, $9,
        $8::timestamptz, ($8::timestamptz at time zone 'UTC')::date - 1)
on conflict do nothing;

-- plan_revision_insert: what a plan says from a day on; nothing where it says the same already
with said as (
	select $3::date as effective_from, $4::date as starts_on, $5::text as rrule, $6::date[] as rdates, $7::date[] as exdates,
	       array(select t from unnest($8::time[]) t order by t) as times, $9::integer as visible_before,
	       $10::integer as due_after, $11::integer as miss_after, $12::text as on_closed, $13::text[] as tags,
	       $14::text as assign, $15::uuid as person_id, $16::uuid as role_id, $17::uuid[] as pool,
	       $18::integer as max_in_a_row, $19::integer as draw_stores, $20::integer as min_gap_days,
	       $21::integer as max_gap_days, $22::json as risk, $23::boolean as is_unannounced,
	       $24::boolean as needs_review, $25::text as note
)
insert into plan_revision (tenant_id, plan_id, number, effective_from, starts_on, rrule, rdates, exdates, times,
                           visible_before, due_after, miss_after, on_closed, tags, assign, person_id, role_id, pool,
                           max_in_a_row, draw_stores, min_gap_days, max_gap_days, risk, is_unannounced, needs_review,
                           note, seed, made_by, made_at)
select $1::uuid, $2::uuid, coalesce(r.number, 0) + 1, s.effective_from, s.starts_on, s.rrule, s.rdates, s.exdates, s.times,
       s.visible_before, s.due_after, s.miss_after, s.on_closed, s.tags, s.assign, s.person_id, s.role_id, s.pool,
       s.max_in_a_row, s.draw_stores, s.min_gap_days, s.max_gap_days, s.risk, s.is_unannounced, s.needs_review, s.note,
       replace(gen_random_uuid()::text, '-', ''), $26::uuid, $27::timestamptz
  from said s
  left join lateral (select * from plan_revision
                      where tenant_id = $1::uuid and plan_id = $2::uuid
                      order by number desc limit 1) r on true
 where r.number is null
    or (s.starts_on, s.rrule, s.rdates, s.exdates, s.times, s.visible_before, s.due_after, s.miss_after, s.on_closed, s.tags,
        s.assign, s.person_id, s.role_id, s.pool, s.max_in_a_row, s.draw_stores, s.min_gap_days, s.max_gap_days,
        s.risk::text, s.is_unannounced, s.needs_review, s.note)
       is distinct from
       (r.starts_on, r.rrule, r.rdates, r.exdates, r.times, r.visible_before, r.due_after, r.miss_after, r.on_closed, r.tags,
        r.assign, r.person_id, r.role_id, r.pool, r.max_in_a_row, r.draw_stores, r.min_gap_days, r.max_gap_days,
        r.risk::text, r.is_unannounced, r.needs_review, r.note);

-- plan_created: what has the id now; is_new: since this transaction
select s.plan_id as id, s.body, p.xmin = pg_current_xact_id()::xid as is_new,
       p.request_sha256 = $3 and p.created_by = $4::uuid as is_same
  from plan p
  join plan_shown s on s.tenant_id = p.tenant_id and s.plan_id = p.id
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid;

-- plan_staff: whether anybody may go to any of the stores that the newest revision reaches
with rule as materialized (
	select p.unit_id, p.kind, r.tags, r.assign, r.role_id,
	       case r.assign when 'person' then array[r.person_id] else r.pool end as pool
	  from plan p
	  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id
	 where p.tenant_id = $1::uuid
	   and p.id = $2::uuid
	 order by r.number desc
	 limit 1
), reached as materialized (
	select s.unit_id
	  from rule
	 cross join lateral plan_reaches($1::uuid, rule.unit_id, rule.tags) s
)
select rule.assign = 'nobody' or not exists (select from reached) or exists (
	select from reached g
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = g.unit_id
	  join person p on p.tenant_id = s.tenant_id and p.id = s.person_id and p.state = 'active'
	 where 'inspection.conduct' = any (s.rights)
	   and (s.distance > 0 or rule.kind in ('daily', 'self'))
	   and (s.person_id = any (rule.pool)
	        or exists (select from membership m
	                     join unit_above a on a.tenant_id = m.tenant_id and a.above_id = m.unit_id
	                    where m.tenant_id = s.tenant_id and m.person_id = s.person_id and m.role_id = rule.role_id
	                      and a.unit_id = g.unit_id))
	   and not (rule.kind in ('tour', 'special', 'mystery')
	            and exists (select from membership h where h.tenant_id = s.tenant_id and h.unit_id = g.unit_id
	                           and h.person_id = s.person_id))) as is_staffed
  from rule;

-- plan_lock: whoever changes a plan does so alone
select from plan
 where tenant_id = $1::uuid
   and id = $2::uuid
   for no key update;

-- plan_take: a plan that the caller plans, and what it says
select p.state, p.unit_id, p.checklist_id, p.kind,
       (select row_to_json(b) from (
		select r.starts_on, r.rrule, to_json(r.rdates) as rdates, to_json(r.exdates) as exdates,
		       (select json_agg(left(t::text, 5) order by t) from unnest(r.times) t) as times, r.visible_before,
		       r.due_after, r.miss_after, r.on_closed, r.tags, r.assign, r.person_id, r.role_id, r.pool, r.max_in_a_row,
		       r.draw_stores, r.min_gap_days, r.max_gap_days, r.risk, r.is_unannounced, r.needs_review, r.note
	) b)::text as said
  from plan p
  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id and r.number = p.revision
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid
   and (select true from plan_seen v
         where v.tenant_id = $1::uuid and v.plan_id = p.id and v.person_id = $3::uuid limit 1);

-- plan_update: what is given changes, and the plan is looked through at once
update plan p
   set name = coalesce($3, p.name), state = coalesce($4, p.state), changed_at = $5::timestamptz,
       revision = (select max(r.number) from plan_revision r where r.tenant_id = p.tenant_id and r.plan_id = p.id),
       dispatch_at = $5::timestamptz, dispatch_after = null
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid;

-- plan_show: the plan, for whoever was let through to it
select body::text as body
  from plan_shown
 where tenant_id = $1::uuid
   and plan_id = $2::uuid;

-- plan_tried: what would be made, in its order, some of it; and in how many stores
select row_to_json(b)::text as body
  from (select (select count(*) from plan p
                  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id and r.number = p.revision
                 cross join lateral plan_reaches(p.tenant_id, p.unit_id, r.tags) s
                 where p.tenant_id = $1::uuid and p.id = $2::uuid) as stores_nr,
               (select count(distinct o.unit_id) from plan_occurrence o
                 where o.tenant_id = $1::uuid and o.plan_id = $2::uuid) as stores_tried,
               (select count(*) from plan_occurrence o
                 where o.tenant_id = $1::uuid and o.plan_id = $2::uuid) as occurrences_nr,
               (select count(*) from plan_occurrence o
                 where o.tenant_id = $1::uuid and o.plan_id = $2::uuid and o.reason is not null
                   and o.reason <> 'closed') as unstaffed_nr,
               coalesce((select json_agg((x.body::jsonb - 'inspection_id')::json order by x.start_at, x.unit_id)
                           from (select s.body, s.start_at, s.unit_id
                                   from plan_occurrence_shown s
                                  where s.tenant_id = $1::uuid and s.plan_id = $2::uuid
                                  order by s.start_at, s.unit_id
                                  limit $3::integer) x), '[]') as occurrences) b;
