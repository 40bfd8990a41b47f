-- Who did what, in a chain that shows any change.

-- One row for each thing done; seq and link come from the sealer, after the commit. No personal data: ids, and hashes
-- with a salt that goes when the person is erased.
create table audit_entry (
	tenant_id uuid not null,
	id uuid not null,
	at timestamptz not null,
	-- null: a command, a background job, or nobody who is known
	person_id uuid,
	session_id uuid,
	-- the handler or the command: 'unit_patch', 'person_add'
	operation text not null,
	-- what it was done to
	subject text,
	subject_id text,
	request_id text,
	address_hash text,
	body_hash text,
	seq bigint,
	link text,
	primary key (tenant_id, id),
	constraint audit_entry_is_sealed_whole check ((seq is null) = (link is null))
);
create unique index audit_entry_in_order on audit_entry (tenant_id, seq) where seq is not null;
create index audit_entry_to_seal on audit_entry (tenant_id, at, id) where seq is null;
create index audit_entry_of_subject on audit_entry (tenant_id, subject_id, seq) where seq is not null;
create index audit_entry_of_person on audit_entry (tenant_id, person_id, seq) where seq is not null;
alter table audit_entry set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

-- The second wall behind the grants: a row gets its place and its link once, and nothing else ever.
create function audit_entry_keeps() returns trigger language plpgsql as $$
begin
	if tg_op = 'UPDATE' and old.seq is null and old.link is null
	   and (old.tenant_id, old.id, old.at, old.person_id, old.session_id, old.operation, old.subject,
	        old.subject_id, old.request_id, old.address_hash, old.body_hash)
	       is not distinct from
	       (new.tenant_id, new.id, new.at, new.person_id, new.session_id, new.operation, new.subject,
	        new.subject_id, new.request_id, new.address_hash, new.body_hash) then
		return new;
	end if;
	raise exception 'The audit log only grows.';
end $$;
create trigger audit_entry_keeps before update or delete on audit_entry
	for each row execute function audit_entry_keeps();
create trigger audit_entry_stays before truncate on audit_entry
	for each statement execute function audit_entry_keeps();

-- With it a person's addresses and requests are hashed; erasing the person deletes it, and the hashes tell nothing.
create table audit_salt (
	tenant_id uuid not null,
	person_id uuid not null,
	salt bytea not null,
	primary key (tenant_id, person_id),
	foreign key (tenant_id, person_id) references person
);

-- How far the chain of a tenant has come. Whoever has the row locked is the sealer. The salt is for what nobody known did.
create table audit_seal (
	tenant_id uuid primary key references tenant,
	salt bytea not null,
	seq bigint not null default 0,
	link text not null default repeat('0', 64),
	constraint audit_seal_counts_up check (seq >= 0)
);

create function audit_salt_make() returns bytea language sql volatile
return sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

create function person_gets_salt() returns trigger language plpgsql as $$
begin
	insert into audit_salt (tenant_id, person_id, salt) values (new.tenant_id, new.id, audit_salt_make());
	return null;
end $$;
create trigger person_gets_salt after insert on person for each row execute function person_gets_salt();

create function tenant_gets_seal() returns trigger language plpgsql as $$
begin
	insert into audit_seal (tenant_id, salt) values (new.id, audit_salt_make());
	return null;
end $$;
create trigger tenant_gets_seal after insert on tenant for each row execute function tenant_gets_seal();

-- ---- the walls

alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy own on audit_entry to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system_seals on audit_entry for select to gemba_system using (true);
create policy system_seals_it on audit_entry for update to gemba_system using (seq is null) with check (true);
grant select, insert on audit_entry to gemba_app;
grant select, update (seq, link) on audit_entry to gemba_system;

alter table audit_salt enable row level security;
create policy own on audit_salt to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, delete on audit_salt to gemba_app;

alter table audit_seal enable row level security;
create policy own on audit_seal to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on audit_seal to gemba_system using (true) with check (true);
grant select on audit_seal to gemba_app;
grant select (tenant_id, seq, link), insert (tenant_id, salt), update (seq, link) on audit_seal to gemba_system;

-- The owner has no policy of its own: for the people and groups that are there already the walls open once.
alter table person no force row level security;
alter table tenant no force row level security;
insert into audit_salt (tenant_id, person_id, salt) select tenant_id, id, audit_salt_make() from person;
insert into audit_seal (tenant_id, salt) select id, audit_salt_make() from tenant;
alter table tenant force row level security;
alter table person force row level security;
alter table audit_salt force row level security;
alter table audit_seal force row level security;
