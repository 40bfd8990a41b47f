-- department_insert: a new department or partner, unless its id or its code is there already
insert into department (tenant_id, id, kind, code, name, contact, state, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4, $5::json, $6, $7, $8::timestamptz, $8::timestamptz)
on conflict do nothing;

-- department_created: what has the id now; is_new: since this transaction
select s.id, s.body, d.xmin = pg_current_xact_id()::xid as is_new,
       d.kind = $3 and is_same($4::json, s.body) as is_same
  from department d
  join department_shown s on s.tenant_id = d.tenant_id and s.id = d.id
 where d.tenant_id = $1::uuid
   and d.id = $2::uuid;

-- department_update: what is given changes; the contact is emptied on its own
update department
   set code = coalesce($4, code),
       name = coalesce($5::json, name),
       contact = case when $7::boolean then $6 else contact end,
       state = coalesce($8, state),
       changed_at = $9::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and kind = $3;

-- department_show: the department or partner, for whoever was let through to it
select body
  from department_shown s
  join department d on d.tenant_id = s.tenant_id and d.id = s.id
 where s.tenant_id = $1::uuid
   and s.id = $2::uuid
   and d.kind = $3;
