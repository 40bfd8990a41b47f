-- membership_get: the membership, for whoever sees it
select s.body
  from membership_shown s
  join membership m on m.tenant_id = s.tenant_id and m.id = s.id
 where s.tenant_id = $1::uuid
   and s.id = $3::uuid
   and (m.person_id = $2::uuid
        or exists (select from scope c
                    where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
                      and 'organization.read' = any (c.rights)));

-- membership_list: a page of the memberships that the caller sees, in the order of their ids
with page as (
	select m.id
	  from membership m
	 where m.tenant_id = $1::uuid
	   and ($3::uuid is null or m.person_id = $3::uuid)
	   and ($4::uuid is null or m.role_id = $4::uuid)
	   and ($5::uuid is null or exists (select from unit_above a
	                                     where a.tenant_id = $1::uuid and a.unit_id = m.unit_id and a.above_id = $5::uuid))
	   and ($6::uuid is null or m.department_id = $6::uuid)
	   and (m.person_id = $2::uuid
	        or exists (select from scope c
	                    where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
	                      and 'organization.read' = any (c.rights)))
	   and m.id > (select coalesce($7::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by m.id
	 limit $8::integer + 1
), numbered as (
	select id, row_number() over (order by id) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join membership_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.n <= $8::integer) as items,
       last.id as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $8::integer and exists (select from numbered where n > $8::integer);
