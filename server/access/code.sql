-- code_insert: a new one; of those of its kind the newest two stay beside it
with old as (
	update one_time_code
	   set ended_at = $6::timestamptz
	 where tenant_id = $1::uuid
	   and id in (select c.id from one_time_code c
	               where c.tenant_id = $1::uuid and c.person_id = $3::uuid and c.kind = $4
	                 and c.used_at is null and c.ended_at is null
	               order by c.created_at desc, c.id desc
	              offset 2)
)
insert into one_time_code (tenant_id, id, person_id, kind, code_hash, created_at, expires_at, created_by)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::timestamptz, $7::timestamptz, $8::uuid);

-- code_tenant: the code of the tenant, which stands in the links
select code
  from tenant
 where id = $1::uuid;

-- code_take: it is used, where it still could be
update one_time_code
   set used_at = $3::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and used_at is null
   and ended_at is null
   and expires_at > $3::timestamptz
returning id;

-- code_end: what is still good of one kind, or (null) of every kind
update one_time_code
   set ended_at = $4::timestamptz
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and ($3::text is null or kind = $3)
   and used_at is null
   and ended_at is null;
