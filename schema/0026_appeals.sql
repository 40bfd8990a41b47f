-- Appeals: the store says that a finding is wrong, and headquarters decides.

alter table policy
	-- within so many days after the release a finding can be appealed against; 0: never
	add column appeal_days integer not null default 7,
	-- within so many days it is to be decided, or it escalates
	add column appeal_decide_days integer not null default 5,
	add constraint appeal_days_are_bounded check (appeal_days between 0 and 365),
	add constraint appeal_decide_days_are_bounded check (appeal_decide_days between 1 and 365);

create or replace view policy_shown with (security_invoker = true) as
select p.tenant_id,
       (select row_to_json(b) from (
		select p.due_critical_hours, p.due_major_hours, p.due_minor_hours, p.corrective_from,
		       p.hand_in_photos, p.has_effectiveness, p.effect_passes, p.effect_days,
		       p.recurrence_days, p.appeal_days, p.appeal_decide_days
	) b) as body
  from policy p;

-- The built-in roles of the tenants that are there already; new ones get them from the program.
alter table role no force row level security;
update role
   set rights = rights || '{appeal.make}'::text[]
 where is_built_in and code in ('admin', 'regional_manager', 'store_manager', 'department_head')
   and not rights @> '{appeal.make}';
update role
   set rights = rights || '{appeal.decide}'::text[]
 where is_built_in and code in ('admin', 'quality') and not rights @> '{appeal.decide}';
alter table role force row level security;

-- ---- a dispute: the action's clock stands still while somebody appeals against what it is about

alter table action
	-- since when, and what it was before
	add column disputed_at timestamptz,
	add column disputed_from text,
	add constraint action_disputed_is_dated check
		(state <> 'disputed' or disputed_at is not null and disputed_from in ('open', 'planned', 'in_progress'));

-- A finding that fell away: an appeal was right. It stays visible as void.
alter table finding add column void_at timestamptz;

create table appeal (
	tenant_id uuid not null references tenant,
	id uuid not null,
	finding_id uuid not null,
	inspection_id uuid not null,
	state text not null default 'open',
	reason text not null,
	appealed_by uuid not null,
	appealed_at timestamptz not null,
	-- when it is to be decided, and since when headquarters has been told that it was not
	due_at timestamptz not null,
	escalated_at timestamptz,
	ended_at timestamptz,
	decided_by uuid,
	note text,
	-- the sheet's, that the decision brought about
	revision integer,
	primary key (tenant_id, id),
	foreign key (tenant_id, finding_id) references finding,
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, appealed_by) references person,
	foreign key (tenant_id, decided_by) references person,
	constraint appeal_state_is_known check (state in ('open', 'upheld', 'changed', 'declined', 'withdrawn', 'moot')),
	constraint appeal_ended_is_dated check ((state = 'open') = (ended_at is null)),
	constraint appeal_decided_is_signed check
		((state in ('upheld', 'changed', 'declined')) = (decided_by is not null) and (decided_by is null) = (note is null)),
	constraint appeal_changed_has_revision check ((state = 'changed') = (revision is not null)),
	constraint decider_is_the_appellant check (decided_by <> appealed_by)
);
-- What was decided stays decided; what was withdrawn or not admissible may come again, in time.
create unique index one_appeal_per_finding on appeal (tenant_id, finding_id)
	where state in ('open', 'upheld', 'changed');
create index appeal_of_finding on appeal (tenant_id, finding_id, appealed_at);
create index appeal_of_inspection on appeal (tenant_id, inspection_id);
create index appeal_newest on appeal (tenant_id, appealed_at desc, id desc);
create index appeal_newest_open on appeal (tenant_id, appealed_at desc, id desc) where state = 'open';
create index appeal_to_escalate on appeal (due_at) where state = 'open' and escalated_at is null;

create table appeal_photo (
	tenant_id uuid not null references tenant,
	appeal_id uuid not null,
	sha256 text not null,
	primary key (tenant_id, appeal_id, sha256),
	foreign key (tenant_id, appeal_id) references appeal,
	foreign key (tenant_id, sha256) references photo
);
create index appeal_of_photo on appeal_photo (tenant_id, sha256);

do $$
declare t text;
begin
	foreach t in array array['appeal', 'appeal_photo'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert on %I to gemba_app', t);
	end loop;
end $$;
grant update on appeal to gemba_app;
create policy system on appeal for select to gemba_system using (true);
grant select (tenant_id, state, due_at, escalated_at) on appeal to gemba_system;

-- ---- a released visit changes by an appeal alone

-- The revision that an appeal was decided to bring about, and that is not in force yet.
create function appeal_brings(tenant uuid, inspection uuid, next_revision integer)
returns boolean language sql stable
return exists (select from appeal a
                where a.tenant_id = tenant and a.inspection_id = inspection and a.state = 'changed'
                  and a.revision = next_revision);

create or replace function released_inspection_keeps() returns trigger language plpgsql as $$
declare
	free text[] := '{state,changed_at,due_key}';
begin
	if old.state not in ('released', 'voided') then
		return new;
	end if;
	-- what is generated is not yet in the new row; voiding says by whom and why, once
	if old.state = 'released' and new.state = 'voided' then
		free := free || '{voided_by,voided_at,void_reason}'::text[];
	end if;
	if old.state = 'released' and new.state = 'released' and new.revision = old.revision + 1
	   and appeal_brings(old.tenant_id, old.id, new.revision) then
		free := free || '{revision,edit,status,grade,percent,exact_percent,earned,possible,asked,failed,not_applicable}'::text[];
	end if;
	if to_jsonb(old) - free <> to_jsonb(new) - free or new.state not in (old.state, 'voided') then
		raise exception 'A released visit never changes.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	return new;
end $$;

create or replace function released_inspection_takes_no_more() returns trigger language plpgsql as $$
begin
	if (select state = 'voided' or state = 'released' and not appeal_brings(tenant_id, id, revision + 1)
	      from inspection
	     where tenant_id = new.tenant_id and id = new.inspection_id) then
		raise exception 'A released visit never changes.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	return new;
end $$;

-- ---- as the API shows them

create view appeal_shown with (security_invoker = true) as
select a.tenant_id, a.id as appeal_id, a.finding_id,
       (select row_to_json(b) from (
		select a.id, a.finding_id, a.inspection_id, f.action_id, f.unit_id, u.code as unit_code,
		       u.name as unit_name, f.department_id, d.name as department_name, f.checklist_id, f.question,
		       f.instance, f.severity, f.title, f.void_at is not null or i.state = 'voided' as is_void, a.state,
		       a.reason, coalesce((select json_agg(q.sha256 order by q.sha256) from appeal_photo q
		                            where q.tenant_id = a.tenant_id and q.appeal_id = a.id), '[]') as photos,
		       a.appealed_by, p.name as appealed_by_name, moment(a.appealed_at) as appealed_at,
		       moment(a.due_at) as due_at,
		       a.state = 'open' and a.due_at < current_setting('app.now')::timestamptz as is_late,
		       a.decided_by, e.name as decided_by_name, moment(a.ended_at) as ended_at, a.note, a.revision,
		       (select h.result ->> 'percent' from sheet h
		         where h.tenant_id = a.tenant_id and h.inspection_id = a.inspection_id
		           and h.revision = a.revision - 1) as percent_before,
		       (select h.result ->> 'percent' from sheet h
		         where h.tenant_id = a.tenant_id and h.inspection_id = a.inspection_id
		           and h.revision = a.revision) as percent_after
	) b) as body
  from appeal a
  join finding f on f.tenant_id = a.tenant_id and f.id = a.finding_id
  join inspection i on i.tenant_id = a.tenant_id and i.id = a.inspection_id
  join unit u on u.tenant_id = a.tenant_id and u.id = f.unit_id
  left join department d on d.tenant_id = a.tenant_id and d.id = f.department_id
  join person p on p.tenant_id = a.tenant_id and p.id = a.appealed_by
  left join person e on e.tenant_id = a.tenant_id and e.id = a.decided_by;
grant select on appeal_shown to gemba_app;

create or replace view finding_shown with (security_invoker = true) as
select f.tenant_id, f.id as finding_id,
       (select row_to_json(b) from (
		select f.id, f.source, f.unit_id, u.code as unit_code, u.name as unit_name,
		       f.department_id, d.name as department_name, f.inspection_id, f.checklist_id,
		       f.question, f.instance, f.severity, f.indicator, f.title, f.note,
		       trim_scale(f.lost / 1000.0) as lost, f.repeat, f.found_by, p.name as found_by_name,
		       moment(f.found_at) as found_at, f.action_id,
		       coalesce(f.is_fixed_on_spot, false) as is_fixed_on_spot,
		       coalesce(i.state = 'voided', false) or f.void_at is not null as is_void,
		       coalesce((select json_agg(q.sha256 order by q.sha256) from finding_photo q
		                  where q.tenant_id = f.tenant_id and q.finding_id = f.id and not q.is_fix), '[]') as photos,
		       coalesce((select json_agg(q.sha256 order by q.sha256) from finding_photo q
		                  where q.tenant_id = f.tenant_id and q.finding_id = f.id and q.is_fix), '[]') as fix_photos,
		       (select row_to_json(x) from (
			select a.id, a.state, moment(a.due_at) as due_at, moment(a.ended_at) as ended_at, a.note
			  from appeal a
			 where a.tenant_id = f.tenant_id and a.finding_id = f.id
			 order by a.appealed_at desc, a.id desc
			 limit 1) x) as appeal,
		       case when i.state = 'released' and f.void_at is null
		                 and not exists (select from appeal a
		                                  where a.tenant_id = f.tenant_id and a.finding_id = f.id
		                                    and a.state in ('open', 'upheld', 'changed'))
		            then (select moment(i.released_at + make_interval(days => l.appeal_days)) from policy l
		                   where l.tenant_id = f.tenant_id
		                     and i.released_at + make_interval(days => l.appeal_days)
		                         > current_setting('app.now')::timestamptz) end as appeal_until
	) b) as body
  from finding f
  join unit u on u.tenant_id = f.tenant_id and u.id = f.unit_id
  left join department d on d.tenant_id = f.tenant_id and d.id = f.department_id
  left join person p on p.tenant_id = f.tenant_id and p.id = f.found_by
  left join inspection i on i.tenant_id = f.tenant_id and i.id = f.inspection_id;

-- Overdue is what should have been handed in by now. Before the plan, the criteria are the policy's.
create or replace view action_shown with (security_invoker = true) as
select a.tenant_id, a.id as action_id,
       (select row_to_json(b) from (
		select a.id, a.unit_id, u.code as unit_code, u.name as unit_name, a.department_id,
		       d.name as department_name, a.kind, a.severity, a.state, a.round, a.title,
		       a.checklist_id, a.question, a.responsible_id, p.name as responsible_name,
		       a.routed_by, a.needs_cause, a.opened_by, moment(a.opened_at) as opened_at,
		       moment(a.due_at) as due_at,
		       a.state in ('open', 'planned', 'in_progress')
		       and a.due_at < current_setting('app.now')::timestamptz as is_overdue, a.extensions_nr,
		       a.cause, a.cause_category, a.plan, a.planned_by, moment(a.planned_at) as planned_at,
		       a.started_by, moment(a.started_at) as started_at, a.done, a.handed_in_by,
		       moment(a.handed_in_at) as handed_in_at, a.verified_by,
		       moment(a.verified_at) as verified_at, a.verification, a.returned,
		       case when a.kind = 'corrective' and a.state = 'open'
		            then (select l.effect_passes from policy l where l.tenant_id = a.tenant_id and l.has_effectiveness)
		            else a.effect_passes end as effect_passes,
		       case when a.kind = 'corrective' and a.state = 'open'
		            then (select l.effect_days from policy l where l.tenant_id = a.tenant_id and l.has_effectiveness)
		            else a.effect_days end as effect_days,
		       a.passes_nr, moment(a.effect_until) as effect_until, a.effect,
		       moment(a.closed_at) as closed_at, a.cancelled_by,
		       moment(a.cancelled_at) as cancelled_at, a.cancel_reason, a.waived_by,
		       moment(a.waived_at) as waived_at, a.waive_reason, a.recurrence_of,
		       (select count(*) from action r
		         where r.tenant_id = a.tenant_id and r.recurrence_of = a.id) as recurrences_nr,
		       moment(a.changed_at) as changed_at,
		       case when a.state = 'disputed' then moment(a.disputed_at) end as disputed_at
	) b) as body
  from action a
  join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
  left join department d on d.tenant_id = a.tenant_id and d.id = a.department_id
  left join person p on p.tenant_id = a.tenant_id and p.id = a.responsible_id;

-- ---- lists and figures

-- Whether a finding was found at a visit of this kind, and whether the reports count it (not of a visit that was
-- voided, nor what fell away; by hand always); null asks for nothing.
create function finding_visit_fits(tenant uuid, inspection uuid, kind text, is_counted boolean, void_at timestamptz)
returns boolean language sql stable parallel safe
return (finding_visit_fits.kind is null
        or exists (select from inspection i
                    where i.tenant_id = tenant and i.id = inspection and i.kind = finding_visit_fits.kind))
       and (is_counted is null
            or is_counted = (finding_visit_fits.void_at is null
                             and (inspection is null
                                  or exists (select from inspection i
                                              where i.tenant_id = tenant and i.id = inspection and i.state = 'released'))));
drop function finding_visit_fits(uuid, uuid, text, boolean);

-- ---- who is told: whoever may see the finding

create view appeal_seen with (security_invoker = true) as
select a.tenant_id, a.id as appeal_id, s.person_id
  from appeal a
  join finding_scope s on s.tenant_id = a.tenant_id and s.finding_id = a.finding_id
 where 'finding.read' = any (s.rights);
grant select on appeal_seen to gemba_app;

alter table notice
	drop constraint notice_subject_is_known,
	add constraint notice_subject_is_known check (subject in ('inspection', 'action', 'webhook', 'appeal'));

create or replace view notice_seen with (security_invoker = true) as
select n.tenant_id, n.id as notice_id
  from notice n
 where case n.subject
       when 'inspection' then exists (select from inspection_seen s
                                       where s.tenant_id = n.tenant_id and s.inspection_id = n.subject_id
                                         and s.person_id = n.person_id)
       when 'webhook' then exists (select from webhook w
                                    where w.tenant_id = n.tenant_id and w.id = n.subject_id
                                      and w.owner_id = n.person_id)
       when 'appeal' then exists (select from appeal_seen s
                                   where s.tenant_id = n.tenant_id and s.appeal_id = n.subject_id
                                     and s.person_id = n.person_id)
       else exists (select from action_scope s
                     where s.tenant_id = n.tenant_id and s.action_id = n.subject_id
                       and s.person_id = n.person_id and 'action.read' = any (s.rights))
       end;

create or replace view notice_shown with (security_invoker = true) as
select n.tenant_id, n.id as notice_id,
       (select row_to_json(b) from (
		select n.id, n.kind, n.subject, n.subject_id,
		       coalesce(a.title, c.title, f.title) as title,
		       (select row_to_json(x) from (select u.id, u.code, u.name, u.time_zone where u.id is not null) x) as unit,
		       (select row_to_json(x) from (select p.id, p.name where p.id is not null) x) as by,
		       moment(coalesce(a.due_at, i.due_at, l.due_at)) as due_at, moment(n.at) as at, moment(n.read_at) as read_at
	) b) as body
  from notice n
  left join action a on n.subject = 'action' and a.tenant_id = n.tenant_id and a.id = n.subject_id
  left join inspection i on n.subject = 'inspection' and i.tenant_id = n.tenant_id and i.id = n.subject_id
  left join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join appeal l on n.subject = 'appeal' and l.tenant_id = n.tenant_id and l.id = n.subject_id
  left join finding f on f.tenant_id = l.tenant_id and f.id = l.finding_id
  left join unit u on u.tenant_id = n.tenant_id and u.id = n.unit_id
  left join person p on p.tenant_id = n.tenant_id and p.id = n.by_id;

create or replace view mail_line with (security_invoker = true) as
select n.tenant_id, n.mail_id, n.id as notice_id, n.at, n.kind, n.subject, n.subject_id,
       case when i.kind is distinct from 'mystery' then coalesce(a.title, c.title, f.title) end as title,
       case when i.kind is distinct from 'mystery' then u.name end as unit_name,
       case when i.kind is distinct from 'mystery'
            then to_char(coalesce(a.due_at, i.due_at, l.due_at) at time zone coalesce(u.time_zone, 'UTC'),
                         'YYYY-MM-DD HH24:MI')
                 || ' (' || coalesce(u.time_zone, 'UTC') || ')' end as due
  from notice n
  left join action a on n.subject = 'action' and a.tenant_id = n.tenant_id and a.id = n.subject_id
  left join inspection i on n.subject = 'inspection' and i.tenant_id = n.tenant_id and i.id = n.subject_id
  left join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join appeal l on n.subject = 'appeal' and l.tenant_id = n.tenant_id and l.id = n.subject_id
  left join finding f on f.tenant_id = l.tenant_id and f.id = l.finding_id
  left join unit u on u.tenant_id = n.tenant_id and u.id = n.unit_id
 where n.mail_id is not null
   and n.read_at is null
   and exists (select from notice_seen s where s.tenant_id = n.tenant_id and s.notice_id = n.id);

-- An event with each person who may hear of it: whoever may see what it is about. A person who is near (has a role at
-- the store alone) hears of an unannounced visit from its start, and of a mystery visit nothing but its release: an
-- older event, read afterwards in its place between others, would tell when it was.
create or replace view event_seen with (security_invoker = true) as
select e.tenant_id, e.seq, e.id, e.at, e.kind, e.subject, e.subject_id, e.unit_id, e.person_id, e.data,
       viewer.id as viewer_id
  from event e
  join person viewer on viewer.tenant_id = e.tenant_id
 where e.seq is not null
   and case e.subject
       when 'inspection' then (
	select true from inspection_seen v
	  join inspection i on i.tenant_id = v.tenant_id and i.id = v.inspection_id
	 where v.tenant_id = e.tenant_id and v.inspection_id = e.subject_id and v.person_id = viewer.id
	   and (not v.is_near
	        or case when i.kind = 'mystery' then e.kind in ('inspection.released', 'inspection.voided')
	                when i.is_unannounced then e.kind not in ('inspection.planned', 'inspection.changed',
	                                                          'inspection.visible')
	                else true end) limit 1)
       when 'action' then (
	select true from action_scope s
	 where s.tenant_id = e.tenant_id and s.action_id = e.subject_id and s.person_id = viewer.id
	   and 'action.read' = any (s.rights) limit 1)
       when 'finding' then (
	select true from finding_scope s
	 where s.tenant_id = e.tenant_id and s.finding_id = e.subject_id and s.person_id = viewer.id
	   and 'finding.read' = any (s.rights) limit 1)
       when 'appeal' then (
	select true from appeal_seen s
	 where s.tenant_id = e.tenant_id and s.appeal_id = e.subject_id and s.person_id = viewer.id limit 1)
       when 'unit' then (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.subject_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights) limit 1)
       when 'membership' then (e.data ->> 'person_id')::uuid = viewer.id or (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.unit_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights) limit 1)
       when 'person' then e.subject_id = viewer.id
	or e.kind in ('person.created', 'person.changed', 'person.left', 'person.erased') and (
	select true from person_seen s
	 where s.tenant_id = e.tenant_id and s.viewer_id = viewer.id and s.person_id = e.subject_id limit 1)
       when 'device' then e.person_id = viewer.id
       when 'policy' then (
	select true from scope s
	  join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id and s.department_id is null
	   and 'organization.manage' = any (s.rights) limit 1)
       else e.subject in ('department', 'partner', 'role', 'checklist') and (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id
	   and case e.subject when 'checklist' then 'checklist.read' else 'organization.read' end = any (s.rights) limit 1)
       end;
