-- Plans: how far ahead visits are made is the group's policy; what somebody who leaves was to do is handed on and told;
-- what is about plans and calendars is told to those who may read them.

alter table policy
	-- the visits of so many days from today are made
	add column plan_days integer not null default 14,
	add constraint plan_days_are_bounded check (plan_days between 1 and 92);

create or replace view policy_shown with (security_invoker = true) as
select p.tenant_id,
       (select row_to_json(b) from (
		select p.due_critical_hours, p.due_major_hours, p.due_minor_hours, p.corrective_from,
		       p.hand_in_photos, p.has_effectiveness, p.effect_passes, p.effect_days,
		       p.recurrence_days, p.appeal_days, p.appeal_decide_days, p.plan_days
	) b) as body
  from policy p;

-- Who was to go and has left, until what became of it was told to whoever plans.
alter table plan_occurrence
	add column left_by uuid,
	add foreign key (tenant_id, left_by) references person;
create index plan_occurrence_left on plan_occurrence (tenant_id, plan_id) where left_by is not null;

-- A plan for ten thousand stores makes visits by the hundred thousand, so that what each of them costs is much: nobody
-- asks for the visits of a plan but by its occurrences, and what nobody leads is in no list of somebody's.
drop index inspection_of_plan;
drop index inspection_newest_of_lead;
create index inspection_newest_of_lead on inspection (tenant_id, lead_id, created_at desc, id desc)
	where lead_id is not null;
drop index inspection_by_due_of_lead;
create index inspection_by_due_of_lead on inspection (tenant_id, lead_id, due_key, id)
	where lead_id is not null and state in ('planned', 'open', 'started');

-- Whoever leaves, by whatever way, has the visits to come handed on at once: the plans are looked through again.
create function leaver_wakes_plans() returns trigger language plpgsql as $$
begin
	update plan p
	   set dispatch_at = current_setting('app.now')::timestamptz, dispatch_after = null
	 where p.tenant_id = new.tenant_id
	   and p.state = 'active'
	   and p.id in (select i.plan_id from inspection i
	                 where i.tenant_id = new.tenant_id and i.lead_id = new.id and i.state in ('planned', 'open'));
	return null;
end $$;
create trigger leaver_wakes_plans after update of state on person
	for each row when (new.state = 'left' and old.state <> 'left') execute function leaver_wakes_plans();

-- Who may read a plan: whoever plans at its unit; of a store that is not to know what comes, only from above it.
create view plan_seen with (security_invoker = true) as
select p.tenant_id, p.id as plan_id, s.person_id
  from plan p
  join unit u on u.tenant_id = p.tenant_id and u.id = p.unit_id
  join scope s on s.tenant_id = p.tenant_id and s.unit_id = p.unit_id
 where 'inspection.plan' = any (s.rights)
   and (s.distance > 0
        or u.kind <> 'store'
        or p.kind <> 'mystery'
           and not exists (select from plan_revision r
                            where r.tenant_id = p.tenant_id and r.plan_id = p.id and r.is_unannounced));
grant select on plan_seen to gemba_app;

alter table notice
	drop constraint notice_subject_is_known,
	add constraint notice_subject_is_known check (subject in ('inspection', 'action', 'webhook', 'appeal', 'plan'));

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
       when 'plan' then exists (select from plan_seen s
                                 where s.tenant_id = n.tenant_id and s.plan_id = n.subject_id
                                   and s.person_id = n.person_id)
       else exists (select from action_scope s
                     where s.tenant_id = n.tenant_id and s.action_id = n.subject_id
                       and s.person_id = n.person_id and 'action.read' = any (s.rights))
       end;

-- counts: of what is told at once: visits that were handed on, and those that have nobody
alter table notice add column counts json;

create or replace view notice_shown with (security_invoker = true) as
select n.tenant_id, n.id as notice_id,
       (select row_to_json(b) from (
		select n.id, n.kind, n.subject, n.subject_id,
		       coalesce(a.title, c.title, f.title, case when q.id is not null then json_build_object('en', q.name) end) as title,
		       (select row_to_json(x) from (select u.id, u.code, u.name, u.time_zone where u.id is not null) x) as unit,
		       (select row_to_json(x) from (select p.id, p.name where p.id is not null) x) as by,
		       moment(coalesce(a.due_at, i.due_at, l.due_at)) as due_at, moment(n.at) as at, moment(n.read_at) as read_at,
		       n.counts
	) b) as body
  from notice n
  left join action a on n.subject = 'action' and a.tenant_id = n.tenant_id and a.id = n.subject_id
  left join inspection i on n.subject = 'inspection' and i.tenant_id = n.tenant_id and i.id = n.subject_id
  left join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join appeal l on n.subject = 'appeal' and l.tenant_id = n.tenant_id and l.id = n.subject_id
  left join finding f on f.tenant_id = l.tenant_id and f.id = l.finding_id
  left join plan q on n.subject = 'plan' and q.tenant_id = n.tenant_id and q.id = n.subject_id
  left join unit u on u.tenant_id = n.tenant_id and u.id = n.unit_id
  left join person p on p.tenant_id = n.tenant_id and p.id = n.by_id;

create or replace view mail_line with (security_invoker = true) as
select n.tenant_id, n.mail_id, n.id as notice_id, n.at, n.kind, n.subject, n.subject_id,
       case when i.kind is distinct from 'mystery'
            then coalesce(a.title, c.title, f.title, case when q.id is not null then json_build_object('en', q.name) end)
            end as title,
       case when i.kind is distinct from 'mystery' then u.name end as unit_name,
       case when i.kind is distinct from 'mystery'
            then to_char(coalesce(a.due_at, i.due_at, l.due_at) at time zone coalesce(u.time_zone, 'UTC'),
                         'YYYY-MM-DD HH24:MI')
                 || ' (' || coalesce(u.time_zone, 'UTC') || ')' end as due,
       n.counts
  from notice n
  left join action a on n.subject = 'action' and a.tenant_id = n.tenant_id and a.id = n.subject_id
  left join inspection i on n.subject = 'inspection' and i.tenant_id = n.tenant_id and i.id = n.subject_id
  left join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join appeal l on n.subject = 'appeal' and l.tenant_id = n.tenant_id and l.id = n.subject_id
  left join finding f on f.tenant_id = l.tenant_id and f.id = l.finding_id
  left join plan q on n.subject = 'plan' and q.tenant_id = n.tenant_id and q.id = n.subject_id
  left join unit u on u.tenant_id = n.tenant_id and u.id = n.unit_id
 where n.mail_id is not null
   and n.read_at is null
   and exists (select from notice_seen s where s.tenant_id = n.tenant_id and s.notice_id = n.id);

-- As it was, and of plans and calendars too. A calendar that is gone is told to whoever saw a unit where it held.
create or replace view event_seen with (security_invoker = true) as
select e.tenant_id, e.seq, e.id, e.at, e.kind, e.subject, e.subject_id, e.unit_id, e.person_id,
       case when e.kind in ('inspection.hidden', 'action.hidden') then '{}' else e.data end as data,
       viewer.id as viewer_id
  from event e
  join person viewer on viewer.tenant_id = e.tenant_id
 where e.seq is not null
   and case when e.kind in ('inspection.hidden', 'action.hidden') then (
	select true from json_array_elements_text(e.data -> 'person_ids') p(id) where p.id::uuid = viewer.id limit 1)
       when e.subject = 'inspection' then (
	select true from inspection_seen v
	  join inspection i on i.tenant_id = v.tenant_id and i.id = v.inspection_id
	 where v.tenant_id = e.tenant_id and v.inspection_id = e.subject_id and v.person_id = viewer.id
	   and (not v.is_near
	        or case when i.kind = 'mystery' then e.kind in ('inspection.released', 'inspection.voided')
	                when i.is_unannounced then e.kind not in ('inspection.planned', 'inspection.changed',
	                                                          'inspection.visible')
	                else true end) limit 1)
       when e.subject = 'action' then (
	select true from action_scope s
	 where s.tenant_id = e.tenant_id and s.action_id = e.subject_id and s.person_id = viewer.id
	   and 'action.read' = any (s.rights) limit 1)
       when e.subject = 'finding' then (
	select true from finding_scope s
	 where s.tenant_id = e.tenant_id and s.finding_id = e.subject_id and s.person_id = viewer.id
	   and 'finding.read' = any (s.rights) limit 1)
       when e.subject = 'appeal' then (
	select true from appeal_seen s
	 where s.tenant_id = e.tenant_id and s.appeal_id = e.subject_id and s.person_id = viewer.id limit 1)
       when e.subject = 'unit' then (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.subject_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights) limit 1)
       when e.subject = 'membership' then (e.data ->> 'person_id')::uuid = viewer.id or (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.unit_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights) limit 1)
       when e.subject = 'person' then e.subject_id = viewer.id
	or e.kind in ('person.created', 'person.changed', 'person.left', 'person.erased') and (
	select true from person_seen s
	 where s.tenant_id = e.tenant_id and s.viewer_id = viewer.id and s.person_id = e.subject_id limit 1)
       when e.subject = 'device' then e.person_id = viewer.id
       when e.subject = 'policy' then (
	select true from scope s
	  join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id and s.department_id is null
	   and 'organization.manage' = any (s.rights) limit 1)
       when e.subject = 'plan' then (
	select true from plan_seen s
	 where s.tenant_id = e.tenant_id and s.plan_id = e.subject_id and s.person_id = viewer.id limit 1)
       when e.subject = 'calendar' and e.kind <> 'calendar.deleted' then (
	select true from calendar_seen s
	 where s.tenant_id = e.tenant_id and s.calendar_id = e.subject_id and s.person_id = viewer.id limit 1)
       when e.subject = 'calendar' then (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id and 'organization.read' = any (s.rights)
	   and (e.unit_id is null
	        or exists (select from unit_above a
	                    where a.tenant_id = e.tenant_id
	                      and (a.above_id = e.unit_id and a.unit_id = s.unit_id
	                           or a.above_id = s.unit_id and a.unit_id = e.unit_id))) limit 1)
       else e.subject in ('department', 'partner', 'role', 'checklist') and (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id
	   and case e.subject when 'checklist' then 'checklist.read' else 'organization.read' end = any (s.rights) limit 1)
       end;
