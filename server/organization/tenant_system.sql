-- tenant_by_code: which tenant has the code
select id, name
  from tenant
 where code = $1;

-- tenant_insert: a new tenant
insert into tenant (id, code, name, created_at)
values ($1::uuid, $2, $3, $4::timestamptz);

-- policy_insert: what a new tenant has decided so far, which is nothing
insert into policy (tenant_id)
values ($1::uuid);
