-- plan_get: a plan, for whoever plans at its unit
select s.body::text as body
  from plan p
  join plan_shown s on s.tenant_id = p.tenant_id and s.plan_id = p.id
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid
   and exists (select from scope c
                where c.tenant_id = $1::uuid and c.unit_id = p.unit_id and c.person_id = $3::uuid
                  and 'inspection.plan' = any (c.rights));

-- plan_list: a page of the plans of units where the caller plans, by name
with page as (
	select p.id, p.name
	  from plan p
	 where p.tenant_id = $1::uuid
	   and ($3::text is null or p.state = $3)
	   and ($4::uuid is null or exists (select from unit_above a
	                                     where a.tenant_id = $1::uuid and a.unit_id = p.unit_id and a.above_id = $4::uuid))
	   and ($5::text is null or strpos(lower(p.name), lower($5)) > 0)
	   and exists (select from scope c
	                where c.tenant_id = $1::uuid and c.unit_id = p.unit_id and c.person_id = $2::uuid
	                  and 'inspection.plan' = any (c.rights))
	   and (p.name collate "zh-x-icu", p.id)
	       > (coalesce($6, '') collate "zh-x-icu", coalesce($7::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by p.name collate "zh-x-icu", p.id
	 limit $8::integer + 1
), numbered as (
	select id, name, row_number() over (order by name collate "zh-x-icu", id) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join plan_shown s on s.tenant_id = $1::uuid and s.plan_id = p.id
         where p.n <= $8::integer) as items,
       last.name as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.n = $8::integer and exists (select from numbered where n > $8::integer);

-- plan_occurrence_list: a page of what became of a plan's occurrences, by their start; no row: no such plan
with page as (
	select o.start_at, o.unit_id, o.occurrence
	  from plan_occurrence o
	 where o.tenant_id = $1::uuid
	   and o.plan_id = $2::uuid
	   and ($4::timestamptz is null or o.start_at >= $4::timestamptz)
	   and ($5::timestamptz is null or o.start_at < $5::timestamptz)
	   and ($6::uuid is null or o.unit_id = $6::uuid)
	   and ($7::boolean is null or $7::boolean = (o.reason is not null))
	   and ($8::timestamptz is null or (o.start_at, o.unit_id) > ($8::timestamptz, $9::uuid))
	 order by o.start_at, o.unit_id
	 limit $10::integer + 1
), numbered as (
	select start_at, unit_id, occurrence, row_number() over (order by start_at, unit_id, occurrence) as n from page
)
select (select coalesce(json_agg(s.body order by p.n), '[]')
          from numbered p
          join plan_occurrence_shown s on s.tenant_id = $1::uuid and s.plan_id = $2::uuid and s.unit_id = p.unit_id
                                      and s.occurrence = p.occurrence
         where p.n <= $10::integer) as items,
       to_char(last.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as next_key, last.unit_id as next_id
  from (select) one
  left join numbered last on last.n = $10::integer and exists (select from numbered where n > $10::integer)
 where exists (select from plan p
                 join scope c on c.tenant_id = p.tenant_id and c.unit_id = p.unit_id and c.person_id = $3::uuid
                where p.tenant_id = $1::uuid and p.id = $2::uuid and 'inspection.plan' = any (c.rights));
