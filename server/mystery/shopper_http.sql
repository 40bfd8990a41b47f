-- shopper_get: one of them
select v.body::text as body
  from shopper_shown v
 where v.tenant_id = $1::uuid
   and v.shopper_id = $2::uuid;

-- shopper_list: a page of the register, by nickname
with page as (
	select s.id, s.nickname, row_number() over (order by s.nickname collate "zh-x-icu", s.id) as n
	  from shopper s
	  join person p on p.tenant_id = $1::uuid and p.id = s.person_id
	 where s.tenant_id = $1::uuid
	   and ($2::text is null or s.state = $2)
	   and ($3::text is null or strpos(lower(s.nickname), lower($3)) > 0 or strpos(lower(p.name), lower($3)) > 0)
	   and ($4::text is null or (s.nickname collate "zh-x-icu", s.id) > ($4 collate "zh-x-icu", $5::uuid))
	 order by s.nickname collate "zh-x-icu", s.id
	 limit $6::integer + 1
)
select coalesce((select json_agg(v.body order by p.n)
                   from page p
                   join shopper_shown v on v.tenant_id = $1::uuid and v.shopper_id = p.id
                  where p.n <= $6::integer), '[]')::text as items,
       last.nickname as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $6::integer and exists (select from page where n = $6::integer + 1);

-- mystery_visit_list: mystery visits with whose they are, the newest first
with page as (
	select i.id, i.created_at as key, row_number() over (order by i.created_at desc, i.id desc) as n
	  from mystery_visit m
	  join inspection i on i.tenant_id = $1::uuid and i.id = m.inspection_id
	 where m.tenant_id = $1::uuid
	   and ($2::text is null or inspection_state(i.state, i.start_at) = $2)
	   and ($3::uuid is null or m.shopper_id = $3::uuid)
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	   and (i.created_at, i.id) < ($5::timestamptz, $6::uuid)
	 order by i.created_at desc, i.id desc
	 limit $7::integer + 1
)
select coalesce((select json_agg(v.body order by p.n)
                   from page p
                   join mystery_visit_shown v on v.tenant_id = $1::uuid and v.inspection_id = p.id
                  where p.n <= $7::integer), '[]')::text as items,
       to_char(last.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $7::integer and exists (select from page where n = $7::integer + 1);
