-- Tenants, the unit tree, departments, people, roles, sessions, and the two walls around them.

do $$
begin
	create role gemba_app login;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
	create role gemba_system login;
exception when duplicate_object or unique_violation then null;
end $$;

grant usage on schema public to gemba_app, gemba_system;
grant select on schema_migration to gemba_app, gemba_system;

-- How the API writes a moment.
create function moment(t timestamptz) returns text language sql stable parallel safe
return to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Whether what is there has every member of what was asked for, with the same value: a request
-- that made it may come again. Ids are ids in either case.
create function is_same(asked json, there json) returns boolean language sql immutable parallel safe
return (select coalesce(bool_and(case
				when jsonb_typeof(a.value) = 'number' and jsonb_typeof(t.value) = 'number'
					then (a.value #>> '{}')::double precision = (t.value #>> '{}')::double precision
				when a.key ~ '(^|_)id$'
					then lower(a.value #>> '{}') is not distinct from t.value #>> '{}'
				else a.value is not distinct from t.value
				end), true)
          from jsonb_each(asked::jsonb) a
          left join jsonb_each(there::jsonb) t on t.key = a.key);

-- The tenant of the unit of work. Empty or missing fails the cast: closed, not open.
-- Policies repeat the expression instead of calling a function, so that the planner sees a constant.

create table tenant (
	id uuid primary key,
	code text not null,
	name text not null,
	created_at timestamptz not null,
	constraint tenant_code_is_taken unique (code),
	constraint tenant_code_is_a_key check (code ~ '^[a-z0-9][a-z0-9._-]{0,63}$')
);
alter table tenant enable row level security;
alter table tenant force row level security;
create policy own on tenant to gemba_app using (id = current_setting('app.tenant')::uuid);
create policy system on tenant to gemba_system using (true) with check (true);
grant select on tenant to gemba_app;
grant select, insert on tenant to gemba_system;

-- What a tenant has decided for itself; one row each, made with the tenant.
create table policy (
	tenant_id uuid primary key references tenant,
	due_critical_hours integer not null default 24,
	due_major_hours integer not null default 168,
	due_minor_hours integer not null default 720,
	has_effectiveness boolean not null default true,
	-- from this severity on a finding opens a corrective action; below it, and no repeat, a correction
	corrective_from text not null default 'major',
	hand_in_photos integer not null default 1,
	constraint due_hours_are_positive check
		(due_critical_hours > 0 and due_major_hours > 0 and due_minor_hours > 0),
	constraint corrective_from_is_a_severity check (corrective_from in ('minor', 'major', 'critical')),
	constraint hand_in_photos_are_few check (hand_in_photos between 0 and 20)
);

-- ---- units

create table unit (
	tenant_id uuid not null references tenant,
	id uuid not null,
	parent_id uuid,
	kind text not null,
	code text not null,
	name text not null,
	state text not null default 'open',
	time_zone text,
	lat double precision,
	lon double precision,
	radius_m integer,
	address text,
	tags text[] not null default '{}',
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	constraint unit_code_is_taken unique (tenant_id, code),
	constraint unit_parent_exists foreign key (tenant_id, parent_id) references unit,
	constraint unit_kind_is_known check (kind in ('group', 'brand', 'region', 'store')),
	constraint unit_state_is_known check (state in ('opening', 'open', 'closed')),
	constraint unit_store_has_time_zone check (kind <> 'store' or time_zone is not null),
	constraint unit_only_the_group_has_no_parent check ((kind = 'group') = (parent_id is null)),
	constraint unit_place_is_whole check ((lat is null) = (lon is null)),
	constraint unit_place_is_on_earth check (lat between -90 and 90 and lon between -180 and 180),
	constraint unit_radius_is_sane check (radius_m between 1 and 100000)
);
create unique index one_group_per_tenant on unit (tenant_id) where parent_id is null;
create index unit_children on unit (tenant_id, parent_id);
create index unit_by_name on unit (tenant_id, name collate "zh-x-icu", id);

-- Every unit with itself and all that stand above it: the scope of a right is a join with this.
create table unit_above (
	tenant_id uuid not null,
	above_id uuid not null,
	unit_id uuid not null,
	distance integer not null,
	primary key (tenant_id, unit_id, above_id),
	foreign key (tenant_id, above_id) references unit on delete cascade,
	foreign key (tenant_id, unit_id) references unit on delete cascade
);
create index unit_below on unit_above (tenant_id, above_id, unit_id);

-- Moves of one tenant come one after the other, and nothing is added below what is on its way:
-- else two of them could each see a tree in which the other has not happened.
create function unit_tree_lock(tenant_id uuid) returns bigint language sql immutable
return hashtextextended('unit_above ' || tenant_id::text, 0);

create function unit_above_of_new() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock_shared(unit_tree_lock(new.tenant_id));
	if (select kind = 'store' from unit where tenant_id = new.tenant_id and id = new.parent_id) then
		raise exception 'A store has no units below it.'
			using errcode = 'GB001', constraint = 'unit_below_a_store';
	end if;
	insert into unit_above (tenant_id, above_id, unit_id, distance)
	select new.tenant_id, new.id, new.id, 0
	union all
	select tenant_id, above_id, new.id, distance + 1
	  from unit_above
	 where tenant_id = new.tenant_id and unit_id = new.parent_id;
	return null;
end $$;
create trigger unit_above_of_new after insert on unit
	for each row execute function unit_above_of_new();

create function unit_above_of_moved() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock(unit_tree_lock(new.tenant_id));
	if exists (select from unit_above
	            where tenant_id = new.tenant_id and above_id = new.id and unit_id = new.parent_id) then
		raise exception 'A unit cannot stand below itself.'
			using errcode = 'GB001', constraint = 'unit_below_itself';
	end if;
	if (select kind = 'store' from unit where tenant_id = new.tenant_id and id = new.parent_id) then
		raise exception 'A store has no units below it.'
			using errcode = 'GB001', constraint = 'unit_below_a_store';
	end if;
	delete from unit_above a
	 using unit_above below
	 where below.tenant_id = new.tenant_id and below.above_id = new.id
	   and a.tenant_id = new.tenant_id and a.unit_id = below.unit_id
	   and a.above_id not in (select unit_id from unit_above
	                           where tenant_id = new.tenant_id and above_id = new.id);
	insert into unit_above (tenant_id, above_id, unit_id, distance)
	select new.tenant_id, up.above_id, below.unit_id, up.distance + below.distance + 1
	  from unit_above up, unit_above below
	 where up.tenant_id = new.tenant_id and up.unit_id = new.parent_id
	   and below.tenant_id = new.tenant_id and below.above_id = new.id;
	return null;
end $$;
create trigger unit_above_of_moved after update of parent_id on unit
	for each row when (old.parent_id is distinct from new.parent_id)
	execute function unit_above_of_moved();

-- ---- departments and partners: who answers for a question

create table department (
	tenant_id uuid not null references tenant,
	id uuid not null,
	kind text not null,
	code text not null,
	name json not null,
	contact text,
	state text not null default 'active',
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	constraint department_code_is_taken unique (tenant_id, code),
	constraint department_kind_is_known check (kind in ('department', 'partner')),
	constraint department_state_is_known check (state in ('active', 'retired')),
	constraint department_code_is_a_key check (code ~ '^[a-z0-9][a-z0-9._-]{0,63}$')
);

-- ---- people and what they may

create table person (
	tenant_id uuid not null references tenant,
	id uuid not null,
	login text not null,
	name text not null,
	email text,
	phone text,
	language text not null default 'en',
	state text not null default 'active',
	password_hash text,
	-- raised to end every session at once
	epoch integer not null default 0,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	constraint person_login_is_taken unique (tenant_id, login),
	constraint person_login_is_plain check (login ~ '^[a-z0-9][a-z0-9._@+-]{0,63}$'),
	constraint person_language_is_a_tag check (language ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
	constraint person_state_is_known check (state in ('active', 'left'))
);
create index person_by_name on person (tenant_id, name collate "zh-x-icu", id);

create table role (
	tenant_id uuid not null references tenant,
	id uuid not null,
	code text not null,
	name json not null,
	is_built_in boolean not null default false,
	rights text[] not null,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	constraint role_code_is_taken unique (tenant_id, code),
	constraint role_code_is_a_key check (code ~ '^[a-z0-9][a-z0-9._-]{0,63}$')
);

-- A person has a role at a unit and everything below it, perhaps for one department only.
create table membership (
	tenant_id uuid not null references tenant,
	id uuid not null,
	person_id uuid not null,
	role_id uuid not null,
	unit_id uuid not null,
	department_id uuid,
	starts_on date,
	ends_on date,
	created_at timestamptz not null,
	primary key (tenant_id, id),
	constraint membership_person_exists foreign key (tenant_id, person_id) references person,
	constraint membership_role_exists foreign key (tenant_id, role_id) references role,
	constraint membership_unit_exists foreign key (tenant_id, unit_id) references unit,
	constraint membership_department_exists foreign key (tenant_id, department_id) references department,
	constraint membership_dates_are_in_order check (starts_on <= ends_on)
);
create unique index membership_is_there_already on membership
	(tenant_id, person_id, role_id, unit_id, coalesce(department_id, '00000000-0000-0000-0000-000000000000'));
create index membership_of_unit on membership (tenant_id, unit_id);

-- ---- sessions: what a refresh token stands for

create table session (
	tenant_id uuid not null references tenant,
	id uuid not null,
	person_id uuid not null,
	-- SHA-256 of what all refresh tokens of the session have in common, so that an old one is known
	family_hash text not null,
	-- with the token used it makes the next one
	chain_key text not null,
	-- SHA-256 of the refresh token in force, and of the one before it (for an answer that was lost)
	token_hash text not null,
	previous_hash text,
	rotated_at timestamptz not null,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	ended_at timestamptz,
	ended_why text,
	client text,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person
);
create unique index session_by_family on session (tenant_id, family_hash);
create index session_of_person on session (tenant_id, person_id) where ended_at is null;

-- ---- what happened; written in the transaction it tells of

create table event (
	tenant_id uuid not null references tenant,
	id uuid not null,
	at timestamptz not null,
	kind text not null,
	-- what it is about: 'inspection', 'action', … and its id
	subject text not null,
	subject_id uuid not null,
	unit_id uuid,
	person_id uuid,
	data json not null default '{}',
	-- dense and gapless, given after commit by the stamper of the tenant
	seq bigint,
	primary key (tenant_id, id),
	constraint event_seq_is_dense unique (tenant_id, seq)
);
create index event_of_subject on event (tenant_id, subject_id, at);
create index event_to_stamp on event (tenant_id, id) where seq is null;

-- ---- the walls

alter table policy enable row level security;
alter table policy force row level security;
create policy own on policy to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on policy for insert to gemba_system with check (true);
grant select, update on policy to gemba_app;
grant insert on policy to gemba_system;

alter table unit enable row level security;
alter table unit force row level security;
create policy own on unit to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on unit to gemba_app;

alter table unit_above enable row level security;
alter table unit_above force row level security;
create policy own on unit_above to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, delete on unit_above to gemba_app;

alter table department enable row level security;
alter table department force row level security;
create policy own on department to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on department to gemba_app;

alter table person enable row level security;
alter table person force row level security;
create policy own on person to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on person for select to gemba_system using (true);
grant select, insert, update on person to gemba_app;
grant select (tenant_id, id, login, state, password_hash, epoch) on person to gemba_system;

alter table role enable row level security;
alter table role force row level security;
create policy own on role to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on role to gemba_app;

alter table membership enable row level security;
alter table membership force row level security;
create policy own on membership to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update, delete on membership to gemba_app;

alter table session enable row level security;
alter table session force row level security;
create policy own on session to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on session to gemba_app;

alter table event enable row level security;
alter table event force row level security;
create policy own on event to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert on event to gemba_app;

-- ---- who may what where: one row for each membership that holds today and each unit it reaches

create view scope with (security_invoker = true) as
select m.tenant_id, m.person_id, a.unit_id, r.rights, m.department_id, m.unit_id as granted_at,
       a.distance
  from membership m
  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
  join unit_above a on a.tenant_id = m.tenant_id and a.above_id = m.unit_id
 where coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true);
grant select on scope to gemba_app;

-- ---- who sees whom: through a role that lies within what the viewer sees, and everybody oneself.
-- Whoever manages people for the whole group also sees those who have no role yet.

create view person_seen with (security_invoker = true) as
select m.tenant_id, s.person_id as viewer_id, m.person_id
  from membership m
  join scope s on s.tenant_id = m.tenant_id and s.unit_id = m.unit_id
 where 'organization.read' = any (s.rights)
union all
select p.tenant_id, s.person_id, p.id
  from unit top
  join scope s on s.tenant_id = top.tenant_id and s.unit_id = top.id
  join person p on p.tenant_id = top.tenant_id
 where top.parent_id is null
   and 'people.manage' = any (s.rights)
union all
select tenant_id, id, id
  from person;
grant select on person_seen to gemba_app;

-- ---- as the API shows them

create view unit_shown with (security_invoker = true) as
select u.tenant_id, u.id,
       (select row_to_json(b) from (
		select u.id, u.parent_id, u.kind, u.code, u.name, u.state, u.time_zone, u.lat, u.lon, u.radius_m,
		       u.address, u.tags, moment(u.created_at) as created_at, moment(u.changed_at) as changed_at
	) b) as body
  from unit u;
grant select on unit_shown to gemba_app;

create view department_shown with (security_invoker = true) as
select d.tenant_id, d.id,
       (select row_to_json(b) from (
		select d.id, d.kind, d.code, d.name, d.contact, d.state, moment(d.created_at) as created_at,
		       moment(d.changed_at) as changed_at
	) b) as body
  from department d;
grant select on department_shown to gemba_app;

create view person_shown with (security_invoker = true) as
select p.tenant_id, p.id,
       (select row_to_json(b) from (
		select p.id, p.login, p.name, p.email, p.phone, p.language, p.state,
		       p.password_hash is not null as has_password, moment(p.created_at) as created_at,
		       moment(p.changed_at) as changed_at
	) b) as body
  from person p;
grant select on person_shown to gemba_app;

create view role_shown with (security_invoker = true) as
select r.tenant_id, r.id,
       (select row_to_json(b) from (
		select r.id, r.code, r.name, r.is_built_in, r.rights, moment(r.created_at) as created_at,
		       moment(r.changed_at) as changed_at
	) b) as body
  from role r;
grant select on role_shown to gemba_app;

create view membership_shown with (security_invoker = true) as
select m.tenant_id, m.id,
       (select row_to_json(b) from (
		select m.id, m.person_id, m.role_id, m.unit_id, m.department_id, m.starts_on, m.ends_on,
		       moment(m.created_at) as created_at,
		       (select row_to_json(x) from (select p.login, p.name) x) as person,
		       (select row_to_json(x) from (select r.code, r.name) x) as role,
		       (select row_to_json(x) from (select u.kind, u.code, u.name) x) as unit,
		       (select row_to_json(x) from (select d.kind, d.code, d.name where d.id is not null) x) as department
	) b) as body
  from membership m
  join person p on p.tenant_id = m.tenant_id and p.id = m.person_id
  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
  join unit u on u.tenant_id = m.tenant_id and u.id = m.unit_id
  left join department d on d.tenant_id = m.tenant_id and d.id = m.department_id;
grant select on membership_shown to gemba_app;
