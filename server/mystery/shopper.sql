-- shopper_insert: a new one, unless the id is there already; a person or a nickname that is there is an error
insert into shopper (tenant_id, id, person_id, nickname, state, languages, birth_from, birth_to, certifications,
                     home_lat, home_lon, note, created_at, changed_at)
select $1::uuid, $2::uuid, p.id, $4, $5, coalesce($6::text[], '{}'), $7::integer, $8::integer,
       coalesce($9::text[], '{}'), $10::float8, $11::float8, $12, $13::timestamptz, $13::timestamptz
  from person p
 where p.tenant_id = $1::uuid
   and p.id = $3::uuid
   and p.state = 'active'
on conflict (tenant_id, id) do nothing;

-- shopper_created: what has the id now; is_new: since this transaction
select s.id, v.body::text as body, s.xmin = pg_current_xact_id()::xid as is_new,
       s.person_id = $3::uuid and s.nickname = $4
       and is_same(($5::jsonb - '{id,person_id,nickname,companions,home_lat,home_lon}'::text[])::json, v.body) as is_same
  from shopper s
  join shopper_shown v on v.tenant_id = $1::uuid and v.shopper_id = s.id
 where s.tenant_id = $1::uuid
   and s.id = $2::uuid;

-- shopper_person: whether there is such a person to become one
select exists (select from person p where p.tenant_id = $1::uuid and p.id = $2::uuid and p.state = 'active') as is_there,
       not exists (select from unnest($3::uuid[]) c(id)
                    where not exists (select from shopper s where s.tenant_id = $1::uuid and s.id = c.id)) as are_shoppers;

-- shopper_update: what a JSON object names gets its value from there, null empties it
update shopper
   set nickname = coalesce($3::jsonb ->> 'nickname', nickname),
       state = coalesce($3::jsonb ->> 'state', state),
       languages = coalesce($4::text[], languages),
       certifications = coalesce($5::text[], certifications),
       birth_from = case when $3::jsonb ? 'birth_from' then ($3::jsonb ->> 'birth_from')::numeric::integer else birth_from end,
       birth_to = case when $3::jsonb ? 'birth_to' then ($3::jsonb ->> 'birth_to')::numeric::integer else birth_to end,
       home_lat = case when $3::jsonb ? 'home_lat' then ($3::jsonb ->> 'home_lat')::float8 else home_lat end,
       home_lon = case when $3::jsonb ? 'home_lon' then ($3::jsonb ->> 'home_lon')::float8 else home_lon end,
       note = case when $3::jsonb ? 'note' then $3::jsonb ->> 'note' else note end,
       changed_at = $6::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- shopper_companions_end: with whom the shopper goes no longer, in both directions
delete from shopper_companion
 where tenant_id = $1::uuid
   and (shopper_id = $2::uuid and companion_id <> all ($3::uuid[])
        or companion_id = $2::uuid and shopper_id <> all ($3::uuid[]));

-- shopper_companions_begin: with whom the shopper goes, in both directions
insert into shopper_companion (tenant_id, shopper_id, companion_id)
select $1::uuid, $2::uuid, c.id from unnest($3::uuid[]) c(id)
 union
select $1::uuid, c.id, $2::uuid from unnest($3::uuid[]) c(id)
    on conflict do nothing;

-- shopper_show: one of them
select v.body::text as body
  from shopper_shown v
 where v.tenant_id = $1::uuid
   and v.shopper_id = $2::uuid;

-- shopper_brand: the brand that a unit is or belongs to; where there is none the group. No row: there is no such unit
select a.above_id as id
  from unit_above a
  join unit u on u.tenant_id = $1::uuid and u.id = a.above_id
 where a.tenant_id = $1::uuid
   and a.unit_id = $2::uuid
   and u.kind in ('brand', 'group')
 order by a.distance
 limit 1;

-- shopper_recognise: from now on and for good
insert into shopper_recognised (tenant_id, shopper_id, unit_id, at, noted_by, note)
values ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::uuid, $6)
    on conflict do nothing;
