-- inspection_show: one visit, as the caller may see it; no row where the caller may not
select s.body::text as body
  from inspection_shown s
 where s.tenant_id = $1::uuid
   and s.inspection_id = $2::uuid
   and s.is_discreet = (select i.kind = 'mystery' and bool_and(v.is_near)
                          from inspection i
                          join inspection_seen v on v.tenant_id = $1::uuid and v.inspection_id = $2::uuid
                                                and v.person_id = $3::uuid
                         where i.tenant_id = $1::uuid and i.id = $2::uuid
                         group by i.kind);

-- inspection_list_newest: the visits that the caller may see, the newest first. Whoever sees many units finds them
-- along the newest of all (is_alive: of those that are not over, where only such are asked for), whoever sees few
-- along the newest of each; one's own may lie elsewhere. With its limit, the look at whether a visit is seen stays
-- one look for each visit: a join with everything that the caller sees would read all of that. Below a unit where
-- one may see visits all are seen, which is found by the tree alone. What is seldom asked
-- is a function's affair: to begin with a plan of everything took as long as to make the page.
with top as materialized (
	-- where the caller may see visits, or (is_taking) only those that nobody leads yet
	select s.granted_at as id,
	       not bool_or('inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
	                   or 'inspection.review' = any (s.rights)) as is_taking
	  from scope s
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.unit_id = s.granted_at
	   and not $7::boolean
	 group by s.granted_at
), reach as materialized (
	select a.unit_id from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = coalesce($4::uuid, t.id)
	 where not t.is_taking limit 201
), taking as materialized (
	select a.unit_id from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = coalesce($4::uuid, t.id)
	 where t.is_taking limit 201
), near as materialized (
	-- what lies below a unit where one may see visits is all seen, without a look at each
	select s.unit_id, bool_or(r.is_reading and s.distance > 0) as is_below, not bool_or(r.is_reading) as is_taking
	  from (select unit_id from reach where (select count(*) from reach) <= 200
	        union
	        select unit_id from taking where (select count(*) from taking) <= 200) n
	  join scope s on s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = n.unit_id
	 cross join lateral (select 'inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
	                            or 'inspection.review' = any (s.rights) as is_reading) r
	 group by s.unit_id
), way as materialized (
	select (select count(*) from reach) > 200 as is_wide, (select count(*) from taking) > 200 as is_taking,
	       coalesce($3::text[] <@ '{planned,open,started,submitted}', false) as is_alive
), asking as materialized (
	-- the versions that ask something of the department
	select v.id
	  from department d
	  join checklist_version v on v.tenant_id = $1::uuid and d.code = any (v.departments)
	 where d.tenant_id = $1::uuid
	   and d.id = $15::uuid
), found as (
	(select i.id, i.created_at as key, i.kind
	   from inspection i
	  where (select is_wide and not is_alive from way)
	    and $14::uuid is null
	    and i.tenant_id = $1::uuid
	    and (i.created_at, i.id) < ($11::timestamptz, $12::uuid)
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and ((select true from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = t.id
	           where not t.is_taking and t.id <> i.unit_id and a.unit_id = i.unit_id limit 1)
	         or (select true from inspection_reached v
	              where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1))
	  order by i.created_at desc, i.id desc
	  limit $10::integer + 1)
	union
	(select i.id, i.created_at as key, i.kind
	   from inspection i
	  where (select is_wide and is_alive or is_taking from way)
	    and $14::uuid is null
	    and i.tenant_id = $1::uuid
	    and i.state in ('planned', 'open', 'started', 'submitted')
	    and ((select is_wide from way) or i.lead_id is null)
	    and (i.created_at, i.id) < ($11::timestamptz, $12::uuid)
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and ((select true from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = t.id
	           where not t.is_taking and t.id <> i.unit_id and a.unit_id = i.unit_id limit 1)
	         or (select true from inspection_reached v
	              where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1))
	  order by i.created_at desc, i.id desc
	  limit $10::integer + 1)
	union
	(select i.id, i.key, i.kind
	   from near
	  cross join lateral (
		select i.id, i.created_at as key, i.kind
		  from inspection i
		 where i.tenant_id = $1::uuid
		   and $14::uuid is null
		   and i.unit_id = near.unit_id
		   and (not near.is_taking or i.lead_id is null)
		   and (i.created_at, i.id) < ($11::timestamptz, $12::uuid)
		   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
		                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
		                       $13, $8::timestamptz, $9::timestamptz)
		   and case when $15::uuid is null then true
		            when i.version_id in (select id from asking)
		            then inspection_asked($1::uuid, i.id, $15::uuid) else false end
		   and (near.is_below or (select true from inspection_reached v
		                         where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1))
		 order by i.created_at desc, i.id desc
		 limit $10::integer + 1) i)
	union
	(select i.id, i.created_at, i.kind
	   from inspection i
	  where i.tenant_id = $1::uuid
	    and i.lead_id = $2::uuid
	    and ($14::uuid is null or $14::uuid = $2::uuid)
	    and (i.created_at, i.id) < ($11::timestamptz, $12::uuid)
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	  order by i.created_at desc, i.id desc
	  limit $10::integer + 1)
	union
	select i.id, i.created_at, i.kind
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.id = any (array(select inspection_id from inspection_member
	                          where tenant_id = $1::uuid and person_id = $2::uuid))
	   and ($14::uuid is null or inspection_is_led_by($1::uuid, i.id, $2::uuid, $14::uuid))
	   and (i.created_at, i.id) < ($11::timestamptz, $12::uuid)
	   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                       $13, $8::timestamptz, $9::timestamptz)
	   and case when $15::uuid is null then true
	            when i.version_id in (select id from asking)
	            then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	union
	(select i.id, i.created_at, i.kind
	   from inspection i
	  where not $7::boolean
	    and i.tenant_id = $1::uuid
	    and i.lead_id = $14::uuid
	    and (i.created_at, i.id) < ($11::timestamptz, $12::uuid)
	    and case when i.kind <> 'mystery' then true
	             else inspection_is_led_by($1::uuid, i.id, $2::uuid, $14::uuid) end
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and inspection_is_seen($1::uuid, i.id, $2::uuid)
	  order by i.created_at desc, i.id desc
	  limit $10::integer + 1)
), page as (
	select id, key, kind, row_number() over (order by key desc, id desc) as n
	  from found
	 order by key desc, id desc
	 limit $10::integer + 1
)
select coalesce((select json_agg((select s.body
                                    from inspection_shown s
                                   where s.tenant_id = $1::uuid
                                     and s.inspection_id = p.id
                                     and s.is_discreet = (p.kind = 'mystery' and inspection_is_near($1::uuid, p.id, $2::uuid)))
                                 order by p.n)
                   from page p
                  where p.n <= $10::integer), '[]')::text as items,
       case when isfinite(last.key) then to_char(last.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            else last.key::text end as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $10::integer
                     and exists (select from page where n = $10::integer + 1);

-- inspection_list_due: the visits that are still to be done, as inspection_list_newest, but what is due first comes
-- first; what is never due comes last
with top as materialized (
	-- where the caller may see visits, or (is_taking) only those that nobody leads yet
	select s.granted_at as id,
	       not bool_or('inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
	                   or 'inspection.review' = any (s.rights)) as is_taking
	  from scope s
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.unit_id = s.granted_at
	   and not $7::boolean
	 group by s.granted_at
), reach as materialized (
	select a.unit_id from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = coalesce($4::uuid, t.id)
	 where not t.is_taking limit 201
), taking as materialized (
	select a.unit_id from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = coalesce($4::uuid, t.id)
	 where t.is_taking limit 201
), near as materialized (
	-- what lies below a unit where one may see visits is all seen, without a look at each
	select s.unit_id, bool_or(r.is_reading and s.distance > 0) as is_below, not bool_or(r.is_reading) as is_taking
	  from (select unit_id from reach where (select count(*) from reach) <= 200
	        union
	        select unit_id from taking where (select count(*) from taking) <= 200) n
	  join scope s on s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = n.unit_id
	 cross join lateral (select 'inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
	                            or 'inspection.review' = any (s.rights) as is_reading) r
	 group by s.unit_id
), way as materialized (
	select (select count(*) from reach) > 200 as is_wide, (select count(*) from taking) > 200 as is_taking
), asking as materialized (
	-- the versions that ask something of the department
	select v.id
	  from department d
	  join checklist_version v on v.tenant_id = $1::uuid and d.code = any (v.departments)
	 where d.tenant_id = $1::uuid
	   and d.id = $15::uuid
), found as (
	(select i.id, i.due_key as key, i.kind
	   from inspection i
	  where (select is_wide or is_taking from way)
	    and $14::uuid is null
	    and i.tenant_id = $1::uuid
	    and i.state in ('planned', 'open', 'started')
	    and ((select is_wide from way) or i.lead_id is null)
	    and (i.due_key, i.id) > ($11::timestamptz, $12::uuid)
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and ((select true from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = t.id
	           where not t.is_taking and t.id <> i.unit_id and a.unit_id = i.unit_id limit 1)
	         or (select true from inspection_reached v
	              where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1))
	  order by i.due_key, i.id
	  limit $10::integer + 1)
	union
	(select i.id, i.key, i.kind
	   from near
	  cross join lateral (
		select i.id, i.due_key as key, i.kind
		  from inspection i
		 where i.tenant_id = $1::uuid
		   and $14::uuid is null
		   and i.unit_id = near.unit_id
		   and (not near.is_taking or i.lead_id is null)
		   and i.state in ('planned', 'open', 'started')
		   and (i.due_key, i.id) > ($11::timestamptz, $12::uuid)
		   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
		                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
		                       $13, $8::timestamptz, $9::timestamptz)
		   and case when $15::uuid is null then true
		            when i.version_id in (select id from asking)
		            then inspection_asked($1::uuid, i.id, $15::uuid) else false end
		   and (near.is_below or (select true from inspection_reached v
		                         where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1))
		 order by i.due_key, i.id
		 limit $10::integer + 1) i)
	union
	(select i.id, i.due_key, i.kind
	   from inspection i
	  where i.tenant_id = $1::uuid
	    and i.lead_id = $2::uuid
	    and ($14::uuid is null or $14::uuid = $2::uuid)
	    and i.state in ('planned', 'open', 'started')
	    and (i.due_key, i.id) > ($11::timestamptz, $12::uuid)
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	  order by i.due_key, i.id
	  limit $10::integer + 1)
	union
	select i.id, i.due_key, i.kind
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.id = any (array(select inspection_id from inspection_member
	                          where tenant_id = $1::uuid and person_id = $2::uuid))
	   and ($14::uuid is null or inspection_is_led_by($1::uuid, i.id, $2::uuid, $14::uuid))
	   and i.state in ('planned', 'open', 'started')
	   and (i.due_key, i.id) > ($11::timestamptz, $12::uuid)
	   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                       $13, $8::timestamptz, $9::timestamptz)
	   and case when $15::uuid is null then true
	            when i.version_id in (select id from asking)
	            then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	union
	(select i.id, i.due_key, i.kind
	   from inspection i
	  where not $7::boolean
	    and i.tenant_id = $1::uuid
	    and i.lead_id = $14::uuid
	    and i.state in ('planned', 'open', 'started')
	    and (i.due_key, i.id) > ($11::timestamptz, $12::uuid)
	    and case when i.kind <> 'mystery' then true
	             else inspection_is_led_by($1::uuid, i.id, $2::uuid, $14::uuid) end
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $13, $8::timestamptz, $9::timestamptz)
	    and case when $15::uuid is null then true
	             when i.version_id in (select id from asking)
	             then inspection_asked($1::uuid, i.id, $15::uuid) else false end
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and inspection_is_seen($1::uuid, i.id, $2::uuid)
	  order by i.due_key, i.id
	  limit $10::integer + 1)
), page as (
	select id, key, kind, row_number() over (order by key, id) as n
	  from found
	 order by key, id
	 limit $10::integer + 1
)
select coalesce((select json_agg((select s.body
                                    from inspection_shown s
                                   where s.tenant_id = $1::uuid
                                     and s.inspection_id = p.id
                                     and s.is_discreet = (p.kind = 'mystery' and inspection_is_near($1::uuid, p.id, $2::uuid)))
                                 order by p.n)
                   from page p
                  where p.n <= $10::integer), '[]')::text as items,
       case when isfinite(last.key) then to_char(last.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            else last.key::text end as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $10::integer
                     and exists (select from page where n = $10::integer + 1);

-- inspection_list_free: the visits that nobody leads and the caller may take, what is due first first. Whoever may
-- inspect in many units finds them along all that nobody leads, whoever may in few along what is due in each.
with ground as materialized (
	select s.unit_id, max(s.distance) as distance
	  from scope s
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and 'inspection.conduct' = any (s.rights)
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = s.unit_id))
	 group by s.unit_id
), way as materialized (
	select count(*) > 200 as is_wide from ground
), found as (
	(select i.id, i.due_key as key, i.kind
	   from inspection i
	  where (select is_wide from way)
	    and i.tenant_id = $1::uuid
	    and i.lead_id is null
	    and i.state in ('planned', 'open')
	    and (i.due_key, i.id) > ($10::timestamptz, $11::uuid)
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid, null,
	                        $7::timestamptz, $8::timestamptz)
	    and exists (select from ground g where g.unit_id = i.unit_id and (g.distance > 0 and i.kind <> 'mystery' or i.kind in ('daily', 'self')))
	    and (select true from inspection_seen v
	          where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1)
	  order by i.due_key, i.id
	  limit $9::integer + 1)
	union all
	(select i.id, i.key, i.kind
	   from ground g
	  cross join lateral (
		select i.id, i.due_key as key, i.kind
		  from inspection i
		 where i.tenant_id = $1::uuid
		   and i.unit_id = g.unit_id
		   and i.lead_id is null
		   and i.state in ('planned', 'open')
		   and (g.distance > 0 and i.kind <> 'mystery' or i.kind in ('daily', 'self'))
		   and (i.due_key, i.id) > ($10::timestamptz, $11::uuid)
		   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id, i.status,
		                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid, null,
		                       $7::timestamptz, $8::timestamptz)
		   and (select true from inspection_seen v
		         where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1)
		 order by i.due_key, i.id
		 limit $9::integer + 1) i
	  where not (select is_wide from way))
), page as (
	select id, key, kind, row_number() over (order by key, id) as n
	  from found
	 order by key, id
	 limit $9::integer + 1
)
select coalesce((select json_agg((select s.body
                                    from inspection_shown s
                                   where s.tenant_id = $1::uuid
                                     and s.inspection_id = p.id
                                     and s.is_discreet = (p.kind = 'mystery' and inspection_is_near($1::uuid, p.id, $2::uuid)))
                                 order by p.n)
                   from page p
                  where p.n <= $9::integer), '[]')::text as items,
       case when isfinite(last.key) then to_char(last.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            else last.key::text end as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $9::integer
                     and exists (select from page where n = $9::integer + 1);

-- inspection_list_punctuality: the visits that were due in a time and made in time, late, of them not finished, missed, or
-- all of these ($3), what was due last first, as far as the caller may see them. What is not made yet is looked for from now
-- on backwards, and not through all that lies ahead; bounds are subqueries because behind the walls coalesce() and least() are
-- no index conditions.
with start as materialized (
	select least($11::timestamptz, b.bound) as key,
	       case when $11::timestamptz < b.bound then $12::uuid else '00000000-0000-0000-0000-000000000000' end as id
	  from (select least($9::timestamptz, current_setting('app.now')::timestamptz) as bound) b
), found as (
	(select i.id, i.due_key as key, i.kind
	   from inspection i
	  where i.tenant_id = $1::uuid
	    and $3::text in ('due', 'late', 'unfinished')
	    and i.state in ('planned', 'open', 'started')
	    and inspection_punctuality(i.state, i.due_at, i.finished_at) = 'late'
	    and (i.due_key, i.id) < ((select key from start), (select id from start))
	    and i.due_key >= (select coalesce($8::timestamptz, '-infinity'))
	    and ($5::text is null or i.kind = $5)
	    and ($6::uuid is null or i.checklist_id = $6::uuid)
	    and ($7::uuid is null or inspection_is_led_by($1::uuid, i.id, $2::uuid, $7::uuid))
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and (select true from inspection_seen v
	          where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1)
	  order by i.due_key desc, i.id desc
	  limit $10::integer + 1)
	union all
	(select i.id, i.due_key, i.kind
	   from inspection i
	  where i.tenant_id = $1::uuid
	    and $3::text <> 'unfinished'
	    and i.state in ('submitted', 'released', 'missed')
	    and case when $3 = 'due' then i.due_at is not null
	             else inspection_punctuality(i.state, i.due_at, i.finished_at) = $3 end
	    and (i.due_key, i.id) < ($11::timestamptz, $12::uuid)
	    and i.due_key >= (select coalesce($8::timestamptz, '-infinity'))
	    and i.due_key < (select coalesce($9::timestamptz, 'infinity'))
	    and ($5::text is null or i.kind = $5)
	    and ($6::uuid is null or i.checklist_id = $6::uuid)
	    and ($7::uuid is null or inspection_is_led_by($1::uuid, i.id, $2::uuid, $7::uuid))
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and (select true from inspection_seen v
	          where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid limit 1)
	  order by i.due_key desc, i.id desc
	  limit $10::integer + 1)
), page as (
	select id, key, kind, row_number() over (order by key desc, id desc) as n
	  from found
	 order by key desc, id desc
	 limit $10::integer + 1
)
select coalesce((select json_agg((select s.body
                                    from inspection_shown s
                                   where s.tenant_id = $1::uuid
                                     and s.inspection_id = p.id
                                     and s.is_discreet = (p.kind = 'mystery' and inspection_is_near($1::uuid, p.id, $2::uuid)))
                                 order by p.n)
                   from page p
                  where p.n <= $10::integer), '[]')::text as items,
       to_char(last.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $10::integer
                     and exists (select from page where n = $10::integer + 1);
