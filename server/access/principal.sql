-- principal_get: whether the caller's session stands, and every right it has anywhere, some more than once
select coalesce((select p.state = 'active' and p.epoch = $3::integer
                        and exists (select from session s
                                     where s.tenant_id = p.tenant_id and s.id = $2::uuid
                                       and s.person_id = p.id and s.ended_at is null)
                   from person p
                  where p.id = $1::uuid), false) as stands,
       (select string_agg(array_to_string(r.rights, ' '), ' ')
          from membership m
          join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
         where m.person_id = $1::uuid
           and coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
           and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)) as rights;

-- access_at: whether the caller has the right at the unit, and whether any right there
select bool_or($2 = any (rights)) as has_right, count(*) > 0 as is_visible
  from scope
 where person_id = $1::uuid
   and unit_id = $3::uuid;

-- access_within: the same of what belongs to a department (null: to none)
select bool_or($2 = any (rights) and (department_id is null or department_id = $4::uuid)) as has_right,
       count(*) > 0 as is_visible
  from scope
 where person_id = $1::uuid
   and unit_id = $3::uuid;
