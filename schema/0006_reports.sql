-- What the reports count. They are figures over visits, findings and actions; nothing here is stored.

-- The units that a person sees, and what the reports may tell there: of all departments (departments is null) or
-- of some, and who a mystery shopper was.
create function report_seen(tenant uuid, person uuid)
returns table (unit_id uuid, may_report boolean, departments uuid[], may_know_shopper boolean)
language sql stable
begin atomic
	select s.unit_id, bool_or('report.read' = any (s.rights)),
	       case when not bool_or('report.read' = any (s.rights) and s.department_id is null)
	            then array_agg(s.department_id) filter (where 'report.read' = any (s.rights)) end,
	       bool_or('mystery.identity' = any (s.rights))
	  from scope s
	 where s.tenant_id = tenant
	   and s.person_id = person
	 group by s.unit_id;
end;

-- Where each unit with reports stands: itself, what is above it, up to the highest that the person sees.
create function report_place(tenant uuid, person uuid)
returns table (unit_id uuid, departments uuid[], may_know_shopper boolean, place uuid[])
language sql stable
begin atomic
	with seen as materialized (select * from report_seen(tenant, person))
	select s.unit_id, s.departments, s.may_know_shopper,
	       (array_agg(a.above_id order by a.distance))
	  from seen s
	  join unit_above a on a.tenant_id = tenant and a.unit_id = s.unit_id
	  join seen above on above.unit_id = a.above_id
	 where s.may_report
	 group by s.unit_id, s.departments, s.may_know_shopper;
end;

-- The released visits of a period, and where their stores stand now or stood then. A shopper has no name for
-- whoever may not know it.
create function report_visit(tenant uuid, person uuid, since timestamptz, until timestamptz, below uuid,
                             checklist uuid, kind_wanted text, placed text)
returns table (inspection_id uuid, departments uuid[], place uuid[], checklist_id uuid, version_id uuid, kind text,
               inspector_id uuid, released_at timestamptz, status text, exact_percent numeric, earned numeric)
language sql stable
begin atomic
	with now as materialized (
		select * from report_place(tenant, person)
	), visit as materialized (
		select i.id, i.checklist_id, i.version_id, i.kind, i.lead_id, i.released_at, i.status, i.exact_percent,
		       i.earned, n.departments, n.may_know_shopper, n.place,
		       case when placed = 'then' then coalesce(i.units_above, '{}') else '{}' end as stood
		  from inspection i
		  join now n on n.unit_id = i.unit_id
		 where i.tenant_id = tenant
		   and i.state = 'released'
		   and (since is null or i.released_at >= since)
		   and (until is null or i.released_at < until)
		   and (checklist is null or i.checklist_id = checklist)
		   and (kind_wanted is null or i.kind = kind_wanted)
	), past as materialized (
		select d.stood, array_agg(p.id order by p.nr) as place
		  from (select distinct stood from visit) d, unnest(d.stood) with ordinality p (id, nr)
		  join report_seen(tenant, person) s on s.unit_id = p.id
		 group by d.stood
	), placed_visit as (
		select v.*, coalesce(p.place, v.place) as stands
		  from visit v
		  left join past p on p.stood = v.stood
	)
	select id, departments, stands, checklist_id, version_id, kind,
	       case when kind <> 'mystery' or may_know_shopper then lead_id end, released_at, status, exact_percent,
	       earned
	  from placed_visit
	 where below is null or below = any (stands);
end;

-- The unit of a place that figures by store, region or brand belong to; by unit: the one just below `base`, or
-- below the highest where there is no base.
create function report_unit(tenant uuid, place uuid[], wanted text, base uuid) returns uuid
language sql stable
return case
	when wanted = 'unit' then
		place[greatest(coalesce(array_position(place, base), cardinality(place)) - 1, 1)]
	else (select u.id
	        from unnest(place) with ordinality p (id, nr)
	        join unit u on u.tenant_id = tenant and u.id = p.id
	       where u.kind = wanted
	       order by p.nr
	       limit 1)
	end;

-- n of total in percent with two decimals, rounded half away from zero; null of nothing.
create function percent_of(n numeric, total numeric) returns text language sql immutable parallel safe
return round(100 * n / nullif(total, 0), 2)::text;

-- A mean with two decimals. The exact percents have more than twenty decimals, the last of them rounded: without
-- the first rounding a mean that lies half way would sometimes lie just below.
create function mean_text(mean numeric) returns text language sql immutable parallel safe
return round(round(mean, 20), 2)::text;
