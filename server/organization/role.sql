-- role_insert: a new role, unless its id or its code is there already
insert into role (tenant_id, id, code, name, rights, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4::json, $5::text[], $6::timestamptz, $6::timestamptz)
on conflict do nothing;

-- role_created: what has the id now; is_new: since this transaction
select s.id, s.body, r.xmin = pg_current_xact_id()::xid as is_new,
       r.code = $3 and r.name::jsonb = $4::jsonb and r.rights = $5::text[] as is_same
  from role r
  join role_shown s on s.tenant_id = r.tenant_id and s.id = r.id
 where r.tenant_id = $1::uuid
   and r.id = $2::uuid;

-- role_ground: whether the role is built in, and which rights would come or go that the caller does not have
select r.is_built_in,
       (select string_agg(differing, ', ' order by differing)
          from ((select unnest(r.rights) except select unnest($4::text[]))
                union all
                (select unnest($4::text[]) except select unnest(r.rights))) d (differing)
         where $4::text[] is not null
           and $2::uuid is not null
           and not exists (select from scope s
                             join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id
                                          and top.parent_id is null
                            where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.department_id is null
                              and differing = any (s.rights))) as lacking
  from role r
 where r.tenant_id = $1::uuid
   and r.id = $3::uuid
   for update of r;

-- role_update: what is given changes
update role
   set code = coalesce($3, code), name = coalesce($4::json, name), rights = coalesce($5::text[], rights),
       changed_at = $6::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and not is_built_in;

-- role_show: the role, for whoever was let through to it
select body
  from role_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;
