-- migration_table: where the applied migrations are remembered
create table if not exists schema_migration (
	number integer primary key,
	name text not null,
	checksum text not null,
	applied_at timestamptz not null default now()
);

-- migration_get: the checksum under which a migration was applied
select checksum from schema_migration where number = $1::integer;

-- migration_insert: comes before the migration itself, so that two at once cannot both run it
insert into schema_migration (number, name, checksum) values ($1::integer, $2, $3);

-- migration_is_any: whether the database was ever migrated
select to_regclass('public.schema_migration') is not null as is_any;

-- migration_list: what has been applied, in order
select number, checksum from schema_migration order by number;

-- migration_tables: how many tables there are
select count(*) from pg_tables where schemaname = 'public';

-- migration_roles: the roles of the program, as the first migration makes them
do $$
declare
	name text;
begin
	foreach name in array array['gemba_app', 'gemba_system'] loop
		begin
			execute format('create role %I login', name);
		exception when duplicate_object or unique_violation then null;
		end;
	end loop;
end $$;

-- migration_owner_reads: the owner, who could take the walls down, may read over them: that is what a backup is
do $$
declare
	walled regclass;
begin
	for walled in select c.oid from pg_class c
	               where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
	                 and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'owner_reads')
	loop
		execute format('create policy owner_reads on %s for select to current_user using (true)', walled);
	end loop;
end $$;
