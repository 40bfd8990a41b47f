-- finding_show: one finding, if the caller may see it
select body::text as body
  from finding_shown
 where tenant_id = $1::uuid
   and finding_id = $2::uuid
   and exists (select from finding_scope s
                where s.tenant_id = $1::uuid and s.finding_id = $2::uuid and s.person_id = $3::uuid
                  and 'finding.read' = any (s.rights));

-- finding_list: the findings that the caller may see, the newest first
with found as (
	select f.id, f.found_at, row_number() over (order by f.found_at desc, f.id desc) as nr
	  from finding f
	 where f.tenant_id = $1::uuid
	   and exists (select from finding_scope s
	                where s.tenant_id = $1::uuid and s.finding_id = f.id and s.person_id = $2::uuid
	                  and 'finding.read' = any (s.rights))
	   and ($6::uuid is null or exists (select from unit_above a
	                                     where a.tenant_id = $1::uuid and a.above_id = $6::uuid
	                                       and a.unit_id = f.unit_id))
	   and ($7::uuid is null or f.department_id = $7::uuid)
	   and ($8::text is null or f.severity = $8)
	   and ($9::text is null or f.source = $9)
	   and ($10::uuid is null or f.inspection_id = $10::uuid)
	   and ($11::uuid is null or f.checklist_id = $11::uuid)
	   and ($12::text is null or f.question = $12)
	   and ($13::timestamptz is null or f.found_at >= $13::timestamptz)
	   and ($14::timestamptz is null or f.found_at < $14::timestamptz)
	   and ($4::timestamptz is null or (f.found_at, f.id) < ($4::timestamptz, $5::uuid))
	 order by f.found_at desc, f.id desc
	 limit $3::integer + 1
)
select coalesce(json_agg(s.body order by f.nr) filter (where f.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(f.found_at)) filter (where f.nr = $3::integer) end
           as next_key,
       case when count(*) > $3::integer then max(f.id::text) filter (where f.nr = $3::integer) end as next_id
  from found f
  join finding_shown s on s.tenant_id = $1::uuid and s.finding_id = f.id;
