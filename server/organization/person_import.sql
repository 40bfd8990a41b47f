-- person_import_lock: imports of one tenant come one after the other, so that each sees what the other has made
select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0));

-- person_import_replan: what was planned, also for keys and triggers, while the tables had a handful of rows would go over thousands of them row by row
discard plans;

-- person_import_grew: the tables are much larger than they were
select tables_grew();

-- person_import_there: for each row, in their order: who is there, what the words mean, and what the caller may
with role_named as (
	select word, min(id::text)::uuid as id
	  from (select r.code as word, r.id from role r where r.tenant_id = $1::uuid
	        union
	        select n.value, r.id
	          from role r, json_each_text(r.name) n
	         where r.tenant_id = $1::uuid
	           and not exists (select from role c where c.tenant_id = $1::uuid and c.code = n.value)) w
	 group by word
	having count(*) = 1
), department_named as (
	select word, min(id::text)::uuid as id
	  from (select d.code as word, d.id from department d where d.tenant_id = $1::uuid
	        union
	        select n.value, d.id
	          from department d, json_each_text(d.name) n
	         where d.tenant_id = $1::uuid
	           and not exists (select from department c where c.tenant_id = $1::uuid and c.code = n.value)) w
	 group by word
	having count(*) = 1
), top_held as materialized (
	select coalesce(bool_or('people.manage' = any (s.rights)) filter (where s.department_id is null), false) as is_top,
	       coalesce(bool_or('people.manage' = any (s.rights)), false) as sees_all
	  from scope s
	  join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
), unit_named as (
	select u.name, min(u.id::text)::uuid as id
	  from (select distinct word from unnest($5::text[]) w (word)) w
	  join unit u on u.tenant_id = $1::uuid and u.name = w.word
	 cross join lateral (select count(*) as nr from scope s
	                      where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.id) seen
	 where seen.nr > 0
	 group by u.name
	having count(*) = 1
), word as materialized (
	-- kept apart, so that the unit is a plain value below: "coalesce" finds no index under row-level security
	select w.n, w.login, r.id as role_id, r.rights as role_rights, coalesce(u.id, un.id) as unit_id, d.id as department_id
	  from unnest($3::text[], $4::text[], $5::text[], $6::text[]) with ordinality w (login, role, unit, department, n)
	  left join role_named rn on rn.word = w.role
	  left join role r on r.tenant_id = $1::uuid and r.id = rn.id
	  left join lateral (select n.id from unit n
	                      where n.tenant_id = $1::uuid and n.code = w.unit
	                        -- counted, so that it is looked up for this one, and not this one among all that are seen
	                        and (select count(*) > 0 from scope s
	                              where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = n.id)
	                     offset 0) u on true
	  left join unit_named un on un.name = w.unit
	  left join department_named d on d.word = w.department
)
select p.id, p.name, p.email, p.phone, p.language, p.state, w.role_id, w.unit_id, w.department_id,
       -- as in person_seen, but counted at each of the person's roles, and not among all units that are seen
       case when p.id is null then false else
	       p.id = $2::uuid
	       or t.sees_all
	       or (select count(*) > 0 from membership m
	            where m.tenant_id = $1::uuid and m.person_id = p.id
	              and (select count(*) > 0 from scope s
	                    where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = m.unit_id
	                      and 'organization.read' = any (s.rights))) end as is_seen,
       case when p.id is null then false else
	       (t.is_top
	        or (select count(*) > 0 from membership m
	             where m.tenant_id = $1::uuid and m.person_id = p.id
	               and (select count(*) > 0 from scope c
	                     where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
	                       and (c.department_id is null or c.department_id = m.department_id)
	                       and 'people.manage' = any (c.rights))))
	       and not exists (
			select from membership m
			  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
			 where m.tenant_id = $1::uuid
			   and m.person_id = p.id
			   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)
			   and not r.rights || 'people.manage'::text
			           <@ (select coalesce(array_agg(g), '{}')
			                 from scope c, unnest(c.rights) g
			                where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
			                  and (c.department_id is null or c.department_id = m.department_id))) end as is_within,
       t.is_top,
       case when w.role_id is not null and w.unit_id is not null then
	       (select string_agg(needed, ', ' order by needed)
	          from unnest(w.role_rights || 'people.manage'::text) needed
	         where needed <> all (mine.rights))
       end as lacking,
       (select count(*) > 0 from membership m
         where m.tenant_id = $1::uuid and m.person_id = p.id and m.role_id = w.role_id and m.unit_id = w.unit_id
           and m.department_id is not distinct from w.department_id) as has_role
  from word w
 cross join top_held t
  left join lateral (select coalesce(array_agg(g), '{}') as rights
                       from scope c, unnest(c.rights) g
                      where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = w.unit_id
                        and (c.department_id is null or c.department_id = w.department_id)) mine on true
  left join lateral (select n.id, n.name, n.email, n.phone, n.language, n.state
                       from person n
                      where n.tenant_id = $1::uuid and n.login = w.login offset 0) p on true
 order by w.n;

-- person_import_insert: new people, the ones behind the first $4 up to $5
insert into person (tenant_id, id, login, name, email, phone, language, state, created_at, changed_at)
select $1::uuid, r.id, r.login, r.name, r.email, r.phone, coalesce(r.language, 'en'), coalesce(r.state, 'active'),
       $3::timestamptz, $3::timestamptz
  from rows from (json_to_recordset($2::json)
                  as (id uuid, login text, name text, email text, phone text, language text, state text))
       with ordinality as r (id, login, name, email, phone, language, state, n)
 where r.n > $4::bigint
   and r.n <= $5::bigint;

-- person_import_update: what is given changes; leaving ends every token
update person p
   set name = coalesce(r.name, p.name),
       email = coalesce(r.email, p.email),
       mail_bounced_at = case when r.email is null then p.mail_bounced_at end,
       mail_bounced_why = case when r.email is null then p.mail_bounced_why end,
       phone = coalesce(r.phone, p.phone),
       language = coalesce(r.language, p.language),
       epoch = p.epoch + (p.state = 'active' and r.state is not distinct from 'left')::integer,
       state = coalesce(r.state, p.state),
       changed_at = $3::timestamptz
  from json_to_recordset($2::json)
       as r (id uuid, name text, email text, phone text, language text, state text)
 where p.tenant_id = $1::uuid
   and p.id = r.id;

-- person_import_give: the roles that the rows give
insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, created_at)
select $1::uuid, m.id, m.person_id, m.role_id, m.unit_id, m.department_id, $7::timestamptz
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[])
       m (id, person_id, role_id, unit_id, department_id);

-- person_import_tell: a role that was given, as it is shown
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, e.id, $4::timestamptz, 'membership.given', 'membership', m.id, m.unit_id, $5::uuid, s.body
  from unnest($2::uuid[], $3::uuid[]) e (id, membership_id)
  join membership m on m.tenant_id = $1::uuid and m.id = e.membership_id
  join membership_shown s on s.tenant_id = $1::uuid and s.id = m.id;
