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
