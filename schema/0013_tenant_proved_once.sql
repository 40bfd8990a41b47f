-- A row whose other foreign keys hold its tenant needs none to the tenant itself: what it refers to has proved it. Each of
-- those keys was a look-up and, for all writers of a tenant at once, a lock on the same row.
do $$
declare k record;
begin
	for k in
		select c.conrelid::regclass as relation, c.conname as name
		  from pg_constraint c
		 where c.contype = 'f'
		   and c.connamespace = 'public'::regnamespace
		   and c.confrelid = 'tenant'::regclass
		   and exists (select from pg_constraint o
		                where o.contype = 'f' and o.conrelid = c.conrelid and o.confrelid not in ('tenant'::regclass, o.conrelid)
		                  and o.conkey @> c.conkey
		                  and not exists (select from unnest(o.conkey) n(at)
		                                    join pg_attribute a on a.attrelid = o.conrelid and a.attnum = n.at
		                                   where not a.attnotnull))
	loop
		execute format('alter table %s drop constraint %I', k.relation, k.name);
	end loop;
end $$;
-- What happened is told in the transaction in which it happened, of something of that tenant.
alter table event drop constraint event_tenant_id_fkey;
