-- escalation_list: the steps of actions that the caller may see, the newest first; $13: only those that were told to the
-- caller; $18: of each action only the highest step of that time, as reports count it
with found as (
	select e.id, e.at
	  from escalation e
	  join action a on a.tenant_id = $1::uuid and a.id = e.action_id
	 where e.tenant_id = $1::uuid
	   and case when ($6::uuid is null or e.action_id = $6::uuid)
	             and ($8::uuid is null or a.department_id = $8::uuid)
	             and ($9::text is null or a.severity = $9)
	             and ($10::text is null or e.cause = $10)
	             and ($11::integer is null or e.level = $11::integer)
	             and ($19::integer is null or e.level >= $19::integer)
	             and ($12::boolean is null or $12::boolean = (e.ended_at is null))
	             and ($14::timestamptz is null or e.at >= $14::timestamptz)
	             and ($15::timestamptz is null or e.at < $15::timestamptz)
	             and ($17::uuid is null or a.checklist_id = $17::uuid)
	        then true else false end
	   and ($7::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $7::uuid and u.unit_id = a.unit_id))
	   and (not $13::boolean
	        or (select true from escalation_person q
	             where q.tenant_id = $1::uuid and q.escalation_id = e.id and q.person_id = $2::uuid))
	   and (not $18::boolean
	        or not exists (select from escalation h
	                        where h.tenant_id = $1::uuid and h.action_id = e.action_id
	                          and (h.level, h.at, h.id) > (e.level, e.at, e.id)
	                          and ($14::timestamptz is null or h.at >= $14::timestamptz)
	                          and ($15::timestamptz is null or h.at < $15::timestamptz)))
	   and ($16::boolean is null
	        or $16::boolean = exists (select from finding f
	                                   where f.tenant_id = $1::uuid and f.action_id = a.id and f.source = 'complaint'))
	   and (select true from action_scope s
	         where s.tenant_id = $1::uuid
	           and s.action_id = a.id
	           and s.person_id = $2::uuid
	           and 'action.read' = any (s.rights)
	         limit 1)
	   and ($4::timestamptz is null or (e.at, e.id) < ($4::timestamptz, $5::uuid))
	 order by e.at desc, e.id desc
	 limit $3::integer + 1
), numbered as (
	select id, at, row_number() over (order by at desc, id desc) as nr
	  from found
)
select coalesce(json_agg((select s.body from escalation_shown s
                           where s.tenant_id = $1::uuid and s.escalation_id = n.id)
                         order by n.nr) filter (where n.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(n.at)) filter (where n.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(n.id::text) filter (where n.nr = $3::integer) end as next_id
  from numbered n;
