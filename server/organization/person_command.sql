-- person_command_places: the role, the unit (none named: the one above all) and the department by their codes
select (select id from role where tenant_id = $1::uuid and code = $2) as role_id,
       (select id from unit
         where tenant_id = $1::uuid
           and case when $3::text is null then parent_id is null else code = $3 end) as unit_id,
       (select id from department where tenant_id = $1::uuid and code = $4) as department_id;

-- person_command_take: who has the sign-in name; locked
select id, state
  from person
 where tenant_id = $1::uuid
   and login = $2
   for update;

-- person_command_give: the role at the unit, where the person does not have it yet
insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, created_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::timestamptz)
on conflict do nothing
returning id, unit_id, (select row_to_json(d) from (select person_id, role_id, unit_id, department_id) d) as told;
