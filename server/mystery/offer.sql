-- offer_list: what the caller, a shopper, may take, with the days that are left; what is due first first
with me as materialized (
	select s.id, s.nickname, p.shopper_open_visits,
	       (select r.rating from shopper_rating r where r.tenant_id = $1::uuid and r.shopper_id = s.id) as rating,
	       (select count(*) from mystery_trip t
	         where t.tenant_id = $1::uuid and t.shopper_id = s.id and t.state in ('planned', 'open')) as open_nr
	  from shopper s
	  join review_policy p on p.tenant_id = $1::uuid
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.state = 'active'
), top as materialized (
	-- where the caller was given a role to inspect by
	select s.granted_at as id
	  from scope s
	 where s.tenant_id = $1::uuid
	   and s.person_id = $2::uuid
	   and s.unit_id = s.granted_at
	   and 'inspection.conduct' = any (s.rights)
), near as materialized (
	-- what nobody has, where the caller may go
	select i.id, i.unit_id, i.checklist_id, i.due_at, i.due_key, i.reshop_of,
	       greatest($3::timestamptz, i.start_at, i.visible_from) as from_at,
	       least(i.due_at, i.miss_at, $3::timestamptz + interval '31 days') as until_at
	  from me
	  join inspection i on i.tenant_id = $1::uuid and i.lead_id is null and i.kind = 'mystery'
	   and i.state in ('planned', 'open')
	 where i.due_key > $3::timestamptz
	   and coalesce(i.visible_from <= $3::timestamptz, true)
	   -- one look for each: a join may be planned from the wrong end
	   and (select true from top t join unit_above a on a.tenant_id = $1::uuid and a.above_id = t.id
	         where a.unit_id = i.unit_id and a.distance > 0 limit 1)
), fitting as materialized (
	-- and what nothing stands against on any day
	select r.inspection_id as id
	  from me
	 cross join lateral mystery_refusals($1::uuid, me.id, array(select n.id from near n), null, null) r
	 where r.reason is null
), offered as materialized (
	select n.id, n.unit_id, n.checklist_id, n.due_at, n.due_key, u.time_zone,
	       (n.from_at at time zone u.time_zone)::date as first, (n.until_at at time zone u.time_zone)::date as last
	  from near n
	  join unit u on u.tenant_id = $1::uuid and u.id = n.unit_id
	 where (n.id in (select f.id from fitting f)) is true
	   and (n.reshop_of is null or not exists (with recursive before as (
			select b.lead_id, b.reshop_of from inspection b where b.tenant_id = $1::uuid and b.id = n.reshop_of
			union
			select b.lead_id, b.reshop_of from before f
			  join inspection b on b.tenant_id = $1::uuid and b.id = f.reshop_of)
		select from before where lead_id = $2::uuid))
	 order by n.due_key, n.id
	 limit 50
), free as materialized (
	select r.inspection_id as id, r.day
	  from me
	 cross join lateral mystery_refusals($1::uuid, me.id, array(select o.id from offered o),
	                                     (select min(o.first) from offered o), (select max(o.last) from offered o)) r
	 where r.reason is null
), open_days as materialized (
	select o.id, json_agg(f.day order by f.day) as days
	  from offered o
	  join free f on f.id = o.id and f.day between o.first and o.last
	 group by o.id
)
select (select row_to_json(b) from (
	select (select row_to_json(x) from (
		select me.nickname, me.rating::text as rating, me.open_nr as open_visits,
		       me.shopper_open_visits as most_open_visits from me) x) as shopper,
	       coalesce((select json_agg((select row_to_json(x) from (
			select o.id, m.code as visit_code,
			       (select row_to_json(y) from (select u.id, u.code, u.name, u.time_zone, u.address from unit u
			                                     where u.tenant_id = $1::uuid and u.id = o.unit_id) y) as unit,
			       (select row_to_json(y) from (select c.id, c.title from checklist c
			                                     where c.tenant_id = $1::uuid and c.id = o.checklist_id) y) as checklist,
			       moment(o.due_at) as due_at, d.days) x) order by o.due_key, o.id)
	                   from offered o
	                   join open_days d on d.id = o.id
	                   join mystery_visit m on m.tenant_id = $1::uuid and m.inspection_id = o.id), '[]') as items) b)::text as body;

-- offer_look: an offer as it stands for the caller, and nobody else changes it: whether it is one, whether that day is
-- one of it, and how many the shopper has already
select i.id, i.unit_id, i.lead_id, i.lead_id = $3::uuid as is_mine, m.on_day = $4::date as is_same_day,
       i.lead_id is null and i.state in ('planned', 'open') as is_free,
       inspection_state(i.state, i.start_at) as state,
       s.id as shopper_id,
       $4::date between (greatest($5::timestamptz, i.start_at) at time zone u.time_zone)::date
                    and (least(i.due_at, i.miss_at, $5::timestamptz + interval '31 days') at time zone u.time_zone)::date as is_its_day,
       (select count(*) from mystery_trip t
         where t.tenant_id = $1::uuid and t.shopper_id = s.id and t.state in ('planned', 'open')) >= p.shopper_open_visits
         as is_full
  from inspection i
  join mystery_visit m on m.tenant_id = $1::uuid and m.inspection_id = i.id
  join unit u on u.tenant_id = $1::uuid and u.id = i.unit_id
  join review_policy p on p.tenant_id = $1::uuid
  join shopper s on s.tenant_id = $1::uuid and s.person_id = $3::uuid
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
   and (i.lead_id = $3::uuid
        or coalesce(i.visible_from <= $5::timestamptz, true)
           and exists (select from scope c where c.tenant_id = $1::uuid and c.person_id = $3::uuid and c.unit_id = i.unit_id
                          and c.distance > 0 and 'inspection.conduct' = any (c.rights))
           and (i.lead_id is not null or mystery_refusal($1::uuid, i.id, s.id, null) is null))
   for no key update of i;

-- offer_lock: so that the cap holds for one who takes two at once
select pg_advisory_xact_lock(hashtextextended('mystery ' || $1::uuid::text, 0));

-- offer_mark: for that day, and until when it is to be begun
update mystery_visit m
   set on_day = $3::date, taken_at = $4::timestamptz, offered_due_at = i.due_at,
       expires_at = ($3::date + 1)::timestamp at time zone u.time_zone + make_interval(hours => p.expiry_hours)
  from inspection i
  join unit u on u.tenant_id = $1::uuid and u.id = i.unit_id
  join review_policy p on p.tenant_id = $1::uuid
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
   and m.tenant_id = $1::uuid
   and m.inspection_id = $2::uuid;

-- offer_take: it is the caller's, and due at the end of the day
update inspection i
   set lead_id = $3::uuid, changed_at = $5::timestamptz,
       due_at = least(i.due_at, i.miss_at, greatest(i.start_at, i.visible_from,
                                                    ($4::date + 1)::timestamp at time zone u.time_zone))
  from unit u
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
   and u.tenant_id = $1::uuid
   and u.id = i.unit_id;

-- offer_return: it is nobody's, and due when it was
update inspection i
   set lead_id = null, changed_at = $3::timestamptz,
       due_at = case when m.on_day is null then i.due_at else m.offered_due_at end
  from mystery_visit m
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
   and m.tenant_id = $1::uuid
   and m.inspection_id = $2::uuid
   and i.state in ('planned', 'open');

-- offer_require: for whom it is
update mystery_visit
   set min_rating = $3::integer, languages = coalesce($4::text[], '{}'), certifications = coalesce($5::text[], '{}'),
       birth_from = $6::integer, birth_to = $7::integer
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid;

-- offer_requirements: for whom it is, for whoever plans there from above the store
select (select row_to_json(b) from (
	select m.inspection_id, m.code as visit_code, i.lead_id is null and i.state in ('planned', 'open') as is_offered,
	       m.min_rating, m.languages, m.certifications, m.birth_from, m.birth_to) b)::text as body
  from mystery_visit m
  join inspection i on i.tenant_id = $1::uuid and i.id = m.inspection_id
 where m.tenant_id = $1::uuid
   and m.inspection_id = $2::uuid
   and exists (select from scope s
                where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = i.unit_id
                  and s.distance > 0 and 'inspection.plan' = any (s.rights));

-- offer_show: the visit, for who has it
select s.body::text as body
  from inspection_shown s
 where s.tenant_id = $1::uuid
   and s.inspection_id = $2::uuid
   and not s.is_discreet;

-- offer_expired: one that was taken and not begun in time, and nobody else changes it
select i.id, i.unit_id, i.state in ('planned', 'open') as is_unbegun
  from mystery_visit m
  join inspection i on i.tenant_id = $1::uuid and i.id = m.inspection_id
 where m.tenant_id = $1::uuid
   and m.expires_at <= $2::timestamptz
 order by m.expires_at, m.inspection_id
 limit 1
   for no key update of i skip locked;

-- offer_begun: its shopper has begun it, or it is over: it does not expire any more
update mystery_visit
   set expires_at = 'infinity'
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid;
