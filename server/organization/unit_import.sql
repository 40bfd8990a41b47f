-- unit_import_lock: imports of one tenant come one after the other, so that each sees what the other has made
select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0));

-- unit_import_replan: what was planned, also for keys and triggers, while the tables had a handful of rows would go over thousands of them row by row
discard plans;

-- unit_import_grew: the tables are much larger than they were
select tables_grew();

-- unit_import_there: what is there under each of the codes, in their order, and what the caller may there; each is looked up by its key ("offset 0" keeps it so)
select u.id, u.kind, u.name, u.state, u.time_zone, u.lat, u.lon, u.radius_m, u.address,
       array_to_json(u.tags) as tags, u.parent_id, up.code as parent_code,
       coalesce(here.may, false) as may, here.may is not null as is_seen, coalesce(above.may, false) as may_move
  from unnest($3::text[]) with ordinality c (code, n)
  left join lateral (select n.id, n.kind, n.name, n.state, n.time_zone, n.lat, n.lon, n.radius_m, n.address, n.tags, n.parent_id
                       from unit n
                      where n.tenant_id = $1::uuid and n.code = c.code offset 0) u on true
  left join lateral (select n.code from unit n
                      where n.tenant_id = $1::uuid and n.id = u.parent_id offset 0) up on true
  left join lateral (select bool_or('organization.manage' = any (s.rights)) as may
                       from scope s
                      where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.id) here on true
  left join lateral (select bool_or('organization.manage' = any (s.rights)) as may
                       from scope s
                      where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.parent_id) above on true
 order by c.n;

-- unit_import_parents: the units that are meant by a code, or by a name that only one has, as far as the caller sees them
with named as (
	select u.name, min(u.id::text)::uuid as id
	  from (select distinct word from unnest($3::text[]) w (word)) w
	  join unit u on u.tenant_id = $1::uuid and u.name = w.word
	 cross join lateral (select count(*) as n from scope s
	                      where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.id) seen
	 where u.kind <> 'store'
	   and seen.n > 0
	 group by u.name
	having count(*) = 1
)
select r.word, u.id, u.kind, u.code, here.may
  from unnest($3::text[]) r (word)
  left join named n on n.name = r.word
 cross join lateral (select c.id, c.kind, c.code
                       from unit c
                      where c.tenant_id = $1::uuid and (c.code = r.word or c.id = n.id)
                      order by c.code = r.word desc limit 1) u
 cross join lateral (select bool_or('organization.manage' = any (s.rights)) as may
                       from scope s
                      where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.id) here
 where here.may is not null;

-- unit_import_top: the group itself, and whether the caller manages it
select u.id, coalesce((select bool_or('organization.manage' = any (s.rights))
                         from scope s
                        where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.id), false) as may
  from unit u
 where u.tenant_id = $1::uuid
   and u.parent_id is null;

-- unit_import_zones: which of them are time zones
select z.name
  from unnest($1::text[]) z (name)
 where exists (select from pg_timezone_names t
                where t.name = z.name and t.name !~ '^(posix|right|local|Factory)');

-- unit_import_insert: units in the order in which they stand on each other
insert into unit (tenant_id, id, parent_id, kind, code, name, state, time_zone, lat, lon, radius_m, address, tags,
                  created_at, changed_at)
select $1::uuid, r.id, r.parent_id, coalesce(r.kind, 'store'), r.code, r.name, coalesce(r.state, 'open'), r.time_zone,
       r.lat, r.lon, r.radius_m, r.address, coalesce(r.tags, '{}'), $3::timestamptz, $3::timestamptz
  from json_to_recordset($2::json)
       as r (depth integer, id uuid, parent_id uuid, kind text, code text, name text, state text, time_zone text,
             lat double precision, lon double precision, radius_m integer, address text, tags text[])
 order by r.depth;

-- unit_import_update: what is given changes, and what is not stays
update unit u
   set parent_id = coalesce(r.parent_id, u.parent_id),
       name = coalesce(r.name, u.name),
       state = coalesce(r.state, u.state),
       time_zone = coalesce(r.time_zone, u.time_zone),
       lat = coalesce(r.lat, u.lat),
       lon = coalesce(r.lon, u.lon),
       radius_m = coalesce(r.radius_m, u.radius_m),
       address = coalesce(r.address, u.address),
       tags = coalesce(r.tags, u.tags),
       changed_at = $3::timestamptz
  from json_to_recordset($2::json)
       as r (id uuid, parent_id uuid, name text, state text, time_zone text, lat double precision,
             lon double precision, radius_m integer, address text, tags text[])
 where u.tenant_id = $1::uuid
   and u.id = r.id;
