-- What comes back, what was put right during the visit, where else it may be, and what is learnt from it.

alter table policy
	-- within so many days after it was closed, the same failure is a recurrence; 0: never
	add column recurrence_days integer not null default 180,
	add constraint recurrence_days_are_bounded check (recurrence_days between 0 and 1825);

create or replace view policy_shown with (security_invoker = true) as
select p.tenant_id,
       (select row_to_json(b) from (
		select p.due_critical_hours, p.due_major_hours, p.due_minor_hours, p.corrective_from,
		       p.hand_in_photos, p.has_effectiveness, p.effect_passes, p.effect_days,
		       p.recurrence_days
	) b) as body
  from policy p;

-- The built-in roles of the tenants that are there already; new ones get them from the program.
alter table role no force row level security;
update role
   set rights = rights || '{photo.write_off}'::text[]
 where is_built_in and code in ('admin', 'quality', 'regional_manager') and not rights @> '{photo.write_off}';
update role
   set rights = rights || '{inspection.void}'::text[]
 where is_built_in and code in ('admin', 'quality') and not rights @> '{inspection.void}';
alter table role force row level security;

-- ---- what comes back

alter table action
	-- the action that was closed and whose failure came back
	add column recurrence_of uuid,
	add foreign key (tenant_id, recurrence_of) references action,
	add constraint action_recurs_of_another check (recurrence_of <> id);
create index action_closed on action (tenant_id, unit_id, checklist_id, question, closed_at desc)
	where state = 'closed' and question is not null;
create index action_recurrences on action (tenant_id, recurrence_of) where recurrence_of is not null;

-- ---- what was put right during the visit: it is found and counted, and opens no action

-- {"question": ["sha256"]} beside the answers: the photographs of what was put right
alter table sheet add column fixed json;

alter table inspection_photo add column is_fix boolean not null default false;

alter table finding
	-- null is no: a default could not be added under the functions that take the whole row
	add column is_fixed_on_spot boolean,
	alter column action_id drop not null,
	add constraint finding_has_action check (action_id is not null or is_fixed_on_spot is true);

create or replace view finding_photo with (security_invoker = true) as
select f.tenant_id, f.id as finding_id, p.sha256, p.is_fix
  from finding f
  join inspection i on i.tenant_id = f.tenant_id and i.id = f.inspection_id
  join inspection_photo p on p.tenant_id = f.tenant_id and p.inspection_id = f.inspection_id
   and p.question = f.question and p.instance = coalesce(f.instance, '') and p.revision = i.revision
union all
select f.tenant_id, f.id, p.sha256, false
  from finding f
  join action_photo p on p.tenant_id = f.tenant_id and p.action_id = f.action_id and p.step = 'finding'
 where f.source = 'hand';

create or replace view finding_shown with (security_invoker = true) as
select f.tenant_id, f.id as finding_id,
       (select row_to_json(b) from (
		select f.id, f.source, f.unit_id, u.code as unit_code, u.name as unit_name,
		       f.department_id, d.name as department_name, f.inspection_id, f.checklist_id,
		       f.question, f.instance, f.severity, f.indicator, f.title, f.note,
		       trim_scale(f.lost / 1000.0) as lost, f.repeat, f.found_by, p.name as found_by_name,
		       moment(f.found_at) as found_at, f.action_id,
		       coalesce(f.is_fixed_on_spot, false) as is_fixed_on_spot, coalesce(i.state = 'voided', false) as is_void,
		       coalesce((select json_agg(q.sha256 order by q.sha256) from finding_photo q
		                  where q.tenant_id = f.tenant_id and q.finding_id = f.id and not q.is_fix), '[]') as photos,
		       coalesce((select json_agg(q.sha256 order by q.sha256) from finding_photo q
		                  where q.tenant_id = f.tenant_id and q.finding_id = f.id and q.is_fix), '[]') as fix_photos
	) b) as body
  from finding f
  join unit u on u.tenant_id = f.tenant_id and u.id = f.unit_id
  left join department d on d.tenant_id = f.tenant_id and d.id = f.department_id
  left join person p on p.tenant_id = f.tenant_id and p.id = f.found_by
  left join inspection i on i.tenant_id = f.tenant_id and i.id = f.inspection_id;

-- ---- photographs that were lost with their phone: the submission does not wait for them

create table lost_photo (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	sha256 text not null,
	question text not null,
	reason text not null,
	person_id uuid not null,
	at timestamptz not null,
	primary key (tenant_id, inspection_id, sha256),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, person_id) references person
);
alter table lost_photo enable row level security;
alter table lost_photo force row level security;
create policy own on lost_photo to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert on lost_photo to gemba_app;

create view lost_photo_shown with (security_invoker = true) as
select l.tenant_id, l.inspection_id, l.sha256, l.at,
       (select row_to_json(b) from (
		select l.sha256, l.question, l.reason, l.person_id, p.name as person_name, moment(l.at) as at
	) b) as body
  from lost_photo l
  join person p on p.tenant_id = l.tenant_id and p.id = l.person_id;
grant select on lost_photo_shown to gemba_app;

-- ---- a released visit that was wrong is voided: it stays visible as that and counts for nothing

alter table inspection
	add column voided_by uuid,
	add column voided_at timestamptz,
	add column void_reason text,
	add foreign key (tenant_id, voided_by) references person;
alter table inspection no force row level security;
alter table inspection disable trigger released_inspection_keeps;
update inspection
   set voided_at = changed_at, void_reason = 'Not written down'
 where state = 'voided';
alter table inspection enable trigger released_inspection_keeps;
alter table inspection force row level security;
alter table inspection add constraint inspection_voided_has_reason check
	((state = 'voided') = (voided_at is not null) and (voided_at is null) = (void_reason is null));

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
	if to_jsonb(old) - free <> to_jsonb(new) - free or new.state not in (old.state, 'voided') then
		raise exception 'A released visit never changes.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	return new;
end $$;

-- A round that began because of a visit that was voided is taken back: the round before goes on.
drop trigger action_keeps_round on action;
create trigger action_keeps_round after update on action
	for each row when (old.round < new.round) execute function action_keeps_round();
grant delete on action_round to gemba_app;

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
	       i.percent::text as percent, i.earned, i.possible, i.asked, i.failed, i.not_applicable) shown;

-- ---- what is learnt: a change to the checklist, the procedure or the training

create table proposal (
	tenant_id uuid not null references tenant,
	id uuid not null,
	action_id uuid not null,
	kind text not null,
	text text not null,
	state text not null default 'proposed',
	proposed_by uuid not null,
	proposed_at timestamptz not null,
	decided_by uuid,
	decided_at timestamptz,
	note text,
	primary key (tenant_id, id),
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, proposed_by) references person,
	foreign key (tenant_id, decided_by) references person,
	constraint proposal_kind_is_known check (kind in ('checklist', 'procedure', 'training')),
	constraint proposal_state_is_known check (state in ('proposed', 'accepted', 'declined')),
	constraint proposal_decided_is_signed check
		((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null))
);
create index proposal_of_action on proposal (tenant_id, action_id, proposed_at);
create index proposal_newest on proposal (tenant_id, proposed_at desc, id desc);
alter table proposal enable row level security;
alter table proposal force row level security;
create policy own on proposal to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on proposal to gemba_app;

-- With its evidence: what the action was about and what became of it.
create view proposal_shown with (security_invoker = true) as
select q.tenant_id, q.id as proposal_id, q.action_id, q.proposed_at,
       (select row_to_json(b) from (
		select q.id, q.action_id, q.kind, q.text, q.state, q.proposed_by, p.name as proposed_by_name,
		       moment(q.proposed_at) as proposed_at, q.decided_by, d.name as decided_by_name,
		       moment(q.decided_at) as decided_at, q.note, a.title, a.severity, a.state as action_state, a.cause,
		       a.plan, a.effect, a.round, a.unit_id, u.code as unit_code, u.name as unit_name, a.checklist_id,
		       a.question,
		       (select count(*) from finding f
		         where f.tenant_id = q.tenant_id and f.action_id = q.action_id) as findings_nr,
		       (select count(*) from action r
		         where r.tenant_id = q.tenant_id and r.recurrence_of = q.action_id) as recurrences_nr
	) b) as body
  from proposal q
  join action a on a.tenant_id = q.tenant_id and a.id = q.action_id
  join unit u on u.tenant_id = q.tenant_id and u.id = a.unit_id
  join person p on p.tenant_id = q.tenant_id and p.id = q.proposed_by
  left join person d on d.tenant_id = q.tenant_id and d.id = q.decided_by;
grant select on proposal_shown to gemba_app;

-- ---- the action as the API shows it

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
		       moment(a.changed_at) as changed_at
	) b) as body
  from action a
  join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
  left join department d on d.tenant_id = a.tenant_id and d.id = a.department_id
  left join person p on p.tenant_id = a.tenant_id and p.id = a.responsible_id;
