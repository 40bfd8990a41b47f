-- action_photo_lock: two that show the same photographs go one after the other, so that each is new only once
select sha256
  from photo
 where tenant_id = $1::uuid
   and sha256 = any ($2::text[])
 order by sha256
   for no key update;

-- action_photo_check: what is known of each photograph; is_used: a visit, an action or an appeal shows it already. What the caller
-- has not sent and the action does not show is missing: who shows a photograph may see it.
select wanted.sha256,
       case when p.sha256 is not null
                 and (exists (select from capture c where c.tenant_id = $1::uuid and c.sha256 = wanted.sha256
                                 and c.person_id = $3::uuid)
                      or exists (select from action_photo u where u.tenant_id = $1::uuid and u.sha256 = wanted.sha256
                                    and u.action_id = $4::uuid))
            then p.state else 'missing' end as state, p.unreadable_why,
       exists (select from inspection_photo u where u.tenant_id = $1::uuid and u.sha256 = wanted.sha256)
       or exists (select from action_photo u
                   where u.tenant_id = $1::uuid and u.sha256 = wanted.sha256)
       or exists (select from appeal_photo u
                   where u.tenant_id = $1::uuid and u.sha256 = wanted.sha256) as is_used
  from unnest($2::text[]) with ordinality wanted(sha256, nr)
  left join photo p on p.tenant_id = $1::uuid and p.sha256 = wanted.sha256
 order by wanted.nr;

-- action_photo_add: photographs of one step
insert into action_photo (tenant_id, action_id, sha256, step, round, person_id, added_at)
select $1::uuid, $2::uuid, sha256, $4, $5::integer, $6::uuid, $7::timestamptz
  from unnest($3::text[]) sha256
    on conflict do nothing;
