-- Signing in, whole: devices, one-time codes, and how often somebody has tried in vain.

-- What was tried and was wrong, by account, by where it came from, or both. It belongs to no tenant: an account
-- that does not exist counts like one that does.
create table attempt (
	kind text not null,
	-- SHA-256 of the group and the name as they were typed; '' where it counts for all of them
	account text not null,
	-- an address, or a network that one attacker has; '' where it counts for all of them
	address text not null,
	-- drains with time
	failures double precision not null,
	counted_at timestamptz not null,
	blocked_until timestamptz,
	primary key (kind, account, address)
);
create index attempt_of_account on attempt (account);

-- What is left of so many failures, of which one is forgotten every drain_s seconds; clocks of servers differ.
create function attempts_left(failures double precision, counted_at timestamptz, now timestamptz, drain_s double precision)
returns double precision language sql immutable parallel safe
return greatest(0, failures - greatest(0, extract(epoch from now - counted_at)::double precision) / drain_s);
create index attempt_last on attempt (counted_at);

-- What one person gives another, or a letter brings: good once, and for a short time.
create table one_time_code (
	tenant_id uuid not null references tenant,
	id uuid not null,
	person_id uuid not null,
	kind text not null,
	-- SHA-256: the code itself is nowhere
	code_hash text not null,
	-- who made it; nobody: it was asked for by whoever cannot sign in
	created_by uuid,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	used_at timestamptz,
	ended_at timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person,
	foreign key (tenant_id, created_by) references person,
	constraint one_time_code_is_there_already unique (tenant_id, code_hash),
	constraint one_time_code_kind_is_known check (kind in ('enrolment', 'invitation', 'reset'))
);
create index one_time_code_of_person on one_time_code (tenant_id, person_id) where used_at is null and ended_at is null;
create index one_time_code_last on one_time_code (expires_at);

-- A phone that works for a person without a password. It has one session and ends with it.
create table device (
	tenant_id uuid not null references tenant,
	id uuid not null,
	person_id uuid not null,
	name text not null,
	platform text not null,
	code_id uuid not null,
	created_at timestamptz not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person,
	constraint device_code_is_used_once unique (tenant_id, code_id)
);
create index device_of_person on device (tenant_id, person_id);

alter table session
	add device_id uuid,
	-- where it was begun, or last renewed
	add address_class text,
	add constraint session_device_exists foreign key (tenant_id, device_id) references device;
create index session_known_address on session (tenant_id, person_id, address_class);
create unique index one_session_per_device on session (tenant_id, device_id) where device_id is not null;

-- ---- the walls

alter table attempt enable row level security;
alter table attempt force row level security;
create policy system on attempt to gemba_system using (true) with check (true);
grant select, insert, update, delete on attempt to gemba_system;

alter table one_time_code enable row level security;
alter table one_time_code force row level security;
create policy own on one_time_code to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on one_time_code to gemba_system using (true) with check (true);
grant select, insert, update, delete on one_time_code to gemba_app;
grant select (tenant_id, id, person_id, kind, code_hash, expires_at, used_at, ended_at), delete on one_time_code to gemba_system;

alter table device enable row level security;
alter table device force row level security;
create policy own on device to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update, delete on device to gemba_app;

-- Whether somebody has signed in from there before.
create policy system on session for select to gemba_system using (true);
grant select (tenant_id, person_id, address_class, rotated_at) on session to gemba_system;
grant delete on session to gemba_app;

-- Somebody who cannot sign in asks for a new password.
create policy system on event for insert to gemba_system with check (true);
grant insert (tenant_id, id, at, kind, subject, subject_id) on event to gemba_system;

-- ---- as the API shows them

-- Those that have not ended.
create view device_shown with (security_invoker = true) as
select d.tenant_id, d.id, d.person_id, s.rotated_at as last_used_at,
       (select row_to_json(b) from (
		select d.id, d.person_id, p.name as person_name, d.name, d.platform,
		       moment(d.created_at) as created_at, moment(s.rotated_at) as last_used_at,
		       moment(s.expires_at) as expires_at
	) b) as body
  from device d
  join person p on p.tenant_id = d.tenant_id and p.id = d.person_id
  join session s on s.tenant_id = d.tenant_id and s.device_id = d.id
 where s.ended_at is null
   and s.expires_at > current_setting('app.now')::timestamptz;
grant select on device_shown to gemba_app;
