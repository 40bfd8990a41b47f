-- person_get: the person, for whoever sees it
select s.body
  from person_shown s
 where s.tenant_id = $1::uuid
   and s.id = $3::uuid
   and exists (select from person_seen v
                where v.tenant_id = $1::uuid and v.viewer_id = $2::uuid and v.person_id = s.id);

-- person_list: a page of the people whom the caller sees, by name; place and role are of roles that the caller sees
with page as (
	select p.id, p.name
	  from person p
	 where p.tenant_id = $1::uuid
	   and ($3::text is null or p.state = $3)
	   and ($4::uuid is null and $5::uuid is null
	        or exists (select from membership m
	                     join scope c on c.tenant_id = m.tenant_id and c.unit_id = m.unit_id
	                     join unit_above a on a.tenant_id = m.tenant_id and a.unit_id = m.unit_id
	                    where m.tenant_id = $1::uuid and m.person_id = p.id
	                      and c.person_id = $2::uuid and 'organization.read' = any (c.rights)
	                      and ($4::uuid is null or a.above_id = $4::uuid)
	                      and ($5::uuid is null or m.role_id = $5::uuid)))
	   and ($6::text is null or strpos(lower(p.name), lower($6)) > 0 or strpos(p.login, lower($6)) > 0)
	   and exists (select from person_seen v
	                where v.tenant_id = $1::uuid and v.viewer_id = $2::uuid and v.person_id = p.id)
	   and (p.name collate "zh-x-icu", p.id)
	       > (coalesce($7, '') collate "zh-x-icu", coalesce($8::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by p.name collate "zh-x-icu", p.id
	 limit $9::integer + 1
), numbered as (
	select id, name, row_number() over (order by name collate "zh-x-icu", id) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join person_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.n <= $9::integer) as items,
       last.name as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $9::integer and exists (select from numbered where n > $9::integer);
