-- Plan-do-check-act to its end: later dates that somebody approves, what is waived, and whether it helped.

alter table policy
	-- how many passes in a row prove a fix, and within how many days
	add column effect_passes integer not null default 2,
	add column effect_days integer not null default 90,
	add constraint due_hours_are_bounded check
		(due_critical_hours <= 17520 and due_major_hours <= 17520 and due_minor_hours <= 17520),
	add constraint effect_passes_are_few check (effect_passes between 1 and 10),
	add constraint effect_days_are_bounded check (effect_days between 1 and 730);

create view policy_shown with (security_invoker = true) as
select p.tenant_id,
       (select row_to_json(b) from (
		select p.due_critical_hours, p.due_major_hours, p.due_minor_hours, p.corrective_from,
		       p.hand_in_photos, p.has_effectiveness, p.effect_passes, p.effect_days
	) b) as body
  from policy p;
grant select on policy_shown to gemba_app;

-- The built-in roles of the tenants that are there already; new ones get them from the program.
alter table role no force row level security;
update role
   set rights = rights || '{action.approve}'::text[]
 where is_built_in
   and code in ('admin', 'quality', 'regional_manager')
   and not rights @> '{action.approve}';
alter table role force row level security;

-- ---- the action

-- It stands on the table's row, which grows.
drop function action_fits(action, text[], uuid, boolean, timestamptz, text, text, text);

alter table action
	add column cause_category text,
	-- how often it was put off
	add column extensions_nr integer not null default 0,
	add column waived_by uuid,
	add column waived_at timestamptz,
	add column waive_reason text,
	-- what proves the fix, fixed with the plan; null where nobody asks
	add column effect_passes integer,
	add column effect_days integer,
	-- while it waits for its effect: passes in a row so far, and until when
	add column passes_nr integer not null default 0,
	add column effect_until timestamptz,
	-- the verdict that closed it
	add column effect text,
	add foreign key (tenant_id, waived_by) references person,
	add constraint action_cause_category_is_known check (cause_category in
		('people', 'method', 'material', 'machine', 'environment', 'measurement')),
	add constraint action_extensions_are_counted check (extensions_nr >= 0),
	add constraint waiver_is_responsible check (waived_by <> responsible_id),
	add constraint action_effect_is_known check (effect in ('effective', 'too_little_evidence')),
	add constraint action_effect_is_of_the_closed check (effect is null or state = 'closed'),
	add constraint action_effect_criteria_are_whole check ((effect_passes is null) = (effect_days is null)),
	add constraint action_effect_passes_are_few check (effect_passes between 1 and 10),
	add constraint action_effect_days_are_bounded check (effect_days between 1 and 730);

-- Whether a list that is narrowed like this has the action; what is null narrows nothing.
create function action_fits(a action, states text[], department_id uuid, is_overdue boolean, now timestamptz,
                            severity text, kind text, question text)
returns boolean language sql stable parallel safe
return (states is null or a.state = any (states))
   and (department_id is null or a.department_id = department_id)
   and (is_overdue is null
        or is_overdue = (a.state in ('open', 'planned', 'in_progress') and a.due_at < now))
   and (severity is null or a.severity = severity)
   and (kind is null or a.kind = kind)
   and (question is null or a.question = question);

alter table action no force row level security;
alter table policy no force row level security;
update action a
   set effect_passes = p.effect_passes, effect_days = p.effect_days,
       effect_until = case when a.state = 'monitoring' then a.verified_at + make_interval(days => p.effect_days) end
  from policy p
 where p.tenant_id = a.tenant_id
   and a.kind = 'corrective'
   and (a.state = 'monitoring' or p.has_effectiveness and a.state in ('planned', 'in_progress', 'submitted'));
update action
   set waived_at = changed_at, waive_reason = 'Not written down'
 where state = 'waived';
alter table policy force row level security;
alter table action force row level security;

alter table action
	add constraint action_waived_has_reason check
		((state = 'waived') = (waived_at is not null) and (waived_at is null) = (waive_reason is null)),
	add constraint action_monitoring_has_criteria check
		(state <> 'monitoring' or (effect_passes is not null and effect_until is not null));

create index action_monitoring on action (tenant_id, unit_id, checklist_id) where state = 'monitoring';
create index action_effect_due on action (effect_until) where state = 'monitoring';

-- What finds work for the clock sees this much of every tenant's actions.
create policy system on action for select to gemba_system using (true);
grant select (tenant_id, state, effect_until) on action to gemba_system;

-- A later date that somebody asked for; the date moves only when somebody else approves it.
create table action_extension (
	tenant_id uuid not null references tenant,
	id uuid not null,
	action_id uuid not null,
	-- the date that is asked for, and the one it had then
	due_at timestamptz not null,
	previous_due_at timestamptz not null,
	reason text not null,
	state text not null default 'asked',
	asked_by uuid not null,
	asked_at timestamptz not null,
	decided_by uuid,
	decided_at timestamptz,
	note text,
	primary key (tenant_id, id),
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, asked_by) references person,
	foreign key (tenant_id, decided_by) references person,
	constraint extension_state_is_known check (state in ('asked', 'approved', 'declined')),
	constraint extension_decided_is_signed check
		((state = 'asked') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
	constraint extension_is_later check (due_at > previous_due_at),
	constraint approver_is_the_asker check (decided_by <> asked_by)
);
create unique index one_extension_at_a_time on action_extension (tenant_id, action_id) where state = 'asked';
create index extension_of_action on action_extension (tenant_id, action_id, asked_at);
create index extension_newest on action_extension (tenant_id, asked_at desc, id desc);
create index extension_asked on action_extension (tenant_id, asked_at desc, id desc) where state = 'asked';

-- What became of a round: kept as it was when the same failure came back and the next round began.
create table action_round (
	tenant_id uuid not null references tenant,
	action_id uuid not null,
	round integer not null,
	cause text,
	cause_category text,
	plan text,
	planned_by uuid,
	planned_at timestamptz,
	started_by uuid,
	started_at timestamptz,
	done text,
	handed_in_by uuid,
	handed_in_at timestamptz,
	verified_by uuid,
	verified_at timestamptz,
	verification text,
	effect_passes integer,
	effect_days integer,
	passes_nr integer not null,
	-- a round only ends because the same failure came back
	effect text not null default 'not_effective',
	ended_at timestamptz not null,
	primary key (tenant_id, action_id, round),
	foreign key (tenant_id, action_id) references action,
	constraint action_round_effect_is_known check (effect = 'not_effective')
);

create function action_keeps_round() returns trigger language plpgsql as $$
begin
	insert into action_round (tenant_id, action_id, round, cause, cause_category, plan, planned_by, planned_at,
	                          started_by, started_at, done, handed_in_by, handed_in_at, verified_by, verified_at,
	                          verification, effect_passes, effect_days, passes_nr, ended_at)
	values (old.tenant_id, old.id, old.round, old.cause, old.cause_category, old.plan, old.planned_by,
	        old.planned_at, old.started_by, old.started_at, old.done, old.handed_in_by, old.handed_in_at,
	        old.verified_by, old.verified_at, old.verification, old.effect_passes, old.effect_days, old.passes_nr,
	        new.changed_at);
	return null;
end $$;
create trigger action_keeps_round after update on action
	for each row when (old.round <> new.round) execute function action_keeps_round();

-- The results that counted as evidence for or against a fix. What is withdrawn counts no more: its visit was voided.
create table action_check (
	tenant_id uuid not null references tenant,
	action_id uuid not null,
	round integer not null,
	inspection_id uuid not null,
	is_pass boolean not null,
	-- when it was seen; of a mystery visit, when it was released
	at timestamptz not null,
	withdrawn_at timestamptz,
	primary key (tenant_id, action_id, round, inspection_id),
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, inspection_id) references inspection
);
create index action_check_of_inspection on action_check (tenant_id, inspection_id);

-- Visits that were planned because of an action: to see whether it helped, or whether it is the same elsewhere.
create table action_visit (
	tenant_id uuid not null references tenant,
	action_id uuid not null,
	inspection_id uuid not null,
	purpose text not null,
	round integer not null,
	added_at timestamptz not null,
	primary key (tenant_id, action_id, inspection_id),
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, inspection_id) references inspection,
	constraint action_visit_purpose_is_known check (purpose in ('effect', 'elsewhere'))
);
create unique index one_check_visit_per_round on action_visit (tenant_id, action_id, round) where purpose = 'effect';
create index action_visit_of_inspection on action_visit (tenant_id, inspection_id);

do $$
declare t text;
begin
	foreach t in array array['action_extension', 'action_round', 'action_check', 'action_visit'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert on %I to gemba_app', t);
	end loop;
end $$;
grant update on action_extension, action_check to gemba_app;

-- ---- as the API shows them

create view extension_shown with (security_invoker = true) as
select e.tenant_id, e.id as extension_id, e.action_id, e.asked_at,
       (select row_to_json(b) from (
		select e.id, e.action_id, a.title, a.severity, a.state as action_state, a.unit_id, u.code as unit_code,
		       u.name as unit_name, e.state, moment(e.due_at) as due_at,
		       moment(e.previous_due_at) as previous_due_at, e.reason, e.asked_by, p.name as asked_by_name,
		       moment(e.asked_at) as asked_at, e.decided_by, d.name as decided_by_name,
		       moment(e.decided_at) as decided_at, e.note, a.extensions_nr
	) b) as body
  from action_extension e
  join action a on a.tenant_id = e.tenant_id and a.id = e.action_id
  join unit u on u.tenant_id = e.tenant_id and u.id = a.unit_id
  join person p on p.tenant_id = e.tenant_id and p.id = e.asked_by
  left join person d on d.tenant_id = e.tenant_id and d.id = e.decided_by;
grant select on extension_shown to gemba_app;

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
		       moment(a.waived_at) as waived_at, a.waive_reason, moment(a.changed_at) as changed_at
	) b) as body
  from action a
  join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
  left join department d on d.tenant_id = a.tenant_id and d.id = a.department_id
  left join person p on p.tenant_id = a.tenant_id and p.id = a.responsible_id;
