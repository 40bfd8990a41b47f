-- Why a shopper does not make visits on days, of many visits and days together: the list of offers asks for fifty visits
-- and a month, and one look for each took half a minute in a group of ten thousand stores. The reason is the name of a
-- problem; null: nothing stands against it. Without a first day there is one row a visit, with what holds on any day.
create function mystery_refusals(tenant uuid, shopper uuid, visits uuid[], first date, last date)
returns table (inspection_id uuid, day date, reason text) language plpgsql stable as $$
-- not a function of SQL's own: that would be planned anew at each call, which takes longer than the look itself
#variable_conflict use_column
begin
return query
with policy as materialized (
	select p.* from review_policy p where p.tenant_id = tenant
), who as materialized (
	select s.id, s.person_id, s.state, s.languages, s.certifications, s.birth_from, s.birth_to,
	       (select r.rating from shopper_rating r where r.tenant_id = tenant and r.shopper_id = s.id) as rating
	  from shopper s
	 where s.tenant_id = tenant and s.id = shopper
), party as materialized (
	select k.companion_id as id from shopper_companion k where k.tenant_id = tenant and k.shopper_id = shopper
	union all
	select shopper
), visit as materialized (
	select i.id, i.unit_id, m.min_rating, m.languages, m.certifications, m.birth_from, m.birth_to
	  from unnest(visits) v(id)
	  join inspection i on i.tenant_id = tenant and i.id = v.id
	  join mystery_visit m on m.tenant_id = tenant and m.inspection_id = i.id
), ever as materialized (
	select v.id, v.unit_id,
	       case when s.state <> 'active' then 'shopper_is_resting'
	            when exists (select from membership x
	                          where x.tenant_id = tenant and x.person_id = s.person_id and x.unit_id = v.unit_id)
	            then 'shopper_works_there'
	            when exists (select from shopper_recognised r
	                           join unit_above a on a.tenant_id = tenant and a.above_id = r.unit_id and a.unit_id = v.unit_id
	                          where r.tenant_id = tenant and r.shopper_id = s.id)
	            then 'shopper_was_recognised'
	            when not (s.certifications @> v.certifications)
	                 or not (v.languages = '{}' or s.languages && v.languages)
	                 or (v.birth_from is not null
	                     and not coalesce(s.birth_from >= v.birth_from and s.birth_to <= v.birth_to, false))
	                 or s.rating < v.min_rating
	            then 'shopper_does_not_fit' end as reason
	  from visit v
	 cross join who s
), ground as materialized (
	-- the brand is the nearest above the store, or else the group
	select e.id, e.unit_id,
	       (select a.above_id from unit_above a
	          join unit u on u.tenant_id = tenant and u.id = a.above_id and u.kind in ('brand', 'group')
	         where a.tenant_id = tenant and a.unit_id = e.unit_id
	         order by a.distance limit 1) as brand_id
	  from ever e
	 where e.reason is null
	   and first is not null
), trip as materialized (
	-- where the shopper and companions were or will be, as far as it says something about these days
	select t.inspection_id, t.unit_id, t.shopper_id, t.day
	  from policy p
	  join mystery_trip t on t.tenant_id = tenant and t.shopper_id in (select id from party)
	 where first is not null
	   and t.day > first - greatest(p.store_rest_days, p.brand_rest_days, 1)
	   and t.day < last + greatest(p.store_rest_days, p.brand_rest_days, 1)
), trip_above as materialized (
	select t.inspection_id, t.day, a.above_id
	  from trip t
	 cross join policy p
	 cross join lateral (select a.above_id from unit_above a where a.tenant_id = tenant and a.unit_id = t.unit_id offset 0) a
	 where t.day > first - p.brand_rest_days
	   and t.day < last + p.brand_rest_days
), at_store as materialized (
	select g.id, t.day
	  from ground g
	  join trip t on t.unit_id = g.unit_id and t.inspection_id <> g.id
), there as materialized (
	-- whoever makes them
	select g.id, t.day
	  from policy p
	 cross join ground g
	  join mystery_trip t on t.tenant_id = tenant and t.unit_id = g.unit_id and t.inspection_id <> g.id
	 where t.day between first - p.store_spacing_days and last + p.store_spacing_days
), days as materialized (
	select g::date as day from generate_series(first::timestamp, last::timestamp, interval '1 day') g
	union all
	select null where first is null
), at_brand as materialized (
	-- the days that are too near to those at the brand
	select distinct g.id, d.day
	  from ground g
	  join trip_above t on t.above_id = g.brand_id and t.inspection_id <> g.id
	 cross join policy p
	  join days d on abs(t.day - d.day) < p.brand_rest_days
)
select e.id, d.day,
       case when e.reason is not null then e.reason
            when d.day is null then null
            when exists (select from at_store t where t.id = e.id and abs(t.day - d.day) < p.store_rest_days)
            then 'shopper_was_there'
            when (e.id, d.day) in (select t.id, t.day from at_brand t)
            then 'shopper_was_at_the_brand'
            when (select count(*) from trip t
                   where t.shopper_id = shopper and t.inspection_id <> e.id and t.day = d.day) >= p.shopper_visits_per_day
            then 'shopper_day_is_full'
            when (select count(*) from there t where t.id = e.id and t.day = d.day) >= p.store_visits_per_day
                 or exists (select from there t
                             where t.id = e.id and t.day <> d.day and abs(t.day - d.day) <= p.store_spacing_days)
            then 'store_day_is_full' end
  from ever e
 cross join days d
 cross join policy p;
end $$;

-- The same of one visit, on one day or (null) ever.
create or replace function mystery_refusal(tenant uuid, inspection uuid, shopper uuid, day date) returns text
language sql stable as $$
select r.reason from mystery_refusals(tenant, shopper, array[inspection], day, day) r
$$;
