-- appeal_list: the appeals against findings that the caller may see, the newest first; $15: only those that the caller
-- can decide now
with found as (
	select a.id, a.appealed_at
	  from appeal a
	 -- looked up one by one (a limit is not joined away), as a page of them is all that is wanted
	 cross join lateral (select f.* from finding f where f.tenant_id = $1::uuid and f.id = a.finding_id limit 1) f
	 cross join lateral (select i.* from inspection i where i.tenant_id = $1::uuid and i.id = a.inspection_id limit 1) i
	 where a.tenant_id = $1::uuid
	   and case when ($6::text[] is null or a.state = any ($6::text[]))
	             and ($8::uuid is null or f.department_id = $8::uuid)
	             and ($9::uuid is null or f.checklist_id = $9::uuid)
	             and ($10::uuid is null or a.inspection_id = $10::uuid)
	             and ($11::uuid is null or a.finding_id = $11::uuid)
	             and ($12::text is null or f.severity = $12)
	             and ($13::timestamptz is null or a.appealed_at >= $13::timestamptz)
	             and ($14::timestamptz is null or a.appealed_at < $14::timestamptz)
	             and ($18::text is null or i.kind = $18)
	             and ($16::boolean is null or $16::boolean = (a.state = 'open' and a.due_at < $17::timestamptz))
	        then true else false end
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = f.unit_id))
	   and (not $15::boolean
	        or a.state = 'open' and a.appealed_by <> $2::uuid
	           and $2::uuid is distinct from i.lead_id and $2::uuid is distinct from i.submitted_by
	           and $2::uuid is distinct from i.started_by
	           and not exists (select from inspection_member m
	                            where m.tenant_id = $1::uuid and m.inspection_id = i.id and m.person_id = $2::uuid)
	           and (select true from finding_scope s
	                 where s.tenant_id = $1::uuid and s.finding_id = f.id and s.person_id = $2::uuid
	                   and 'appeal.decide' = any (s.rights)
	                 limit 1))
	   and (select true from finding_scope s
	         where s.tenant_id = $1::uuid
	           and s.finding_id = f.id
	           and s.person_id = $2::uuid
	           and 'finding.read' = any (s.rights)
	         limit 1)
	   and ($4::timestamptz is null or (a.appealed_at, a.id) < ($4::timestamptz, $5::uuid))
	 order by a.appealed_at desc, a.id desc
	 limit $3::integer + 1
), numbered as (
	select id, appealed_at, row_number() over (order by appealed_at desc, id desc) as nr
	  from found
)
select coalesce(json_agg((select s.body from appeal_shown s
                           where s.tenant_id = $1::uuid and s.appeal_id = n.id)
                         order by n.nr) filter (where n.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(n.appealed_at)) filter (where n.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(n.id::text) filter (where n.nr = $3::integer) end as next_id
  from numbered n;
