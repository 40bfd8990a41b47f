-- unit_get: the unit, for whoever sees it
select s.body
  from unit_shown s
 where s.tenant_id = $1::uuid
   and s.id = $3::uuid
   and exists (select from scope c
                where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = s.id
                  and 'organization.read' = any (c.rights));

-- unit_list: a page of the units that the caller sees, by name
with page as (
	select u.id, u.name
	  from unit u
	 where u.tenant_id = $1::uuid
	   and ($3::text is null or u.kind = $3)
	   and ($4::text is null or u.state = $4)
	   and ($5::text is null or $5 = any (u.tags))
	   and ($6::uuid is null or exists (select from unit_above a
	                                     where a.tenant_id = $1::uuid and a.unit_id = u.id and a.above_id = $6::uuid))
	   and ($11::uuid is null or u.parent_id = $11::uuid)
   and ($7::text is null or strpos(lower(u.name), lower($7)) > 0 or strpos(lower(u.code), lower($7)) > 0)
	   and exists (select from scope c
	                where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = u.id
	                  and 'organization.read' = any (c.rights))
	   and (u.name collate "zh-x-icu", u.id)
	       > (coalesce($8, '') collate "zh-x-icu", coalesce($9::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by u.name collate "zh-x-icu", u.id
	 limit $10::integer + 1
), numbered as (
	select id, name, row_number() over (order by name collate "zh-x-icu", id) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join unit_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.n <= $10::integer) as items,
       last.name as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $10::integer and exists (select from numbered where n > $10::integer);
