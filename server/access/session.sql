-- session_insert: a sign-in
insert into session (tenant_id, id, person_id, token_hash, rotated_at, created_at, expires_at, client, family_hash,
                     chain_key, device_id, address_class)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5::timestamptz, $5::timestamptz,
        $5::timestamptz + case when $9::uuid is null then interval '30 days' else interval '180 days' end,
        $6, $7, $8, $9::uuid, $10);

-- session_take: the session of a token's family, locked; is_current: the token in force; is_graced: the one before, a moment ago
select s.id, s.person_id, s.device_id, s.chain_key, p.epoch, p.state = 'active' as is_active,
       s.token_hash = $2 as is_current,
       coalesce(s.previous_hash = $2, false)
       and s.rotated_at > $3::timestamptz - interval '60 seconds' as is_graced,
       s.ended_at is not null or s.expires_at <= $3::timestamptz as is_over
  from session s
  join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
 where s.family_hash = $1
   for update of s;

-- session_rotate: the next refresh token; what was in force becomes the one before
update session
   set previous_hash = $3, token_hash = $2, rotated_at = $4::timestamptz, address_class = $5,
       expires_at = $4::timestamptz + case when device_id is null then interval '30 days' else interval '180 days' end
 where id = $1::uuid;

-- session_end: from here on no token of this session is good for anything
update session
   set ended_at = $2::timestamptz, ended_why = $3
 where id = $1::uuid
   and ended_at is null;

-- session_end_others: ends what a person has open, but for one session
update session
   set ended_at = $4::timestamptz, ended_why = $5
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and id is distinct from $3::uuid
   and ended_at is null;

-- session_epoch: what the person's access tokens must name
select epoch
  from person
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- session_of_code: the session of the device that a code has made, while it can still be asked for again
select s.id, s.person_id, s.device_id, s.chain_key, s.token_hash, p.epoch
  from device d
  join session s on s.tenant_id = d.tenant_id and s.device_id = d.id
  join person p on p.tenant_id = d.tenant_id and p.id = d.person_id and p.state = 'active'
 where d.tenant_id = $1::uuid
   and d.code_id = $2::uuid
   and s.ended_at is null
   and s.previous_hash is null;

-- session_list: what the person has open, the last used first
select row_to_json(b) as body
  from (select coalesce(json_agg(row_to_json(x) order by x.last_used_at desc, x.id), '[]') as items
          from (select s.id, s.client, s.address_class, s.device_id, d.name as device_name,
                       moment(s.created_at) as created_at, moment(s.rotated_at) as last_used_at,
                       moment(s.expires_at) as expires_at, s.id = $3::uuid as is_current
                  from session s
                  left join device d on d.tenant_id = s.tenant_id and d.id = s.device_id
                 where s.tenant_id = $1::uuid
                   and s.person_id = $2::uuid
                   and s.ended_at is null
                   and s.expires_at > $4::timestamptz
                 order by s.rotated_at desc, s.id
                 limit 200) x) b;

-- session_end_own: one of the person's own; a row where there is or was one
with ended as (
	update session
	   set ended_at = $4::timestamptz, ended_why = $5
	 where tenant_id = $1::uuid
	   and person_id = $2::uuid
	   and id = $3::uuid
	   and ended_at is null
)
select id
  from session
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and id = $3::uuid;
