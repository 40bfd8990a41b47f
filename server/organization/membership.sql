-- membership_ground: what a new membership stands on, and which of the role's rights the caller (NULL: anybody) lacks there
with held as (
	select coalesce(array_agg(granted), '{}') as rights
	  from scope s, unnest(s.rights) granted
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.unit_id = $4::uuid
	   and (s.department_id is null or s.department_id = $5::uuid)
)
select exists (select from role where tenant_id = $1::uuid and id = $3::uuid) as has_role,
       exists (select from unit u
                where u.tenant_id = $1::uuid and u.id = $4::uuid
                  and ($2::uuid is null
                       or exists (select from scope s
                                   where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = u.id))
              ) as has_unit,
       $5::uuid is null
       or exists (select from department where tenant_id = $1::uuid and id = $5::uuid) as has_department,
       $6::uuid is null or $2::uuid is null
       or exists (select from person_seen
                   where tenant_id = $1::uuid and viewer_id = $2::uuid and person_id = $6::uuid) as has_person,
       coalesce((select state = 'left' from person where tenant_id = $1::uuid and id = $6::uuid), false) as has_left,
       (select string_agg(needed, ', ' order by needed)
          from (select unnest(r.rights) from role r where r.tenant_id = $1::uuid and r.id = $3::uuid
                union select 'people.manage') n (needed)
         where $2::uuid is not null
           and needed <> all (held.rights)) as lacking
  from held;

-- membership_insert: a new membership, unless its id is there already or the person has the role there
insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, starts_on, ends_on, created_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::date, $8::date, $9::timestamptz)
on conflict do nothing;

-- membership_created: what has the id now; is_new: since this transaction
select s.id, s.body, m.xmin = pg_current_xact_id()::xid as is_new, is_same($3::json, s.body) as is_same
  from membership m
  join membership_shown s on s.tenant_id = m.tenant_id and s.id = m.id
 where m.tenant_id = $1::uuid
   and m.id = $2::uuid;

-- membership_reach: a membership that the caller sees, and which rights the caller lacks to take it; locked
select m.id, m.person_id, m.role_id, m.unit_id, m.department_id, m.starts_on, m.ends_on,
       (select string_agg(needed, ', ' order by needed)
          from (select unnest(r.rights) union select 'people.manage') n (needed)
         where $2::uuid is not null
           and not exists (select from scope c
                            where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
                              and (c.department_id is null or c.department_id = m.department_id)
                              and needed = any (c.rights))) as lacking
  from membership m
  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
 where m.tenant_id = $1::uuid
   and m.id = $3::uuid
   and ($2::uuid is null or m.person_id = $2::uuid
        or exists (select from scope c
                    where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
                      and 'organization.read' = any (c.rights)))
   for update of m;

-- membership_delete: the person does not have the role there any more
delete from membership
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- membership_update: what is given changes
update membership
   set department_id = case when $3::boolean then $4::uuid else department_id end,
       starts_on = case when $5::boolean then $6::date else starts_on end,
       ends_on = case when $7::boolean then $8::date else ends_on end
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- membership_show: the membership, for whoever was let through to it
select body
  from membership_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- membership_drop_later: roles that had not begun before today
delete from membership
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and starts_on >= left(current_setting('app.now'), 10)::date
returning id, person_id, role_id, unit_id, department_id, starts_on, ends_on;

-- membership_end_yesterday: those that hold today held until yesterday
update membership
   set ends_on = left(current_setting('app.now'), 10)::date - 1
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and coalesce(ends_on >= left(current_setting('app.now'), 10)::date, true)
returning id, person_id, role_id, unit_id, department_id, starts_on, ends_on;
