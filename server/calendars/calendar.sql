-- calendar_ground: what only the database knows: whether the caller may have a calendar at the unit (null: everywhere),
-- and whether it may build upon that one: of no unit, or of one at or above its own, and not upon itself
with recursive chain (id) as (
	select $5::uuid
	union
	select c.base_id from chain b
	  join calendar c on c.tenant_id = $1::uuid and c.id = b.id
	 where c.base_id is not null
), place as (
	select coalesce($4::uuid, (select unit_id from calendar where tenant_id = $1::uuid and id = $3::uuid)) as unit_id
), held as (
	select bool_or('organization.manage' = any (s.rights) and s.department_id is null) as may
	  from place
	  join unit u on u.tenant_id = $1::uuid and (u.id = place.unit_id or place.unit_id is null and u.parent_id is null)
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = u.id and s.person_id = $2::uuid
)
select held.may is not null as is_seen,
       $2::uuid is null or coalesce(held.may, false) as may,
       $5::uuid is null
       or exists (select from calendar b, place
                   where b.tenant_id = $1::uuid and b.id = $5::uuid
                     and (b.unit_id is null
                          or exists (select from unit_above a
                                      where a.tenant_id = $1::uuid and a.above_id = b.unit_id
                                        and a.unit_id = place.unit_id))) as base_is_there,
       exists (select from chain where id = $3::uuid) as is_loop
  from held;

-- calendar_find: where the calendar holds, if the caller sees it
select c.unit_id
  from calendar c
 where c.tenant_id = $1::uuid
   and c.id = $3::uuid
   and exists (select from calendar_seen s
                where s.tenant_id = $1::uuid and s.calendar_id = c.id and s.person_id = $2::uuid);

-- calendar_insert: a new calendar, unless its id or a calendar of its unit is there already
insert into calendar (tenant_id, id, unit_id, name, base_id, weekly_closed, opens, closes, created_at, changed_at)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5::uuid,
        array(select distinct d::smallint from json_array_elements_text($6::json) d order by 1), $7::time, $8::time,
        $9::timestamptz, $9::timestamptz)
on conflict do nothing;

-- calendar_day_insert: the days of a calendar that was made in this transaction
insert into calendar_day (tenant_id, calendar_id, day, is_open, name)
select $1::uuid, c.id, d.day, d.is_open, d.name
  from calendar c, json_to_recordset($3::json) d (day date, is_open boolean, name text)
 where c.tenant_id = $1::uuid
   and c.id = $2::uuid
   and c.xmin = pg_current_xact_id()::xid;

-- calendar_created: what has the id now; is_new: since this transaction
select s.id, s.body, c.xmin = pg_current_xact_id()::xid as is_new,
       is_same(($3::jsonb - 'days' - 'weekly_closed')::json, s.body)
       and ($3::jsonb -> 'weekly_closed' is null
            or ($3::jsonb -> 'weekly_closed') @> to_jsonb(c.weekly_closed)
               and ($3::jsonb -> 'weekly_closed') <@ to_jsonb(c.weekly_closed))
       and not exists ((select d.day, d.is_open, d.name
                          from json_to_recordset(coalesce($3::json -> 'days', '[]')) d (day date, is_open boolean, name text)
                        except
                        select day, is_open, name from calendar_day where tenant_id = $1::uuid and calendar_id = c.id))
       and json_array_length(coalesce($3::json -> 'days', '[]'))
           = (select count(*) from calendar_day where tenant_id = $1::uuid and calendar_id = c.id) as is_same
  from calendar c
  join calendar_shown s on s.tenant_id = c.tenant_id and s.id = c.id
 where c.tenant_id = $1::uuid
   and c.id = $2::uuid;

-- calendar_update: what is given changes
update calendar
   set name = coalesce($3, name),
       base_id = case when $5::boolean then $4::uuid else base_id end,
       weekly_closed = case when $6::json is null then weekly_closed
                            else array(select distinct d::smallint from json_array_elements_text($6::json) d order by 1) end,
       opens = coalesce($7::time, opens),
       closes = coalesce($8::time, closes),
       changed_at = $9::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- calendar_day_replace: the days that are given, and no others
with gone as (
	delete from calendar_day old
	 where old.tenant_id = $1::uuid
	   and old.calendar_id = $2::uuid
	   and not exists (select from json_to_recordset($3::json) d (day date) where d.day = old.day)
)
insert into calendar_day (tenant_id, calendar_id, day, is_open, name)
select $1::uuid, $2::uuid, d.day, d.is_open, d.name
  from json_to_recordset($3::json) d (day date, is_open boolean, name text)
    on conflict (tenant_id, calendar_id, day) do update set is_open = excluded.is_open, name = excluded.name;

-- calendar_show: the calendar, for whoever was let through to it
select body
  from calendar_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- calendar_delete: it holds nowhere any more
delete from calendar
 where tenant_id = $1::uuid
   and id = $2::uuid;
