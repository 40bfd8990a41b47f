-- review_get: the visit and its review, as those see them who are not kept from knowing when it was
select (select row_to_json(b) from (
	select s.body as inspection, r.body as review) b)::text as body
  from inspection_shown s
  join review_shown r on r.tenant_id = $1::uuid and r.inspection_id = s.inspection_id
 where s.tenant_id = $1::uuid
   and s.inspection_id = $2::uuid
   and not s.is_discreet;

-- review_list: what the caller may review, and has not filled in; what has waited longest first
with page as (
	select r.inspection_id as id, r.waiting_since as key,
	       row_number() over (order by r.waiting_since, r.inspection_id) as n
	  from review r
	  join inspection i on i.tenant_id = $1::uuid and i.id = r.inspection_id
	 where r.tenant_id = $1::uuid
	   and r.state = any ($3::text[])
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	   and ($5::text is null or i.kind = $5)
	   and (r.waiting_since, r.inspection_id) > ($7::timestamptz, $8::uuid)
	   and (select true from scope s
	         where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = i.unit_id
	           and 'inspection.review' = any (s.rights) and (i.kind <> 'mystery' or s.distance > 0) limit 1)
	   and i.lead_id is distinct from $2::uuid
	   and not exists (select from inspection_member m where m.tenant_id = $1::uuid and m.inspection_id = i.id
	                      and m.person_id = $2::uuid)
	 order by r.waiting_since, r.inspection_id
	 limit $6::integer + 1
)
select coalesce((select json_agg((select row_to_json(b) from (
			select s.body as inspection, v.body as review) b)
		 order by p.n)
                   from page p
                   join inspection_shown s on s.tenant_id = $1::uuid and s.inspection_id = p.id and not s.is_discreet
                   join review_shown v on v.tenant_id = $1::uuid and v.inspection_id = p.id
                  where p.n <= $6::integer), '[]')::text as items,
       to_char(last.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $6::integer
                     and exists (select from page where n = $6::integer + 1);
