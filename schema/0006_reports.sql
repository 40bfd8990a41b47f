-- What the reports count. They are figures over visits, findings and actions; nothing here is stored.

-- The units that a person sees, and what the reports may tell there: of all departments (departments is null) or
-- of some, and who a mystery shopper was. Whoever sees a unit by a role above it sees all that stands between:
-- reach is how far up.
create function report_seen(tenant uuid, person uuid)
returns table (unit_id uuid, may_report boolean, departments uuid[], may_know_shopper boolean, reach integer)
language sql stable
begin atomic
	select s.unit_id, bool_or('report.read' = any (s.rights)),
	       case when not bool_or('report.read' = any (s.rights) and s.department_id is null)
	            then array_agg(s.department_id) filter (where 'report.read' = any (s.rights)) end,
	       bool_or('mystery.identity' = any (s.rights)), max(s.distance)
	  from scope s
	 where s.tenant_id = tenant
	   and s.person_id = person
	 group by s.unit_id;
end;

-- The units with reports, and where each stands: itself, what is above it, up to the highest that the person sees.
-- group_id: the unit of this place that its figures belong to: the nearest of the wanted kind or, for 'unit', the
-- one just below the base (without a base: below the highest).
create function report_place(tenant uuid, person uuid, wanted text, base uuid)
returns table (unit_id uuid, departments uuid[], may_know_shopper boolean, place uuid[], group_id uuid)
language sql stable
begin atomic
	with stands as (
		select s.unit_id, s.departments, s.may_know_shopper,
		       array_agg(a.above_id order by a.distance) as place,
		       (array_agg(a.above_id order by a.distance) filter (where u.kind = wanted))[1] as nearest
		  from report_seen(tenant, person) s
		  join unit_above a on a.tenant_id = tenant and a.unit_id = s.unit_id and a.distance <= s.reach
		  join unit u on u.tenant_id = tenant and u.id = a.above_id
		 where s.may_report
		 group by s.unit_id, s.departments, s.may_know_shopper
	)
	select unit_id, departments, may_know_shopper, place,
	       case when wanted = 'unit'
	            then place[greatest(coalesce(array_position(place, base), cardinality(place)) - 1, 1)]
	            else nearest end
	  from stands;
end;

-- What a row is called; of a period, a kind or a severity nothing.
create function report_name(tenant uuid, wanted text, wanted_id uuid) returns table (code text, name json)
language sql stable
begin atomic
	select case when wanted in ('unit', 'store', 'region', 'brand') then
		(select u.code from unit u where u.tenant_id = tenant and u.id = wanted_id)
	       when wanted = 'checklist' then
		(select c.code from checklist c where c.tenant_id = tenant and c.id = wanted_id)
	       when wanted = 'department' then
		(select d.code from department d where d.tenant_id = tenant and d.id = wanted_id)
	       end,
	       case when wanted in ('unit', 'store', 'region', 'brand') then
		(select to_json(u.name) from unit u where u.tenant_id = tenant and u.id = wanted_id)
	       when wanted = 'checklist' then
		(select c.title from checklist c where c.tenant_id = tenant and c.id = wanted_id)
	       when wanted = 'department' then
		(select d.name from department d where d.tenant_id = tenant and d.id = wanted_id)
	       when wanted in ('inspector', 'responsible') then
		(select to_json(p.name) from person p where p.tenant_id = tenant and p.id = wanted_id)
	       end;
end;

-- n of total in percent with two decimals, rounded half away from zero; null of nothing.
create function percent_of(n numeric, total numeric) returns text language sql immutable parallel safe
return round(100 * n / nullif(total, 0), 2)::text;

-- A mean with two decimals. The exact percents have more than twenty decimals, the last of them rounded: without
-- the first rounding a mean that lies half way would sometimes lie just below.
create function mean_text(mean numeric) returns text language sql immutable parallel safe
return round(round(mean, 20), 2)::text;
