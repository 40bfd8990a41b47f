-- Photographs, addressed by the SHA-256 of their bytes, and what is known of them.

create table photo (
	tenant_id uuid not null references tenant,
	sha256 text not null,
	size_bytes bigint not null,
	-- stored: on disk, not looked at yet; ready: decoded, its smaller sizes made; unreadable: not a picture
	state text not null default 'stored',
	unreadable_why text,
	-- jpeg or png, by its first bytes
	format text not null,
	width integer,
	height integer,
	-- what the picture says of itself (EXIF): local time with the offset it names, if any
	taken_at text,
	taken_offset text,
	lat double precision,
	lon double precision,
	camera text,
	software text,
	-- the worker's whole report
	report json,
	uploaded_by uuid not null,
	uploaded_at timestamptz not null,
	decoded_at timestamptz,
	-- which look at it this is, and when the next is due: a decoder that dies gives its lease back by time
	attempts integer not null default 0,
	due_at timestamptz not null,
	primary key (tenant_id, sha256),
	foreign key (tenant_id, uploaded_by) references person,
	constraint photo_sha256_is_one check (sha256 ~ '^[0-9a-f]{64}$'),
	constraint photo_state_is_known check (state in ('stored', 'ready', 'unreadable')),
	constraint photo_format_is_known check (format in ('jpeg', 'png')),
	constraint photo_ready_has_a_size check (state <> 'ready' or (width > 0 and height > 0)),
	constraint photo_unreadable_has_a_reason check ((state = 'unreadable') = (unreadable_why is not null))
);

-- An upload: whose it was, and how the photograph was taken as the phone tells, where it tells. Sent again it is
-- the same one; by somebody else or of another moment it is another.
create table capture (
	tenant_id uuid not null references tenant,
	id uuid not null,
	sha256 text not null,
	person_id uuid not null,
	received_at timestamptz not null,
	method text,
	claimed_at timestamptz,
	clock_offset_ms bigint,
	lat double precision,
	lon double precision,
	accuracy_m double precision,
	is_mock boolean,
	original_size_bytes bigint,
	original_width integer,
	original_height integer,
	primary key (tenant_id, id),
	foreign key (tenant_id, sha256) references photo,
	foreign key (tenant_id, person_id) references person,
	constraint capture_method_is_known check (method in ('camera', 'gallery', 'file')),
	constraint capture_place_is_whole check ((lat is null) = (lon is null))
);
create unique index capture_is_there_already on capture (tenant_id, sha256, person_id, claimed_at)
	nulls not distinct;

alter table photo enable row level security;
alter table photo force row level security;
create policy own on photo to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on photo to gemba_system using (true) with check (true);
create index photo_to_decode on photo (due_at) where state = 'stored';
grant select, insert, update on photo to gemba_app;
grant select (tenant_id, sha256, state, due_at, attempts), update (due_at, attempts) on photo to gemba_system;

alter table capture enable row level security;
alter table capture force row level security;
create policy own on capture to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert on capture to gemba_app;
