-- The order in which a tenant's events are read: given after they are committed.

-- Not to be told before that moment; null: at once.
alter table event add column tell_at timestamptz;

drop index event_to_stamp;
create index event_to_stamp on event (tenant_id, at, id) where seq is null and tell_at is null;
create index event_to_stamp_later on event (tenant_id, tell_at, id) where seq is null and tell_at is not null;
-- every row is changed once, by its stamp
alter table event set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

-- How far the stamper of a tenant has come. Whoever has the row locked is the stamper.
create table stamp (
	tenant_id uuid primary key references tenant,
	event_seq bigint not null default 0,
	constraint stamp_counts_up check (event_seq >= 0)
);
alter table stamp enable row level security;
alter table stamp force row level security;
create policy own on stamp to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on stamp to gemba_system using (true) with check (true);
grant select on stamp to gemba_app;
grant select, insert (tenant_id), update (event_seq) on stamp to gemba_system;

create policy system_stamps on event for select to gemba_system using (true);
create policy system_stamps_it on event for update to gemba_system using (seq is null) with check (true);
grant select (tenant_id, id, at, seq, tell_at), update (seq) on event to gemba_system;

-- What is stamped stays where it is.
create function event_keeps() returns trigger language plpgsql as $$
begin
	if old.seq is not null and new.seq is distinct from old.seq then
		raise exception 'An event keeps its place.';
	end if;
	return new;
end $$;
create trigger event_keeps before update of seq on event for each row execute function event_keeps();

create function tenant_gets_stamp() returns trigger language plpgsql as $$
begin
	insert into stamp (tenant_id) values (new.id);
	return null;
end $$;
create trigger tenant_gets_stamp after insert on tenant for each row execute function tenant_gets_stamp();
-- The owner has no policy of its own: what is there already is given its stamp with the wall open to it.
alter table tenant no force row level security;
alter table stamp no force row level security;
insert into stamp (tenant_id) select id from tenant;
alter table stamp force row level security;
alter table tenant force row level security;
