-- finding_show: one finding, if the caller may see it
select body::text as body
  from finding_shown
 where tenant_id = $1::uuid
   and finding_id = $2::uuid
   and exists (select from finding_scope s
                where s.tenant_id = $1::uuid and s.finding_id = $2::uuid and s.person_id = $3::uuid
                  and 'finding.read' = any (s.rights));

-- finding_list: the findings that the caller may see, the newest first. Whoever reaches few units reads what they
-- have, and sorts it; whoever reaches many walks along the order, looking at each finding for whether it may be seen.
with root as materialized (
	select s.unit_id, s.department_id
	  from scope s
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.distance = 0
	   and 'finding.read' = any (s.rights)
), near as materialized (
	-- the highest unit below both a root and the unit that is asked for
	select case when $6::uuid is null
	              or exists (select from unit_above u where u.tenant_id = $1::uuid and u.above_id = $6::uuid
	                            and u.unit_id = r.unit_id) then r.unit_id
	            else $6::uuid end as unit_id
	  from root r
	 where $6::uuid is null
	    or exists (select from unit_above u where u.tenant_id = $1::uuid
	                  and (u.above_id, u.unit_id) in (($6::uuid, r.unit_id), (r.unit_id, $6::uuid)))
), reach as materialized (
	select u.unit_id
	  from near n
	  join unit_above u on u.tenant_id = $1::uuid and u.above_id = n.unit_id
	 limit 101
), way as materialized (
	select $10::uuid is null and (select count(*) from reach) > 100 as is_wide
), few as materialized (
	select f.id
	  from finding f
	 where not (select is_wide from way)
	   and $10::uuid is null
	   and f.tenant_id = $1::uuid
	   and f.inspection_id is null
	   and f.found_by = $2::uuid
	union
	select f.id
	  from reach r
	  join finding f on f.tenant_id = $1::uuid and f.unit_id = r.unit_id
	   and finding_fits(f, $7::uuid, $8, $9, $10::uuid, $11::uuid, $12, $15, $13::timestamptz, $14::timestamptz)
	   and ($16::text is null and $17::boolean is null
	        or finding_visit_fits($1::uuid, f.inspection_id, $16, $17::boolean, f.void_at))
	   and ($18::boolean is null or f.is_fixed_on_spot = $18::boolean)
	 where not (select is_wide from way)
	   and $10::uuid is null
	union
	select f.id
	  from finding f
	 where f.tenant_id = $1::uuid
	   and f.inspection_id = $10::uuid
), found as (
	(select f.id, f.found_at
	  from finding f
	 where (select is_wide from way)
	   and f.tenant_id = $1::uuid
	   and (f.inspection_id is null and f.found_by = $2::uuid
	        or (select true from root r
	              join unit_above u on u.tenant_id = $1::uuid and u.above_id = r.unit_id and u.unit_id = f.unit_id
	             where r.department_id is null or r.department_id = f.department_id
	             limit 1))
	   and ($6::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $6::uuid and u.unit_id = f.unit_id))
	   and finding_fits(f, $7::uuid, $8, $9, $10::uuid, $11::uuid, $12, $15, $13::timestamptz, $14::timestamptz)
	   and ($16::text is null and $17::boolean is null
	        or finding_visit_fits($1::uuid, f.inspection_id, $16, $17::boolean, f.void_at))
	   and ($18::boolean is null or f.is_fixed_on_spot = $18::boolean)
	   and ($4::timestamptz is null or (f.found_at, f.id) < ($4::timestamptz, $5::uuid))
	 order by f.found_at desc, f.id desc
	 limit $3::integer + 1)
	union all
	(select f.id, f.found_at
	  from few
	  join finding f on f.tenant_id = $1::uuid and f.id = few.id
	 where (f.inspection_id is null and f.found_by = $2::uuid
	        or (select true from root r
	              join unit_above u on u.tenant_id = $1::uuid and u.above_id = r.unit_id and u.unit_id = f.unit_id
	             where r.department_id is null or r.department_id = f.department_id
	             limit 1))
	   and ($6::uuid is null
	        or (select true from unit_above u
	             where u.tenant_id = $1::uuid and u.above_id = $6::uuid and u.unit_id = f.unit_id))
	   and finding_fits(f, $7::uuid, $8, $9, $10::uuid, $11::uuid, $12, $15, $13::timestamptz, $14::timestamptz)
	   and ($16::text is null and $17::boolean is null
	        or finding_visit_fits($1::uuid, f.inspection_id, $16, $17::boolean, f.void_at))
	   and ($18::boolean is null or f.is_fixed_on_spot = $18::boolean)
	   and ($4::timestamptz is null or (f.found_at, f.id) < ($4::timestamptz, $5::uuid))
	 order by f.found_at desc, f.id desc
	 limit $3::integer + 1)
), numbered as (
	select id, found_at, row_number() over (order by found_at desc, id desc) as nr
	  from found
)
-- one look for each: a join may be planned from the wrong end
select coalesce(json_agg((select s.body from finding_shown s where s.tenant_id = $1::uuid and s.finding_id = n.id)
                         order by n.nr) filter (where n.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(n.found_at)) filter (where n.nr = $3::integer) end
           as next_key,
       case when count(*) > $3::integer then max(n.id::text) filter (where n.nr = $3::integer) end as next_id
  from numbered n;
