-- Mystery shoppers: who they are is kept apart from what they found, and who may go where and when.

alter table review_policy
	-- how long before a shopper, or a companion, comes back to the store, and to the brand
	add column store_rest_days integer not null default 90,
	add column brand_rest_days integer not null default 7,
	add column shopper_visits_per_day integer not null default 3,
	add column store_visits_per_day integer not null default 1,
	-- no other mystery visit to the store within so many days before and after
	add column store_spacing_days integer not null default 3,
	-- how many visits a shopper may have taken and not begun
	add column shopper_open_visits integer not null default 5,
	-- when a visit that was not begun is offered again: so long after the end of its day
	add column expiry_hours integer not null default 24,
	add column report_hours integer not null default 24,
	-- how long a text that answers a question is at least
	add column narrative_chars integer not null default 20,
	add constraint rest_days_are_bounded check
		(store_rest_days between 0 and 3650 and brand_rest_days between 0 and 3650
		 and store_spacing_days between 0 and 365),
	add constraint visits_a_day_are_few check
		(shopper_visits_per_day between 1 and 50 and store_visits_per_day between 1 and 50
		 and shopper_open_visits between 1 and 100),
	add constraint mystery_hours_are_bounded check (expiry_hours between 1 and 720 and report_hours between 1 and 720),
	add constraint narrative_is_bounded check (narrative_chars between 0 and 2000);

create or replace view review_policy_shown with (security_invoker = true) as
select p.tenant_id,
       (select row_to_json(b) from (
		select p.review_hours, p.review_overdue, p.revision_hours, p.release_from_hours, p.release_to_hours,
		       p.mystery_release_from_hours, p.mystery_release_to_hours, p.store_rest_days, p.brand_rest_days,
		       p.shopper_visits_per_day, p.store_visits_per_day, p.store_spacing_days, p.shopper_open_visits,
		       p.expiry_hours, p.report_hours, p.narrative_chars
	) b) as body
  from review_policy p;

-- The register: which person it is, is here and nowhere else. The room mystery shows it to whoever has the right
-- mystery.identity for the whole group; everybody else is given the nickname.
create table shopper (
	tenant_id uuid not null references tenant,
	id uuid not null,
	person_id uuid not null,
	nickname text not null,
	state text not null default 'active',
	languages text[] not null default '{}',
	-- the year of birth lies between these
	birth_from integer,
	birth_to integer,
	certifications text[] not null default '{}',
	home_lat double precision,
	home_lon double precision,
	note text,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person,
	constraint person_is_a_shopper_already unique (tenant_id, person_id),
	constraint shopper_nickname_is_taken unique (tenant_id, nickname),
	constraint shopper_state_is_known check (state in ('active', 'resting')),
	constraint shopper_birth_is_in_order check (birth_from <= birth_to and birth_from >= 1900 and birth_to <= 2100),
	constraint shopper_birth_is_whole check ((birth_from is null) = (birth_to is null)),
	constraint shopper_home_is_whole check ((home_lat is null) = (home_lon is null)),
	constraint shopper_home_is_on_earth check (home_lat between -90 and 90 and home_lon between -180 and 180)
);
create index shopper_by_nickname on shopper (tenant_id, nickname collate "zh-x-icu", id);

-- Who goes together: each pair in both directions.
create table shopper_companion (
	tenant_id uuid not null references tenant,
	shopper_id uuid not null,
	companion_id uuid not null,
	primary key (tenant_id, shopper_id, companion_id),
	foreign key (tenant_id, shopper_id) references shopper,
	foreign key (tenant_id, companion_id) references shopper,
	constraint companion_is_another check (companion_id <> shopper_id)
);

-- Where a shopper was recognised: at a brand, for good.
create table shopper_recognised (
	tenant_id uuid not null references tenant,
	shopper_id uuid not null,
	unit_id uuid not null,
	at timestamptz not null,
	noted_by uuid not null,
	note text,
	primary key (tenant_id, shopper_id, unit_id),
	foreign key (tenant_id, shopper_id) references shopper,
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, noted_by) references person
);

-- What a mystery visit has besides: a code that tells nothing, whom it is for, and whose it is.
create table mystery_visit (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	code text not null,
	min_rating integer,
	languages text[] not null default '{}',
	certifications text[] not null default '{}',
	birth_from integer,
	birth_to integer,
	-- null: nobody's, or somebody's who is in no register
	shopper_id uuid,
	taken_at timestamptz,
	-- the day that the shopper picked, by the store's clock; until when it is to be begun, else it is offered again
	on_day date,
	expires_at timestamptz,
	-- when it was due before it was taken
	offered_due_at timestamptz,
	primary key (tenant_id, inspection_id),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, shopper_id) references shopper,
	constraint visit_code_is_unique unique (tenant_id, code),
	constraint requirement_rating_is_of_ten check (min_rating between 1 and 10),
	constraint requirement_birth_is_in_order check (birth_from <= birth_to),
	constraint mystery_visit_taken_is_dated check ((on_day is null) = (expires_at is null))
);
create index mystery_visit_of_shopper on mystery_visit (tenant_id, shopper_id) where shopper_id is not null;
create index mystery_visit_expires on mystery_visit (expires_at) where expires_at is not null;

do $$
declare t text;
begin
	foreach t in array array['shopper', 'shopper_companion', 'shopper_recognised', 'mystery_visit'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert on %I to gemba_app', t);
	end loop;
end $$;
grant update on shopper, mystery_visit to gemba_app;
grant delete on shopper_companion to gemba_app;
create policy system on mystery_visit for select to gemba_system using (true);
grant select (tenant_id, expires_at) on mystery_visit to gemba_system;

-- Eight signs from a random uuid; the letters that look like digits are not among them.
create function mystery_code() returns text language sql volatile
return 'M-' || translate(upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 8)), '0ABCDEF', 'XHJKLPR');

-- What reviewers thought of how a shopper's visits were made, on average; 5 where there is nothing yet.
create view shopper_rating with (security_invoker = true) as
select s.tenant_id, s.id as shopper_id, coalesce(round(avg(r.grade), 1), 5) as rating, count(r.grade) as graded_nr,
       count(m.inspection_id) as visits_nr
  from shopper s
  left join mystery_visit m on m.tenant_id = s.tenant_id and m.shopper_id = s.id
  left join review r on r.tenant_id = s.tenant_id and r.inspection_id = m.inspection_id
 group by s.tenant_id, s.id;
grant select on shopper_rating to gemba_app;

-- The mystery visits that shoppers make or made, with their day by the store's clock. What was left out was made, too.
create view mystery_trip with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, i.unit_id, m.shopper_id, i.state,
       coalesce((i.started_at at time zone u.time_zone)::date, m.on_day,
                (coalesce(i.due_at, i.start_at, i.created_at) at time zone u.time_zone)::date) as day
  from mystery_visit m
  join inspection i on i.tenant_id = m.tenant_id and i.id = m.inspection_id
  join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id
 where i.lead_id is not null
   and i.state not in ('missed', 'cancelled', 'skipped');
grant select on mystery_trip to gemba_app;

-- Why a shopper does not make a visit on a day, as the name of a problem; null: nothing stands against it. Without a
-- day: ever.
create function mystery_refusal(tenant uuid, inspection uuid, shopper uuid, day date) returns text
language plpgsql stable as $$
declare
	i record;
	s record;
	m record;
	p review_policy;
	brand uuid;
	party uuid[];
begin
	select x.unit_id into i from inspection x where x.tenant_id = tenant and x.id = inspection;
	select x.id, x.person_id, x.state, x.languages, x.certifications, x.birth_from, x.birth_to into s
	  from shopper x where x.tenant_id = tenant and x.id = shopper;
	select x.min_rating, x.languages, x.certifications, x.birth_from, x.birth_to into m
	  from mystery_visit x where x.tenant_id = tenant and x.inspection_id = inspection;
	select x.* into p from review_policy x where x.tenant_id = tenant;
	-- the brand is the nearest above the store, or else the group
	select a.above_id into brand
	  from unit_above a join unit u on u.tenant_id = tenant and u.id = a.above_id
	 where a.tenant_id = tenant and a.unit_id = i.unit_id and u.kind in ('brand', 'group')
	 order by a.distance limit 1;
	party := array(select c.companion_id from shopper_companion c where c.tenant_id = tenant and c.shopper_id = s.id) || s.id;

	if s.state <> 'active' then
		return 'shopper_is_resting';
	end if;
	if exists (select from membership x where x.tenant_id = tenant and x.person_id = s.person_id and x.unit_id = i.unit_id) then
		return 'shopper_works_there';
	end if;
	if exists (select from shopper_recognised r where r.tenant_id = tenant and r.shopper_id = s.id
	              and r.unit_id in (select a.above_id from unit_above a where a.tenant_id = tenant and a.unit_id = i.unit_id)) then
		return 'shopper_was_recognised';
	end if;
	if not (s.certifications @> m.certifications) or not (m.languages = '{}' or s.languages && m.languages)
	   or (m.birth_from is not null and not coalesce(s.birth_from >= m.birth_from and s.birth_to <= m.birth_to, false))
	   or (m.min_rating is not null
	       and (select r.rating from shopper_rating r where r.tenant_id = tenant and r.shopper_id = s.id) < m.min_rating) then
		return 'shopper_does_not_fit';
	end if;
	if day is null then
		return null;
	end if;
	if exists (select from mystery_trip t where t.tenant_id = tenant and t.shopper_id = any (party) and t.unit_id = i.unit_id
	              and t.inspection_id <> inspection and abs(t.day - mystery_refusal.day) < p.store_rest_days) then
		return 'shopper_was_there';
	end if;
	if exists (select from mystery_trip t
	             join unit_above a on a.tenant_id = tenant and a.unit_id = t.unit_id and a.above_id = brand
	            where t.tenant_id = tenant and t.shopper_id = any (party) and t.inspection_id <> inspection
	              and abs(t.day - mystery_refusal.day) < p.brand_rest_days) then
		return 'shopper_was_at_the_brand';
	end if;
	if (select count(*) from mystery_trip t where t.tenant_id = tenant and t.shopper_id = s.id
	       and t.inspection_id <> inspection and t.day = mystery_refusal.day) >= p.shopper_visits_per_day then
		return 'shopper_day_is_full';
	end if;
	if (select count(*) from mystery_trip t where t.tenant_id = tenant and t.unit_id = i.unit_id
	       and t.inspection_id <> inspection and t.day = mystery_refusal.day) >= p.store_visits_per_day
	   or exists (select from mystery_trip t where t.tenant_id = tenant and t.unit_id = i.unit_id
	                 and t.inspection_id <> inspection and t.day <> mystery_refusal.day
	                 and abs(t.day - mystery_refusal.day) <= p.store_spacing_days) then
		return 'store_day_is_full';
	end if;
	return null;
end $$;

-- Whoever leads a mystery visit is in the register, or nobody's shopper; the rules hold however it came to be.
create function mystery_visit_keeps_rules() returns trigger language plpgsql as $$
declare
	who uuid;
	reason text;
	trip_day date;
begin
	if tg_op = 'INSERT' then
		insert into mystery_visit (tenant_id, inspection_id, code) values (new.tenant_id, new.id, mystery_code());
	end if;
	if new.lead_id is null then
		update mystery_visit
		   set shopper_id = null, taken_at = null, on_day = null, expires_at = null, offered_due_at = null
		 where tenant_id = new.tenant_id and inspection_id = new.id;
		return null;
	end if;
	select s.id into who from shopper s where s.tenant_id = new.tenant_id and s.person_id = new.lead_id;
	-- two who take what only one of them may come one after the other
	perform pg_advisory_xact_lock(hashtextextended('mystery ' || new.tenant_id::text, 0));
	update mystery_visit set shopper_id = who where tenant_id = new.tenant_id and inspection_id = new.id;
	if who is null then
		return null;
	end if;
	select t.day into trip_day from mystery_trip t where t.tenant_id = new.tenant_id and t.inspection_id = new.id;
	reason := mystery_refusal(new.tenant_id, new.id, who, trip_day);
	if reason is not null and new.plan_id is not null then
		-- what a plan cannot give to the one whose turn it would be is offered to others
		update inspection set lead_id = null where tenant_id = new.tenant_id and id = new.id;
	elsif reason is not null then
		raise exception 'The shopper does not make this visit.' using errcode = 'GB001', constraint = reason;
	end if;
	return null;
end $$;
create trigger mystery_visit_is_made after insert on inspection
	for each row when (new.kind = 'mystery') execute function mystery_visit_keeps_rules();
create trigger mystery_visit_is_given after update of lead_id on inspection
	for each row when (new.kind = 'mystery' and old.lead_id is distinct from new.lead_id)
	execute function mystery_visit_keeps_rules();

-- A report is due so long after the visit.
create function mystery_report_is_due() returns trigger language plpgsql as $$
begin
	new.due_at := new.started_at + make_interval(hours => (select p.report_hours from review_policy p
	                                                        where p.tenant_id = new.tenant_id));
	new.miss_at := greatest(new.miss_at, case when new.miss_at is not null then new.due_at end);
	new.start_at := least(new.start_at, case when new.start_at is not null then new.due_at end);
	new.visible_from := least(new.visible_from, case when new.visible_from is not null then new.due_at end);
	return new;
end $$;
create trigger mystery_report_is_due before update on inspection
	for each row when (new.kind = 'mystery' and old.started_at is null and new.started_at is not null)
	execute function mystery_report_is_due();

alter table inspection no force row level security;
alter table mystery_visit no force row level security;
insert into mystery_visit (tenant_id, inspection_id, code)
select tenant_id, id, mystery_code() from inspection where kind = 'mystery';
alter table mystery_visit force row level security;
alter table inspection force row level security;

-- Whoever is erased is erased here as well.
create function erased_person_is_no_shopper() returns trigger language plpgsql as $$
begin
	update shopper
	   set nickname = 'former-' || id::text, state = 'resting', languages = '{}', birth_from = null, birth_to = null,
	       certifications = '{}', home_lat = null, home_lon = null, note = null, changed_at = new.erased_at
	 where tenant_id = new.tenant_id and person_id = new.id;
	return null;
end $$;
create trigger erased_person_is_no_shopper after update of erased_at on person
	for each row when (old.erased_at is null and new.erased_at is not null)
	execute function erased_person_is_no_shopper();

-- ---- who sees what

-- A person can be here several times for one visit: ask with exists, or bool_and(is_near). What nobody leads may be
-- seen by whoever may take it on; mystery visits are offered to those whom they fit instead.
create or replace view inspection_seen with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, s.person_id, s.distance = 0 as is_near
  from inspection i
  join scope s on s.tenant_id = i.tenant_id and s.unit_id = i.unit_id
 where ('inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
        or 'inspection.review' = any (s.rights)
        or 'inspection.conduct' = any (s.rights) and i.lead_id is null and i.state in ('planned', 'open')
           and (s.distance > 0 and i.kind <> 'mystery' or i.kind in ('daily', 'self')))
   and (s.distance > 0
        or (i.kind <> 'mystery' or i.state in ('released', 'voided'))
           and (i.started_at is not null
                or not i.is_unannounced
                   and ('inspection.plan' = any (s.rights)
                        or coalesce(i.visible_from <= current_setting('app.now')::timestamptz, true))))
union all
select i.tenant_id, i.id, i.lead_id, false from inspection i where i.lead_id is not null
union all
select tenant_id, inspection_id, person_id, false from inspection_member;

-- What was done about a mystery visit, a shopper or a photograph tells who the shopper was: is_secret.
create or replace view audit_seen with (security_invoker = true) as
select a.tenant_id, a.id, a.seq, a.at, a.person_id, a.operation, a.subject, a.subject_id, a.request_id, a.link,
       case a.subject
       when 'photo' then true
       when 'shopper' then true
       when 'mystery' then true
       when 'inspection' then a.subject_id is null or exists (
	select from inspection i
	 where i.tenant_id = a.tenant_id and i.id = a.subject_id::uuid and i.kind = 'mystery')
       else false end as is_secret
  from audit_entry a
 where a.seq is not null;

create or replace view inspection_shown with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, d.is_discreet, row_to_json(shown) as body
  from inspection i
 cross join (values (false), (true)) d(is_discreet)
 cross join lateral (
	select i.id,
	       (select row_to_json(x) from (select u.id, u.code, u.name, u.time_zone from unit u
	                                     where u.tenant_id = i.tenant_id and u.id = i.unit_id) x) as unit,
	       (select row_to_json(x) from (select c.id, c.code, c.title from checklist c
	                                     where c.tenant_id = i.tenant_id and c.id = i.checklist_id) x) as checklist,
	       i.kind, inspection_state(i.state, i.start_at) as state,
	       case when not d.is_discreet then moment(i.visible_from) end as visible_from,
	       case when not d.is_discreet then moment(i.start_at) end as start_at,
	       case when not d.is_discreet then moment(i.due_at) end as due_at,
	       case when not d.is_discreet then moment(i.miss_at) end as miss_at,
	       i.is_unannounced, i.needs_review,
	       case when not d.is_discreet then i.note end as note,
	       case when i.kind <> 'mystery' then
	            (select row_to_json(x) from (select p.id, p.name from person p
	               where p.tenant_id = i.tenant_id and p.id = i.lead_id) x) end as lead,
	       case when i.kind <> 'mystery' then
	            coalesce((select json_agg(x order by x.name, x.id)
	                        from (select p.id, p.name from inspection_member m
	                                join person p on p.tenant_id = m.tenant_id and p.id = m.person_id
	                               where m.tenant_id = i.tenant_id and m.inspection_id = i.id) x),
	                     '[]') end as team,
	       (select v.number from checklist_version v
	         where v.tenant_id = i.tenant_id and v.id = i.version_id) as version,
	       case when not d.is_discreet then moment(i.created_at) end as created_at,
	       case when not d.is_discreet then moment(i.started_at) end as started_at,
	       case when not d.is_discreet then moment(i.finished_at) end as finished_at,
	       case when not d.is_discreet then moment(i.submitted_at) end as submitted_at,
	       case when i.kind = 'mystery' then
	            case extract(hour from i.started_at at time zone (select u.time_zone from unit u
	                 where u.tenant_id = i.tenant_id and u.id = i.unit_id))::integer / 6
	            when 0 then 'night' when 1 then 'morning' when 2 then 'afternoon' when 3 then 'evening' end
	            end as day_part,
	       case when not d.is_discreet and i.state not in ('missed', 'cancelled', 'skipped') then
	            coalesce(i.finished_at, current_setting('app.now')::timestamptz) > i.due_at end as is_late,
	       moment(i.released_at) as released_at,
	       moment(i.cancelled_at) as cancelled_at, i.cancel_reason, moment(i.voided_at) as voided_at,
	       case when not d.is_discreet then i.void_reason end as void_reason,
	       case when not d.is_discreet then
	            coalesce((select json_agg(l.body order by l.at, l.sha256) from lost_photo_shown l
	                       where l.tenant_id = i.tenant_id and l.inspection_id = i.id), '[]') end as lost_photos,
	       i.revision, i.edit, i.status, i.grade,
	       i.percent::text as percent, i.earned, i.possible, i.asked, i.failed, i.not_applicable,
	       -- by these the store and whoever reviews speak of a mystery visit
	       case when i.kind = 'mystery' then
	            (select m.code from mystery_visit m
	              where m.tenant_id = i.tenant_id and m.inspection_id = i.id) end as visit_code,
	       case when i.kind = 'mystery' then
	            (select h.nickname from mystery_visit m
	               join shopper h on h.tenant_id = m.tenant_id and h.id = m.shopper_id
	              where m.tenant_id = i.tenant_id and m.inspection_id = i.id) end as shopper) shown;

-- The register, for those who may know.
create view shopper_shown with (security_invoker = true) as
select s.tenant_id, s.id as shopper_id,
       (select row_to_json(b) from (
		select s.id, s.nickname, (select row_to_json(x) from (select p.id, p.name) x) as person, s.state, s.languages,
		       s.birth_from, s.birth_to, s.certifications, s.home_lat, s.home_lon, s.note,
		       coalesce((select json_agg(x order by x.nickname, x.id)
		                   from (select c.id, c.nickname from shopper_companion k
		                           join shopper c on c.tenant_id = k.tenant_id and c.id = k.companion_id
		                          where k.tenant_id = s.tenant_id and k.shopper_id = s.id) x), '[]') as companions,
		       coalesce((select json_agg(row_to_json(x) order by x.at, x.unit_id)
		                   from (select k.unit_id, u.code as unit_code, u.name as unit_name, moment(k.at) as at, k.note
		                           from shopper_recognised k
		                           join unit u on u.tenant_id = k.tenant_id and u.id = k.unit_id
		                          where k.tenant_id = s.tenant_id and k.shopper_id = s.id) x), '[]') as recognised,
		       r.rating::text as rating, r.graded_nr, r.visits_nr, moment(s.created_at) as created_at,
		       moment(s.changed_at) as changed_at
	) b) as body
  from shopper s
  join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
  join shopper_rating r on r.tenant_id = s.tenant_id and r.shopper_id = s.id;
grant select on shopper_shown to gemba_app;

-- A mystery visit with who it is for and whose it is, for those who may know.
create view mystery_visit_shown with (security_invoker = true) as
select m.tenant_id, m.inspection_id, m.shopper_id,
       (select row_to_json(b) from (
		select n.body as inspection, m.code as visit_code, m.min_rating, m.languages, m.certifications, m.birth_from,
		       m.birth_to, moment(m.taken_at) as taken_at, m.on_day, moment(m.expires_at) as expires_at,
		       (select row_to_json(x) from (
			select s.id, s.nickname, p.id as person_id, p.name from shopper s
			  join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
			 where s.tenant_id = m.tenant_id and s.id = m.shopper_id) x) as shopper
	) b) as body
  from mystery_visit m
  join inspection_shown n on n.tenant_id = m.tenant_id and n.inspection_id = m.inspection_id and not n.is_discreet;
grant select on mystery_visit_shown to gemba_app;
