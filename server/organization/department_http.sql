-- department_get: the department or partner
select s.body
  from department_shown s
  join department d on d.tenant_id = s.tenant_id and d.id = s.id
 where s.tenant_id = $1::uuid
   and s.id = $2::uuid
   and d.kind = $3;

-- department_list: a page of the departments or partners, by code
with page as (
	select d.id, d.code
	  from department d
	 where d.tenant_id = $1::uuid
	   and d.kind = $2
	   and ($3::text is null or d.state = $3)
	   and ($4::text is null or strpos(d.code, lower($4)) > 0
	        or exists (select from json_each_text(d.name) t where strpos(lower(t.value), lower($4)) > 0))
	   and d.code > (select coalesce($5, ''))
	 order by d.code
	 limit $6::integer + 1
), numbered as (
	select id, code, row_number() over (order by code) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join department_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.n <= $6::integer) as items,
       last.code as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $6::integer and exists (select from numbered where n > $6::integer);
