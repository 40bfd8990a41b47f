-- ground_units: a brand and a region to put stores into
with brand as (
	insert into unit (tenant_id, id, parent_id, kind, code, name, created_at, changed_at)
	select $1::uuid, $2::uuid, u.id, 'brand', 'brand', 'Brand', $4::timestamptz, $4::timestamptz
	  from unit u
	 where u.tenant_id = $1::uuid and u.parent_id is null
	returning id
)
insert into unit (tenant_id, id, parent_id, kind, code, name, created_at, changed_at)
select $1::uuid, $3::uuid, brand.id, 'region', 'region', 'Region', $4::timestamptz, $4::timestamptz
  from brand;

-- ground_departments: those of the checklist, with somebody on duty for each in the whole brand
with given(code, department_id, person_id) as (
	select code, gen_random_uuid(), gen_random_uuid() from unnest('{rooms,kitchen,technics}'::text[]) code
), department as (
	insert into department (tenant_id, id, kind, code, name, created_at, changed_at)
	select $1::uuid, department_id, 'department', code, json_build_object('en', code), $3::timestamptz,
	       $3::timestamptz
	  from given
), person as (
	insert into person (tenant_id, id, login, name, created_at, changed_at)
	select $1::uuid, person_id, code, 'On duty: ' || code, $3::timestamptz, $3::timestamptz from given
)
insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, created_at)
select $1::uuid, gen_random_uuid(), g.person_id, r.id, $2::uuid, g.department_id, $3::timestamptz
  from given g
  join role r on r.tenant_id = $1::uuid and r.code = 'department_head';

-- ground_people: people who can sign in, each with a role at a unit where one is named
with given as (
	select id, ordinality as n from unnest($2::uuid[]) with ordinality as p(id)
), person as (
	insert into person (tenant_id, id, login, name, password_hash, created_at, changed_at)
	select $1::uuid, id, $3 || '-' || n, $3 || ' ' || n, $6, $7::timestamptz, $7::timestamptz from given
)
insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
select $1::uuid, gen_random_uuid(), g.id, r.id, $5::uuid, $7::timestamptz
  from given g
  join role r on r.tenant_id = $1::uuid and r.code = $4;

-- ground_visits: new stores, each with a manager and one open visit that a lead has the bundle of
with given as materialized (
	select n, gen_random_uuid() as unit_id, gen_random_uuid() as id, gen_random_uuid() as context_id,
	       ($5::uuid[])[1 + n % cardinality($5::uuid[])] as lead_id,
	       ($6::uuid[])[1 + n % cardinality($6::uuid[])] as manager_id
	  from generate_series($7::integer, $7::integer + $8::integer - 1) n
), store as (
	insert into unit (tenant_id, id, parent_id, kind, code, name, time_zone, created_at, changed_at)
	select $1::uuid, unit_id, $2::uuid, 'store', 'store-' || n, 'Store ' || n, 'Asia/Shanghai',
	       $9::timestamptz, $9::timestamptz
	  from given
), manager as (
	insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
	select $1::uuid, gen_random_uuid(), g.manager_id, r.id, g.unit_id, $9::timestamptz
	  from given g
	  join role r on r.tenant_id = $1::uuid and r.code = 'store_manager'
), visit as (
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, lead_id, start_at, due_at,
	                        created_by, created_at, changed_at)
	select $1::uuid, id, unit_id, $3::uuid, 'tour', 'open', lead_id, $9::timestamptz,
	       $9::timestamptz + interval '1 day', lead_id, $9::timestamptz, $9::timestamptz
	  from given
), context as (
	insert into scoring_context (tenant_id, id, inspection_id, version_id, tags, history, made_at)
	select $1::uuid, context_id, id, $4::uuid, '{}', '{}', $9::timestamptz from given
)
select id, unit_id, context_id, lead_id from given order by n;

-- ground_version: the version in force
select id
  from checklist_version
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and state = 'published';
