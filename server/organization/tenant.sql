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
