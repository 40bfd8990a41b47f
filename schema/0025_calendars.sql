-- On which days and at which hours people work at a unit: calendars of closed days, make-up workdays and hours.

-- It holds at its unit and below it, as far as no nearer one does. Without a unit it holds nowhere by itself: others
-- build upon it, like upon the holidays of a country.
create table calendar (
	tenant_id uuid not null references tenant,
	id uuid not null,
	unit_id uuid,
	name text not null,
	-- where the days are looked for that are not in this one
	base_id uuid,
	-- closed every week, by ISO's days (Monday is 1), and the hours of the other days
	weekly_closed smallint[] not null,
	opens time not null,
	closes time not null,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	constraint calendar_unit_exists foreign key (tenant_id, unit_id) references unit,
	constraint calendar_is_built_upon foreign key (tenant_id, base_id) references calendar,
	constraint one_calendar_per_unit unique (tenant_id, unit_id),
	constraint calendar_closes_on_days check (weekly_closed <@ '{1,2,3,4,5,6,7}'),
	constraint calendar_opens_some_day check (not weekly_closed @> '{1,2,3,4,5,6,7}'),
	constraint calendar_hours_are_in_order check (opens < closes)
);
create index calendar_by_base on calendar (tenant_id, base_id) where base_id is not null;
create index calendar_by_name on calendar (tenant_id, name collate "zh-x-icu", id);

-- A day that is not as the week says: a holiday, or a workday that makes up for one.
create table calendar_day (
	tenant_id uuid not null,
	calendar_id uuid not null,
	day date not null,
	is_open boolean not null,
	name text,
	primary key (tenant_id, calendar_id, day),
	foreign key (tenant_id, calendar_id) references calendar on delete cascade
);

do $$
declare t text;
begin
	foreach t in array array['calendar', 'calendar_day'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert, update, delete on %I to gemba_app', t);
	end loop;
end $$;

-- Two changes at once could each see only the half of a loop that the other does not make.
create function calendar_base_is_another() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('calendar ' || new.tenant_id::text, 0));
	if exists (
		with recursive below (id) as (
			select new.base_id
			union
			select c.base_id from below b
			  join calendar c on c.tenant_id = new.tenant_id and c.id = b.id
			 where c.base_id is not null
		)
		select from below where id = new.id) then
		raise exception 'A calendar cannot build upon itself.'
			using errcode = 'GB001', constraint = 'calendar_builds_on_itself';
	end if;
	return null;
end $$;
create trigger calendar_base_is_another after insert or update of base_id on calendar
	for each row when (new.base_id is not null) execute function calendar_base_is_another();

-- The calendar that holds at a unit: the nearest at or above it. No row: none does.
create view unit_calendar with (security_invoker = true) as
select distinct on (a.tenant_id, a.unit_id) a.tenant_id, a.unit_id, c.id as calendar_id, c.opens, c.closes
  from unit_above a
  join calendar c on c.tenant_id = a.tenant_id and c.unit_id = a.above_id
 order by a.tenant_id, a.unit_id, a.distance;
grant select on unit_calendar to gemba_app;

-- Whether a day is open by a calendar: as it says itself, or the nearest that it builds upon, else as its week says.
-- Without a calendar every day is.
create function calendar_is_open(tenant uuid, calendar uuid, on_day date) returns boolean
language sql stable parallel safe
return coalesce(
	(with recursive chain (id, base_id, level) as (
		select c.id, c.base_id, 0 from calendar c where c.tenant_id = tenant and c.id = calendar
		union all
		select c.id, c.base_id, p.level + 1 from chain p
		  join calendar c on c.tenant_id = tenant and c.id = p.base_id
	 )
	 select d.is_open from chain
	   join calendar_day d on d.tenant_id = tenant and d.calendar_id = chain.id and d.day = on_day
	  order by chain.level limit 1),
	(select not extract(isodow from on_day)::smallint = any (c.weekly_closed)
	   from calendar c where c.tenant_id = tenant and c.id = calendar),
	true);

create function unit_is_open(tenant uuid, unit uuid, on_day date) returns boolean language sql stable parallel safe
return calendar_is_open(tenant, (select c.calendar_id from unit_calendar c where c.tenant_id = tenant and c.unit_id = unit),
                        on_day);

-- The clock of a unit: its own time zone, else the nearest above it, else UTC.
create function unit_zone(tenant uuid, unit uuid) returns text language sql stable parallel safe
return coalesce((select u.time_zone from unit_above a
                   join unit u on u.tenant_id = tenant and u.id = a.above_id
                  where a.tenant_id = tenant and a.unit_id = unit_zone.unit and u.time_zone is not null
                  order by a.distance limit 1), 'UTC');

-- When so much working time has gone by at a unit since a moment, by the unit's clock and calendar. Without a calendar
-- every day has the hours from nine to six. Null: not within ten years.
create function working_time_after(tenant uuid, unit uuid, since timestamptz, how_long interval) returns timestamptz
language plpgsql stable parallel safe as $$
declare
	zone text := unit_zone(tenant, unit);
	calendar uuid;
	first_hour time := '09:00';
	last_hour time := '18:00';
	on_day date := (since at time zone zone)::date;
	begins timestamptz;
	ends timestamptz;
begin
	select c.calendar_id, c.opens, c.closes into calendar, first_hour, last_hour
	  from (select) one
	  left join unit_calendar c on c.tenant_id = tenant and c.unit_id = unit;
	first_hour := coalesce(first_hour, '09:00');
	last_hour := coalesce(last_hour, '18:00');
	for i in 0 .. 3660 loop
		if calendar_is_open(tenant, calendar, on_day) then
			begins := greatest(since, (on_day + first_hour) at time zone zone);
			ends := case when last_hour = '24:00' then (on_day + 1)::timestamp else on_day + last_hour end
			        at time zone zone;
			if begins < ends then
				if begins + how_long <= ends then
					return begins + how_long;
				end if;
				how_long := how_long - (ends - begins);
			end if;
		end if;
		on_day := on_day + 1;
	end loop;
	return null;
end $$;

-- Without its days, which may be many.
create view calendar_shown with (security_invoker = true) as
select c.tenant_id, c.id,
       (select row_to_json(b) from (
		select c.id, c.unit_id, u.code as unit_code, u.name as unit_name, c.name, c.base_id, o.name as base_name,
		       to_json(c.weekly_closed) as weekly_closed, left(c.opens::text, 5) as opens,
		       left(c.closes::text, 5) as closes,
		       (select count(*) from calendar_day d where d.tenant_id = c.tenant_id and d.calendar_id = c.id) as days_nr,
		       moment(c.created_at) as created_at, moment(c.changed_at) as changed_at
	) b) as body
  from calendar c
  left join unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
  left join calendar o on o.tenant_id = c.tenant_id and o.id = c.base_id;
grant select on calendar_shown to gemba_app;

-- Who may see a calendar: whoever sees a unit where it holds, and whoever sees units below which it may hold; one
-- without a unit everybody who sees units.
create view calendar_seen with (security_invoker = true) as
select c.tenant_id, c.id as calendar_id, s.person_id
  from calendar c
  join unit_above a on a.tenant_id = c.tenant_id and a.above_id = c.unit_id
  join scope s on s.tenant_id = a.tenant_id and s.unit_id = a.unit_id
 where 'organization.read' = any (s.rights)
union all
select c.tenant_id, c.id, s.person_id
  from calendar c
  join unit_above a on a.tenant_id = c.tenant_id and a.unit_id = c.unit_id
  join scope s on s.tenant_id = a.tenant_id and s.unit_id = a.above_id
 where 'organization.read' = any (s.rights)
union all
select c.tenant_id, c.id, s.person_id
  from calendar c
  join scope s on s.tenant_id = c.tenant_id
 where c.unit_id is null
   and 'organization.read' = any (s.rights);
grant select on calendar_seen to gemba_app;
