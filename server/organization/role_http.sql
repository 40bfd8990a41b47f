-- role_get: the role
select body
  from role_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- role_list: a page of the roles, by code
with page as (
	select r.id, r.code
	  from role r
	 where r.tenant_id = $1::uuid
	   and ($2::text is null or strpos(r.code, lower($2)) > 0
	        or exists (select from json_each_text(r.name) t where strpos(lower(t.value), lower($2)) > 0))
	   and r.code > (select coalesce($3, ''))
	 order by r.code
	 limit $4::integer + 1
), numbered as (
	select id, code, row_number() over (order by code) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join role_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.n <= $4::integer) as items,
       last.code as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $4::integer and exists (select from numbered where n > $4::integer);
