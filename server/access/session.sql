-- session_insert: a sign-in
insert into session (tenant_id, id, person_id, token_hash, rotated_at, created_at, expires_at, client, family_hash,
                     chain_key)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5::timestamptz, $5::timestamptz,
        $5::timestamptz + interval '30 days', $6, $7, $8);

-- session_take: the session of a token's family, locked; is_current: the token in force; is_graced: the one before, a moment ago
select s.id, s.person_id, s.chain_key, p.epoch, p.state = 'active' as is_active,
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
   set previous_hash = $3, token_hash = $2, rotated_at = $4::timestamptz,
       expires_at = $4::timestamptz + interval '30 days'
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
