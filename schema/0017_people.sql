-- Whoever leaves, and whoever is to be forgotten; and a group is never without somebody who can manage it.

-- ---- the last administrator

-- Whether somebody manages both people and organization for the whole group today; with for_good, without an end.
create function administrators_remain(tenant uuid, for_good boolean) returns boolean language sql stable as $$
	select exists (
		select from membership m
		  join unit top on top.tenant_id = m.tenant_id and top.id = m.unit_id and top.parent_id is null
		  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
		  join person p on p.tenant_id = m.tenant_id and p.id = m.person_id and p.state = 'active'
		 where m.tenant_id = tenant
		   and m.department_id is null
		   and coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
		   and case when for_good then m.ends_on is null
		            else coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true) end
		 group by m.person_id
		having bool_or('people.manage' = any (r.rights)) and bool_or('organization.manage' = any (r.rights)))
$$;

-- Two who go at the same moment come one after the other, and the second sees that the first has gone.
create function administrators_check(tenant uuid, for_good boolean) returns void language plpgsql as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('administrators ' || tenant::text, 0));
	if not administrators_remain(tenant, for_good) then
		raise exception 'Nobody would be left who manages people and organization for the whole group.'
			using errcode = 'GB001', constraint = 'last_administrator';
	end if;
end $$;

create function is_administration(tenant uuid, unit uuid, role uuid) returns boolean language sql stable as $$
	select exists (select from unit u where u.tenant_id = tenant and u.id = unit and u.parent_id is null)
	   and exists (select from role r where r.tenant_id = tenant and r.id = role
	                and r.rights && '{people.manage,organization.manage}')
$$;

create function membership_leaves_an_administrator() returns trigger language plpgsql as $$
begin
	if old.department_id is null and is_administration(old.tenant_id, old.unit_id, old.role_id) then
		perform administrators_check(old.tenant_id, old.ends_on is null);
	end if;
	return null;
end $$;
create trigger membership_leaves_an_administrator after delete or update on membership
	for each row execute function membership_leaves_an_administrator();

create function role_leaves_an_administrator() returns trigger language plpgsql as $$
begin
	if exists (select from membership m
	             join unit top on top.tenant_id = m.tenant_id and top.id = m.unit_id and top.parent_id is null
	            where m.tenant_id = old.tenant_id and m.role_id = old.id and m.department_id is null) then
		perform administrators_check(old.tenant_id, false);
	end if;
	return null;
end $$;
create trigger role_leaves_an_administrator after update of rights on role
	for each row when (old.rights && '{people.manage,organization.manage}' and not new.rights @> old.rights)
	execute function role_leaves_an_administrator();

create function person_leaves_an_administrator() returns trigger language plpgsql as $$
begin
	if exists (select from membership m
	            where m.tenant_id = old.tenant_id and m.person_id = old.id and m.department_id is null
	              and is_administration(m.tenant_id, m.unit_id, m.role_id)) then
		perform administrators_check(old.tenant_id, true);
	end if;
	return null;
end $$;
create trigger person_leaves_an_administrator after update of state on person
	for each row when (old.state = 'active' and new.state <> 'active')
	execute function person_leaves_an_administrator();

-- ---- whoever is forgotten

alter table person
	add column erased_at timestamptz,
	add constraint erased_person_has_left check (erased_at is null or state = 'left'),
	add constraint erased_person_has_nothing check
		(erased_at is null or email is null and phone is null and password_hash is null);

create function erased_person_keeps() returns trigger language plpgsql as $$
begin
	raise exception 'Whoever was erased is nobody any more.'
		using errcode = 'GB001', constraint = 'person_is_erased';
end $$;
create trigger erased_person_keeps before update on person
	for each row when (old.erased_at is not null) execute function erased_person_keeps();

create or replace view person_shown with (security_invoker = true) as
select p.tenant_id, p.id,
       (select row_to_json(b) from (
		select p.id, p.login, p.name, p.email, p.phone, p.language, p.state,
		       p.password_hash is not null as has_password, moment(p.erased_at) as erased_at,
		       moment(p.created_at) as created_at, moment(p.changed_at) as changed_at
	) b) as body
  from person p;

-- Where somebody was when a photograph was taken, and what events said of a person before they only named ids.
grant update (lat, lon, accuracy_m) on capture to gemba_app;
grant update (data) on event to gemba_app;
grant delete on notice to gemba_app;
create index capture_of_person on capture (tenant_id, person_id);

-- ---- what somebody leaves behind

create view handover_visit with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, i.lead_id as person_id, i.unit_id, i.kind, i.due_key,
       (select row_to_json(b) from (
		select i.id, i.unit_id, u.name as unit_name, c.title as checklist_title, i.state, moment(i.due_at) as due_at
	) b) as body
  from inspection i
  join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id
  join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
 where i.state in ('planned', 'open', 'started')
   and i.lead_id is not null;
grant select on handover_visit to gemba_app;

create view handover_action with (security_invoker = true) as
select a.tenant_id, a.id as action_id, a.responsible_id as person_id, a.due_at,
       (select row_to_json(b) from (
		select a.id, a.unit_id, u.name as unit_name, a.title, a.state, moment(a.due_at) as due_at
	) b) as body
  from action a
  join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
 where a.state in ('open', 'planned', 'in_progress')
   and a.responsible_id is not null;
grant select on handover_action to gemba_app;
