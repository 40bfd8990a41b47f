-- device_insert: a phone that a code has let in
insert into device (tenant_id, id, person_id, name, platform, code_id, created_at)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::uuid, $7::timestamptz);

-- device_list: what works for the person, the last used first
select row_to_json(b) as body
  from (select coalesce(json_agg(s.body order by s.last_used_at desc, s.id), '[]') as items
          from device_shown s
         where s.tenant_id = $1::uuid
           and s.person_id = $2::uuid) b;

-- device_owner: whose it is
select person_id
  from device
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- device_end: its session is over; no row where it was before
update session
   set ended_at = $3::timestamptz, ended_why = $4
 where tenant_id = $1::uuid
   and device_id = $2::uuid
   and ended_at is null
returning id;
