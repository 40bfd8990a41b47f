-- tenant_top_insert: the unit above all others, where it is missing
insert into unit (tenant_id, id, parent_id, kind, code, name, created_at, changed_at)
values ($1::uuid, $2::uuid, null, 'group', $3, $4, $5::timestamptz, $5::timestamptz)
on conflict do nothing;

-- role_install: a built-in role as this program has it
insert into role (tenant_id, id, code, name, is_built_in, rights, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4::json, true, $5::text[], $6::timestamptz, $6::timestamptz)
on conflict (tenant_id, code) do update
   set name = excluded.name, rights = excluded.rights, changed_at = excluded.changed_at
 where role.is_built_in
   and (role.name::text, role.rights) is distinct from (excluded.name::text, excluded.rights);

-- tenant_right: whether the caller has the right at the unit above all others, and not for one department only
select $3::text as right,
       exists (select from scope s
                 join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
                where s.tenant_id = $1::uuid
                  and s.person_id = $2::uuid
                  and s.department_id is null
                  and $3 = any (s.rights)) as has_right;
