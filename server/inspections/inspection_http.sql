-- inspection_show: one visit, as the caller may see it
select s.body::text as body
  from (select i.tenant_id, i.id, i.kind = 'mystery' and bool_and(v.is_near) as is_discreet
          from inspection i
          join inspection_seen v on v.tenant_id = i.tenant_id and v.inspection_id = i.id
         where i.tenant_id = $1::uuid
           and i.id = $2::uuid
           and v.person_id = $3::uuid
         group by i.tenant_id, i.id, i.kind) seen
  join inspection_shown s on s.tenant_id = seen.tenant_id and s.inspection_id = seen.id
                         and s.is_discreet = seen.is_discreet;

-- inspection_list_newest: the visits that the caller may see, the newest first. Whoever sees many units finds them
-- along the newest of all (is_alive: of those that are not over, where only such are asked for), whoever sees few
-- along the newest of each; one's own may lie elsewhere.
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
	select unit_id from reach where (select count(*) from reach) <= 200
	union
	select unit_id from taking where (select count(*) from taking) <= 200
), way as materialized (
	select (select count(*) from reach) > 200 as is_wide, (select count(*) from taking) > 200 as is_taking,
	       coalesce($3::text[] <@ '{planned,open,started,submitted}', false) as is_alive
), found as (
	(select i.id, i.created_at as key
	   from inspection i
	  where (select is_wide and not is_alive from way)
	    and i.tenant_id = $1::uuid
	    and (i.created_at, i.id) < (coalesce($11::timestamptz, 'infinity'),
	                                coalesce($12::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $8::timestamptz, $9::timestamptz)
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and exists (select from inspection_seen v
	                 where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid)
	  order by i.created_at desc, i.id desc
	  limit $10::integer + 1)
	union
	(select i.id, i.created_at as key
	   from inspection i
	  where (select is_wide and is_alive or is_taking from way)
	    and i.tenant_id = $1::uuid
	    and i.state in ('planned', 'open', 'started', 'submitted')
	    and (i.created_at, i.id) < (coalesce($11::timestamptz, 'infinity'),
	                                coalesce($12::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $8::timestamptz, $9::timestamptz)
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and exists (select from inspection_seen v
	                 where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid)
	  order by i.created_at desc, i.id desc
	  limit $10::integer + 1)
	union
	(select i.id, i.key
	   from near
	  cross join lateral (
		select i.id, i.created_at as key
		  from inspection i
		 where i.tenant_id = $1::uuid
		   and i.unit_id = near.unit_id
		   and (i.created_at, i.id) < (coalesce($11::timestamptz, 'infinity'),
		                               coalesce($12::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
		   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
		                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
		                       $8::timestamptz, $9::timestamptz)
		   and exists (select from inspection_seen v
		                where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid)
		 order by i.created_at desc, i.id desc
		 limit $10::integer + 1) i)
	union
	select i.id, i.created_at
	  from (select id from inspection where tenant_id = $1::uuid and lead_id = $2::uuid
	        union
	        select inspection_id from inspection_member where tenant_id = $1::uuid and person_id = $2::uuid) own
	  join inspection i on i.tenant_id = $1::uuid and i.id = own.id
	 where (i.created_at, i.id) < (coalesce($11::timestamptz, 'infinity'),
	                               coalesce($12::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
	   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
	                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                       $8::timestamptz, $9::timestamptz)
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
), page as (
	select id, key, row_number() over (order by key desc, id desc) as n
	  from found
	 order by key desc, id desc
	 limit $10::integer + 1
)
select coalesce((select json_agg(s.body order by p.n)
                   from page p
                   join inspection i on i.tenant_id = $1::uuid and i.id = p.id
                   join inspection_shown s on s.tenant_id = $1::uuid and s.inspection_id = p.id
                    and s.is_discreet = (i.kind = 'mystery'
                                         and (select bool_and(v.is_near) from inspection_seen v
                                               where v.tenant_id = $1::uuid and v.inspection_id = p.id
                                                 and v.person_id = $2::uuid))
                  where p.n <= $10::integer), '[]')::text as items,
       last.key::text as next_key, last.id as next_id
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
	select unit_id from reach where (select count(*) from reach) <= 200
	union
	select unit_id from taking where (select count(*) from taking) <= 200
), way as materialized (
	select (select count(*) from reach) > 200 as is_wide, (select count(*) from taking) > 200 as is_taking
), found as (
	(select i.id, coalesce(i.due_at, 'infinity') as key
	   from inspection i
	  where (select is_wide or is_taking from way)
	    and i.tenant_id = $1::uuid
	    and i.state in ('planned', 'open', 'started')
	    and (coalesce(i.due_at, 'infinity'), i.id) > (coalesce($11::timestamptz, '-infinity'),
	                                                  coalesce($12::uuid, '00000000-0000-0000-0000-000000000000'))
	    and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
	                        coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                        $8::timestamptz, $9::timestamptz)
	    and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                        and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	    and exists (select from inspection_seen v
	                 where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid)
	  order by coalesce(i.due_at, 'infinity'), i.id
	  limit $10::integer + 1)
	union
	(select i.id, i.key
	   from near
	  cross join lateral (
		select i.id, coalesce(i.due_at, 'infinity') as key
		  from inspection i
		 where i.tenant_id = $1::uuid
		   and i.unit_id = near.unit_id
		   and i.state in ('planned', 'open', 'started')
		   and (coalesce(i.due_at, 'infinity'), i.id) > (coalesce($11::timestamptz, '-infinity'),
		                                                 coalesce($12::uuid, '00000000-0000-0000-0000-000000000000'))
		   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
		                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
		                       $8::timestamptz, $9::timestamptz)
		   and exists (select from inspection_seen v
		                where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid)
		 order by coalesce(i.due_at, 'infinity'), i.id
		 limit $10::integer + 1) i)
	union
	select i.id, coalesce(i.due_at, 'infinity')
	  from (select id from inspection where tenant_id = $1::uuid and lead_id = $2::uuid
	        union
	        select inspection_id from inspection_member where tenant_id = $1::uuid and person_id = $2::uuid) own
	  join inspection i on i.tenant_id = $1::uuid and i.id = own.id
	 where (coalesce(i.due_at, 'infinity'), i.id) > (coalesce($11::timestamptz, '-infinity'),
	                                                 coalesce($12::uuid, '00000000-0000-0000-0000-000000000000'))
	   and inspection_fits(inspection_state(i.state, i.start_at), i.kind, i.checklist_id,
	                       coalesce(i.released_at, i.start_at, i.created_at), $3::text[], $5, $6::uuid,
	                       $8::timestamptz, $9::timestamptz)
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	   and i.state in ('planned', 'open', 'started')
), page as (
	select id, key, row_number() over (order by key, id) as n
	  from found
	 order by key, id
	 limit $10::integer + 1
)
select coalesce((select json_agg(s.body order by p.n)
                   from page p
                   join inspection i on i.tenant_id = $1::uuid and i.id = p.id
                   join inspection_shown s on s.tenant_id = $1::uuid and s.inspection_id = p.id
                    and s.is_discreet = (i.kind = 'mystery'
                                         and (select bool_and(v.is_near) from inspection_seen v
                                               where v.tenant_id = $1::uuid and v.inspection_id = p.id
                                                 and v.person_id = $2::uuid))
                  where p.n <= $10::integer), '[]')::text as items,
       last.key::text as next_key, last.id as next_id
  from (select 1) one
  left join page last on last.n = $10::integer
                     and exists (select from page where n = $10::integer + 1);
