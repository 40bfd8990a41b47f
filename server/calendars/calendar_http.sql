-- calendar_get: a calendar with its days, for whoever sees it
select (b.body::jsonb || jsonb_build_object('days', coalesce(
	(select jsonb_agg(jsonb_build_object('day', d.day, 'is_open', d.is_open, 'name', d.name) order by d.day)
	   from calendar_day d where d.tenant_id = $1::uuid and d.calendar_id = $3::uuid), '[]')))::text as body
  from calendar_shown b
 where b.tenant_id = $1::uuid
   and b.id = $3::uuid
   and exists (select from calendar_seen s
                where s.tenant_id = $1::uuid and s.calendar_id = $3::uuid and s.person_id = $2::uuid);

-- calendar_list: a page of the calendars that the caller sees, by name; of a unit: the one that holds there
with page as (
	select c.id, c.name
	  from calendar c
	 where c.tenant_id = $1::uuid
	   and ($3::text is null or strpos(lower(c.name), lower($3)) > 0)
	   and ($7::uuid is null
	        or c.id = (select u.calendar_id from unit_calendar u where u.tenant_id = $1::uuid and u.unit_id = $7::uuid)
	           and exists (select from scope s where s.tenant_id = $1::uuid and s.unit_id = $7::uuid
	                          and s.person_id = $2::uuid and 'organization.read' = any (s.rights)))
	   and exists (select from calendar_seen s
	                where s.tenant_id = $1::uuid and s.calendar_id = c.id and s.person_id = $2::uuid)
	   and (c.name collate "zh-x-icu", c.id)
	       > (coalesce($4, '') collate "zh-x-icu", coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by c.name collate "zh-x-icu", c.id
	 limit $6::integer + 1
), numbered as (
	select id, name, row_number() over (order by name collate "zh-x-icu", id) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join calendar_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.n <= $6::integer) as items,
       last.name as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $6::integer and exists (select from numbered where n > $6::integer);
