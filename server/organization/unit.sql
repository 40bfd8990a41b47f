-- unit_ground: whether the unit may be put below that one (a NULL person may everything), and whether the time zone exists
with was as (
	select parent_id from unit where tenant_id = $1::uuid and id = $3::uuid
), held as (
	select unit_id, bool_or('organization.manage' = any (rights) and department_id is null) as may
	  from scope
	 where tenant_id = $1::uuid
	   and person_id = $2::uuid
	   and (unit_id = $4::uuid or unit_id = (select parent_id from was))
	 group by unit_id
)
select $2::uuid is null or exists (select from held where unit_id = $4::uuid) as is_seen,
       $2::uuid is null
       or exists (select from held where unit_id = $4::uuid and may)
          and ((select parent_id from was) is null
               or exists (select from held join was on held.unit_id = was.parent_id where may)) as may,
       coalesce($4::uuid = (select parent_id from was), false) as is_there_already,
       $5::text is null
       or exists (select from unit where tenant_id = $1::uuid and time_zone = $5)
       or exists (select from pg_timezone_names where name = $5 and name !~ '^(posix|right|local|Factory)') as zone_is_known;

-- unit_insert: a new unit, unless its id or its code is there already
insert into unit (tenant_id, id, parent_id, kind, code, name, state, time_zone, lat, lon, radius_m, address, tags,
                  created_at, changed_at)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9::double precision, $10::double precision,
        $11::integer, $12, $13::text[], $14::timestamptz, $14::timestamptz)
on conflict do nothing;

-- unit_created: what has the id now; is_new: since this transaction
select s.id, s.body, u.xmin = pg_current_xact_id()::xid as is_new, is_same($3::json, s.body) as is_same
  from unit u
  join unit_shown s on s.tenant_id = u.tenant_id and s.id = u.id
 where u.tenant_id = $1::uuid
   and u.id = $2::uuid;

-- unit_update: what is given changes; what is named in the last parameter becomes empty
update unit
   set parent_id = coalesce($3::uuid, parent_id),
       code = coalesce($4, code),
       name = coalesce($5, name),
       state = coalesce($6, state),
       time_zone = case when 'time_zone' = any ($12::text[]) then null else coalesce($7, time_zone) end,
       lat = case when 'lat' = any ($12::text[]) then null else coalesce($8::double precision, lat) end,
       lon = case when 'lon' = any ($12::text[]) then null else coalesce($9::double precision, lon) end,
       radius_m = case when 'radius_m' = any ($12::text[]) then null else coalesce($10::integer, radius_m) end,
       address = case when 'address' = any ($12::text[]) then null else coalesce($11, address) end,
       tags = coalesce($13::text[], tags),
       changed_at = $14::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- unit_show: the unit, for whoever was let through to it
select body
  from unit_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;
