-- Ten thousand stores come in one statement: their places in the tree are found for all of them together.

-- Each unit above is looked up by its key ("offset 0" keeps it so): a join would be planned by what is known of the
-- table, and the first time that is a handful of rows.
create function unit_above_of_many() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock_shared(lock)
	   from (select distinct unit_tree_lock(m.tenant_id) as lock from made m) l;
	if exists (select from made m
	            where (select up.kind from unit up
	                    where up.tenant_id = m.tenant_id and up.id = m.parent_id) = 'store') then
		raise exception 'A store has no units below it.'
			using errcode = 'GB001', constraint = 'unit_below_a_store';
	end if;
	insert into unit_above (tenant_id, above_id, unit_id, distance)
	with recursive up (tenant_id, unit_id, above_id, distance) as (
		select m.tenant_id, m.id, m.id, 0
		  from made m
		union all
		select up.tenant_id, up.unit_id, u.parent_id, up.distance + 1
		  from up
		 cross join lateral (select n.parent_id from unit n
		                      where n.tenant_id = up.tenant_id and n.id = up.above_id offset 0) u
		 where u.parent_id is not null
	)
	select tenant_id, above_id, unit_id, distance
	  from up;
	return null;
end $$;
drop trigger unit_above_of_new on unit;
drop function unit_above_of_new();
create trigger unit_above_of_new after insert on unit
	referencing new table as made
	for each statement execute function unit_above_of_many();

-- Whoever has brought thousands of rows says so: plans that were made for empty tables go over them row by row, and
-- nobody looks again for a minute. Only the owner may look, so it is lent.
create function tables_grew() returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
	analyze public.unit;
	analyze public.unit_above;
	analyze public.person;
	analyze public.membership;
end $$;
revoke execute on function tables_grew() from public;
grant execute on function tables_grew() to gemba_app;
