-- Plans: which visits come again, where, when and by whom; what became of each occurrence.

create table plan (
	tenant_id uuid not null,
	id uuid not null,
	name text not null,
	-- where it reaches: the stores at and below this unit, as far as they have all tags of the revision
	unit_id uuid not null,
	checklist_id uuid not null,
	kind text not null,
	state text not null default 'active',
	revision integer not null default 1,
	created_by uuid not null,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	request_sha256 text not null,
	-- when it is looked through next, behind which store that goes on, and the first day of which nothing was made yet
	dispatch_at timestamptz not null,
	dispatch_after uuid,
	dispatched_until date not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, checklist_id) references checklist,
	foreign key (tenant_id, created_by) references person,
	constraint plan_kind_is_known check (kind in ('daily', 'self', 'tour', 'special', 'mystery')),
	constraint plan_state_is_known check (state in ('active', 'paused', 'ended'))
);
create index plan_by_name on plan (tenant_id, name collate "zh-x-icu", id);
create index plan_to_dispatch on plan (dispatch_at);

-- What a plan says from a day on; a change is the next revision.
create table plan_revision (
	tenant_id uuid not null,
	plan_id uuid not null,
	number integer not null,
	effective_from date not null,
	starts_on date not null,
	rrule text,
	rdates date[] not null,
	exdates date[] not null,
	times time[] not null,
	-- minutes before and after the start
	visible_before integer not null,
	due_after integer not null,
	miss_after integer not null,
	on_closed text not null,
	tags text[] not null,
	assign text not null,
	person_id uuid,
	role_id uuid,
	pool uuid[] not null,
	max_in_a_row integer,
	draw_stores integer,
	min_gap_days integer,
	max_gap_days integer,
	-- [{"grade": …, "open_critical": n, "days": n}]: the first that fits says how long after the last visit
	risk json,
	is_unannounced boolean not null,
	needs_review boolean not null,
	note text,
	-- what every draw of this revision begins with, so that it can be drawn again
	seed text not null,
	made_by uuid not null,
	made_at timestamptz not null,
	primary key (tenant_id, plan_id, number),
	foreign key (tenant_id, plan_id) references plan,
	foreign key (tenant_id, person_id) references person,
	foreign key (tenant_id, role_id) references role,
	foreign key (tenant_id, made_by) references person,
	constraint plan_windows_are_in_order check (visible_before >= 0 and due_after >= 0 and due_after <= miss_after),
	constraint plan_on_closed_is_known check (on_closed in ('keep', 'skip', 'move_before', 'move_after')),
	constraint plan_assign_is_known check (assign in ('nobody', 'person', 'role', 'rotation', 'draw')),
	constraint plan_assigns_whom check ((assign = 'person') = (person_id is not null) and (assign = 'role') = (role_id is not null)
		and (assign in ('rotation', 'draw')) = (pool <> '{}'))
);

-- What became of a plan's occurrence at a store: its visit, or the reason why there is none.
create table plan_occurrence (
	tenant_id uuid not null,
	plan_id uuid not null,
	unit_id uuid not null,
	-- as the plan says it, by the store's clock; a closed day may have moved the visit
	occurrence timestamp not null,
	revision integer not null,
	start_at timestamptz not null,
	inspection_id uuid,
	reason text,
	-- among whom it was drawn: the one with the least md5(seed : occurrence : unit : person)
	candidates uuid[],
	made_at timestamptz not null,
	constraint one_visit_per_plan_store_and_occurrence primary key (tenant_id, plan_id, unit_id, occurrence),
	foreign key (tenant_id, plan_id) references plan,
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, inspection_id) references inspection,
	constraint plan_occurrence_has_a_reason check ((inspection_id is null) = (reason is not null)),
	constraint plan_occurrence_reason_is_known check
		(reason in ('closed', 'left', 'may_not', 'own_unit', 'in_a_row', 'no_holder'))
);
create index plan_occurrence_by_start on plan_occurrence (tenant_id, plan_id, start_at, unit_id);
create index plan_occurrence_of_inspection on plan_occurrence (tenant_id, inspection_id) where inspection_id is not null;

-- Which stores a period drew: those that are overdue first, then the least md5(seed : occurrence : unit).
create table plan_draw (
	tenant_id uuid not null,
	plan_id uuid not null,
	occurrence timestamp not null,
	revision integer not null,
	seed text not null,
	wanted integer not null,
	overdue uuid[] not null,
	candidates uuid[] not null,
	picked uuid[] not null,
	drawn_at timestamptz not null,
	primary key (tenant_id, plan_id, occurrence),
	foreign key (tenant_id, plan_id) references plan
);

-- An occurrence is kept apart by its key; two times of day that a clock change skips begin at the same moment.
drop index one_visit_per_occurrence;
create index inspection_of_plan on inspection (tenant_id, plan_id, unit_id, occurrence_at) where plan_id is not null;

-- When it was told that the visit is late; null: not yet.
alter table inspection add column late_at timestamptz;
create index inspection_to_miss on inspection (miss_at) where state in ('planned', 'open');
create index inspection_to_be_late on inspection (due_at) where state in ('planned', 'open', 'started') and late_at is null;
create policy system on inspection for select to gemba_system using (true);
grant select (tenant_id, state, due_at, miss_at, late_at) on inspection to gemba_system;

do $$
declare t text;
begin
	foreach t in array array['plan', 'plan_revision', 'plan_occurrence', 'plan_draw'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert on %I to gemba_app', t);
	end loop;
end $$;
grant update on plan to gemba_app;
grant update, delete on plan_occurrence to gemba_app;
grant delete on plan_draw to gemba_app;
create policy system on plan for select to gemba_system using (true);
grant select (tenant_id, id, dispatch_at) on plan to gemba_system;

-- A local time as a moment: one that a clock change skips is the first moment after it, a doubled one the first of the
-- two. at time zone takes the second, and moves what is skipped by as much as the clock.
create function local_moment(local timestamp, zone text) returns timestamptz language sql stable parallel safe
return (select case
	when t.at at time zone zone <> local then
		(select m.local at time zone zone
		   from (select date_trunc('minute', local) + make_interval(mins => n) as local
		           from generate_series(1, 1500) n) m
		  where m.local at time zone zone at time zone zone = m.local
		  order by m.local limit 1)
	when (t.at - t.turned) at time zone zone = local and t.turned > interval '0' then t.at - t.turned
	else t.at end
	-- by how much the clock went back in the three hours before
	from (select at, (at - interval '3 hours') at time zone zone + interval '3 hours' - at at time zone zone as turned
	        from (select local at time zone zone as at) one) t);

-- The day of a visit by a calendar; null: it falls out. A month is far enough.
create function plan_day(tenant uuid, calendar uuid, on_day date, on_closed text) returns date
language sql stable parallel safe
return case when on_closed = 'keep' or calendar is null or calendar_is_open(tenant, calendar, on_day) then on_day
            when on_closed = 'move_before' then
	(select on_day - n from generate_series(1, 31) n where calendar_is_open(tenant, calendar, on_day - n) order by n limit 1)
            when on_closed = 'move_after' then
	(select on_day + n from generate_series(1, 31) n where calendar_is_open(tenant, calendar, on_day + n) order by n limit 1)
       end;

-- The stores of a plan: open ones at and below its unit that have all the tags.
create function plan_reaches(tenant uuid, unit uuid, tags text[]) returns table (unit_id uuid, time_zone text)
language sql stable parallel safe
begin atomic
select u.id, u.time_zone
  from unit_above a
  join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
 where a.tenant_id = plan_reaches.tenant
   and a.above_id = plan_reaches.unit
   and u.kind = 'store'
   and u.state = 'open'
   and u.tags @> plan_reaches.tags;
end;

create view plan_shown with (security_invoker = true) as
select p.tenant_id, p.id as plan_id,
       (select row_to_json(b) from (
		select p.id, p.name, p.unit_id, u.code as unit_code, u.name as unit_name, p.checklist_id, c.code as checklist_code,
		       c.title as checklist_title, p.kind, p.state, p.revision, r.effective_from, r.starts_on, r.rrule,
		       to_json(r.rdates) as rdates, to_json(r.exdates) as exdates,
		       (select json_agg(left(t::text, 5) order by t) from unnest(r.times) t) as times,
		       r.visible_before, r.due_after, r.miss_after, r.on_closed, r.tags, r.assign, r.person_id, r.role_id, r.pool,
		       r.max_in_a_row, r.draw_stores, r.min_gap_days, r.max_gap_days, r.risk, r.is_unannounced, r.needs_review,
		       r.note, p.created_by, moment(p.created_at) as created_at, moment(p.changed_at) as changed_at
	) b) as body
  from plan p
  join plan_revision r on r.tenant_id = p.tenant_id and r.plan_id = p.id and r.number = p.revision
  join unit u on u.tenant_id = p.tenant_id and u.id = p.unit_id
  join checklist c on c.tenant_id = p.tenant_id and c.id = p.checklist_id;
grant select on plan_shown to gemba_app;

create view plan_occurrence_shown with (security_invoker = true) as
select o.tenant_id, o.plan_id, o.unit_id, o.occurrence, o.start_at,
       (select row_to_json(b) from (
		select to_char(o.occurrence, 'YYYY-MM-DD"T"HH24:MI') as occurrence,
		       (select row_to_json(x) from (select u.id, u.code, u.name, u.time_zone) x) as unit,
		       moment(o.start_at) as start_at, moment(i.visible_from) as visible_from, moment(i.due_at) as due_at,
		       moment(i.miss_at) as miss_at, o.inspection_id,
		       inspection_state(i.state, i.start_at) as state,
		       case when i.kind <> 'mystery' then
		            (select row_to_json(x) from (select p.id, p.name from person p
		               where p.tenant_id = i.tenant_id and p.id = i.lead_id) x) end as lead,
		       o.reason
	) b) as body
  from plan_occurrence o
  join unit u on u.tenant_id = o.tenant_id and u.id = o.unit_id
  left join inspection i on i.tenant_id = o.tenant_id and i.id = o.inspection_id;
grant select on plan_occurrence_shown to gemba_app;
