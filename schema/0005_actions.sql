-- What failed, and what is done about it, in plan-do-check-act.

-- Severities by their weight; null for what is none.
create function severity_rank(severity text) returns integer language sql immutable parallel safe
return array_position(array['minor', 'major', 'critical'], severity);

create table action (
	tenant_id uuid not null references tenant,
	id uuid not null,
	unit_id uuid not null,
	department_id uuid,
	kind text not null,
	severity text not null,
	state text not null default 'open',
	round integer not null default 1,
	-- the question's text, or what was written by hand, as a text of languages
	title json not null,
	-- the question it is about; null for what was found by hand
	checklist_id uuid,
	question text,
	-- who has to see to it, and how it came to that person
	responsible_id uuid,
	routed_by text not null,
	needs_cause boolean not null,
	opened_by uuid,
	opened_at timestamptz not null,
	due_at timestamptz not null,
	-- plan
	cause text,
	plan text,
	planned_by uuid,
	planned_at timestamptz,
	-- do
	started_by uuid,
	started_at timestamptz,
	done text,
	handed_in_by uuid,
	handed_in_at timestamptz,
	-- check
	verified_by uuid,
	verified_at timestamptz,
	verification text,
	returned integer not null default 0,
	-- act
	closed_at timestamptz,
	cancelled_by uuid,
	cancelled_at timestamptz,
	cancel_reason text,
	changed_at timestamptz not null,
	-- what was done last: what a finding did to it (opened, joined, raised, reopened), or the fingerprint of
	-- the request of a step, so that the same request again is answered the same
	last_step text not null default 'opened',
	primary key (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, department_id) references department,
	foreign key (tenant_id, checklist_id) references checklist,
	foreign key (tenant_id, responsible_id) references person,
	foreign key (tenant_id, opened_by) references person,
	foreign key (tenant_id, planned_by) references person,
	foreign key (tenant_id, started_by) references person,
	foreign key (tenant_id, handed_in_by) references person,
	foreign key (tenant_id, verified_by) references person,
	foreign key (tenant_id, cancelled_by) references person,
	constraint action_kind_is_known check (kind in ('correction', 'corrective')),
	constraint action_severity_is_known check (severity in ('minor', 'major', 'critical')),
	constraint action_state_is_known check (state in
		('open', 'planned', 'in_progress', 'submitted', 'monitoring', 'closed', 'cancelled', 'waived', 'disputed')),
	constraint action_routed_by_is_known check (routed_by in ('duty', 'manager', 'region', 'headquarters', 'hand')),
	constraint action_correction_needs_no_plan check (kind <> 'correction' or state not in ('planned', 'monitoring')),
	constraint cause_is_missing check
		(not needs_cause or state in ('open', 'cancelled', 'waived', 'disputed') or nullif(trim(cause), '') is not null),
	constraint action_planned_is_planned check
		(kind <> 'corrective' or state in ('open', 'cancelled', 'waived', 'disputed') or (plan is not null and planned_at is not null)),
	constraint action_submitted_is_handed_in check
		(state not in ('submitted', 'monitoring', 'closed') or (handed_in_by is not null and handed_in_at is not null)),
	constraint action_verified_is_signed check
		(state not in ('monitoring', 'closed') or (verified_by is not null and verified_at is not null)),
	constraint action_closed_is_dated check ((state = 'closed') = (closed_at is not null)),
	constraint action_cancelled_has_reason check (state <> 'cancelled' or cancel_reason is not null),
	constraint verifier_is_the_fixer check
		(verified_by is null or (verified_by <> handed_in_by and verified_by is distinct from started_by))
);
-- A failure of a question that has an open action at the store joins it.
create unique index one_open_action_per_question on action (tenant_id, unit_id, checklist_id, question)
	where state not in ('closed', 'cancelled', 'waived') and question is not null;
create index action_newest on action (tenant_id, opened_at desc, id desc);
create index action_by_due on action (tenant_id, due_at, id);
create index action_not_over_by_due on action (tenant_id, due_at, id)
	where state not in ('closed', 'cancelled', 'waived');
create index action_of_unit on action (tenant_id, unit_id, state);
create index action_not_over_of_unit on action (tenant_id, unit_id)
	where state not in ('closed', 'cancelled', 'waived');
create index action_of_responsible on action (tenant_id, responsible_id, state);

-- Everybody who had a hand in the fix; none of them may verify it.
create table action_fixer (
	tenant_id uuid not null references tenant,
	action_id uuid not null,
	person_id uuid not null,
	round integer not null,
	primary key (tenant_id, action_id, person_id, round),
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, person_id) references person
);

create function action_verifier_is_another() returns trigger language plpgsql as $$
begin
	if new.verified_by is not null and exists (
		select from action_fixer
		 where tenant_id = new.tenant_id and action_id = new.id and round = new.round
		   and person_id = new.verified_by) then
		raise exception 'Whoever had a hand in the fix cannot verify it.'
			using errcode = 'GB001', constraint = 'verifier_is_the_fixer';
	end if;
	return new;
end $$;
create trigger action_verifier_is_another before update of verified_by on action
	for each row execute function action_verifier_is_another();

create table finding (
	tenant_id uuid not null references tenant,
	id uuid not null,
	source text not null,
	unit_id uuid not null,
	department_id uuid,
	inspection_id uuid,
	checklist_id uuid,
	question text,
	instance text,
	severity text not null,
	indicator text,
	-- the question's text or what was written by hand, as a text of languages
	title json not null,
	note text,
	-- thousandths of a point
	lost bigint not null default 0,
	-- the how-manieth failure in a row
	repeat integer not null default 1,
	found_by uuid,
	found_at timestamptz not null,
	action_id uuid not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, department_id) references department,
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, checklist_id) references checklist,
	foreign key (tenant_id, found_by) references person,
	constraint finding_source_is_known check (source in ('inspection', 'hand')),
	constraint finding_severity_is_known check (severity in ('minor', 'major', 'critical')),
	constraint finding_has_its_visit check ((source = 'inspection') = (inspection_id is not null and question is not null))
);
create unique index one_finding_per_question_of_a_visit on finding
	(tenant_id, inspection_id, question, coalesce(instance, '')) where inspection_id is not null;
create index finding_newest on finding (tenant_id, found_at desc, id desc);
create index finding_of_action on finding (tenant_id, action_id);
create index finding_of_unit on finding (tenant_id, unit_id, found_at desc);
create index finding_of_finder on finding (tenant_id, found_by) where source = 'hand';

-- Photographs of an action: of the plan, of the fix, of a comment.
create table action_photo (
	tenant_id uuid not null references tenant,
	action_id uuid not null,
	sha256 text not null,
	step text not null,
	round integer not null,
	person_id uuid not null,
	added_at timestamptz not null,
	primary key (tenant_id, action_id, sha256, step, round),
	foreign key (tenant_id, action_id) references action,
	foreign key (tenant_id, sha256) references photo,
	foreign key (tenant_id, person_id) references person,
	constraint action_photo_step_is_known check (step in ('finding', 'plan', 'hand_in', 'verify', 'return', 'comment'))
);
create index action_of_photo on action_photo (tenant_id, sha256);

do $$
declare t text;
begin
	foreach t in array array['action', 'action_fixer', 'finding', 'action_photo'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert, update on %I to gemba_app', t);
	end loop;
end $$;

-- ---- who answers for what

-- Who sees to a finding at a unit, for each membership that could: the person on duty for a department (only
-- for that one), else whoever leads the unit, else above it, else at the top. Of those that fit, the first by
-- rank, distance, since and membership.
create view routing with (security_invoker = true) as
select m.tenant_id, a.unit_id, m.department_id, m.person_id, way.routed_by,
       array_position(array['duty', 'manager', 'region', 'headquarters'], way.routed_by) as rank,
       a.distance, m.created_at as since, m.id as membership_id
  from unit_above a
  join membership m on m.tenant_id = a.tenant_id and m.unit_id = a.above_id
  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
  join person p on p.tenant_id = m.tenant_id and p.id = m.person_id and p.state = 'active'
  join unit u on u.tenant_id = m.tenant_id and u.id = m.unit_id
 cross join lateral (select case when m.department_id is not null then 'duty'
                                 when u.kind = 'group' then 'headquarters'
                                 when a.distance = 0 then 'manager'
                                 else 'region' end as routed_by) way
 where case way.routed_by when 'duty' then 'action.work' else 'action.assign' end = any (r.rights)
   and coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true);
grant select on routing to gemba_app;

-- ---- who may see and do what: a membership for one department reaches only that department's

-- The rights that reach an action; whoever is responsible may see it and work on it. distance: how far above the
-- unit a right was granted; null: it comes with being responsible.
create view action_scope with (security_invoker = true) as
select a.tenant_id, a.id as action_id, s.person_id, s.rights, s.distance
  from action a
  join scope s on s.tenant_id = a.tenant_id and s.unit_id = a.unit_id
   and (s.department_id is null or s.department_id = a.department_id)
union all
select a.tenant_id, a.id, a.responsible_id, '{action.read,action.work}', null
  from action a
 where a.responsible_id is not null;
grant select on action_scope to gemba_app;

-- Whoever wrote a finding down may see it.
create view finding_scope with (security_invoker = true) as
select f.tenant_id, f.id as finding_id, s.person_id, s.rights
  from finding f
  join scope s on s.tenant_id = f.tenant_id and s.unit_id = f.unit_id
   and (s.department_id is null or s.department_id = f.department_id)
union all
select f.tenant_id, f.id, f.found_by, '{finding.read}'
  from finding f
 where f.source = 'hand';
grant select on finding_scope to gemba_app;

-- ---- as the API shows them

-- The photographs of a finding: of the answer that failed, or those that came with it.
create view finding_photo with (security_invoker = true) as
select f.tenant_id, f.id as finding_id, p.sha256
  from finding f
  join inspection i on i.tenant_id = f.tenant_id and i.id = f.inspection_id
  join inspection_photo p on p.tenant_id = f.tenant_id and p.inspection_id = f.inspection_id
   and p.question = f.question and p.instance = coalesce(f.instance, '') and p.revision = i.revision
union all
select f.tenant_id, f.id, p.sha256
  from finding f
  join action_photo p on p.tenant_id = f.tenant_id and p.action_id = f.action_id and p.step = 'finding'
 where f.source = 'hand';
grant select on finding_photo to gemba_app;

create view finding_shown with (security_invoker = true) as
select f.tenant_id, f.id as finding_id,
       (select row_to_json(b) from (
		select f.id, f.source, f.unit_id, u.code as unit_code, u.name as unit_name,
		       f.department_id, d.name as department_name, f.inspection_id, f.checklist_id,
		       f.question, f.instance, f.severity, f.indicator, f.title, f.note,
		       trim_scale(f.lost / 1000.0) as lost, f.repeat, f.found_by, p.name as found_by_name,
		       moment(f.found_at) as found_at, f.action_id,
		       coalesce((select json_agg(q.sha256 order by q.sha256) from finding_photo q
		                  where q.tenant_id = f.tenant_id and q.finding_id = f.id), '[]') as photos
	) b) as body
  from finding f
  join unit u on u.tenant_id = f.tenant_id and u.id = f.unit_id
  left join department d on d.tenant_id = f.tenant_id and d.id = f.department_id
  left join person p on p.tenant_id = f.tenant_id and p.id = f.found_by;
grant select on finding_shown to gemba_app;

-- Overdue is what should have been handed in by now.
create view action_shown with (security_invoker = true) as
select a.tenant_id, a.id as action_id,
       (select row_to_json(b) from (
		select a.id, a.unit_id, u.code as unit_code, u.name as unit_name, a.department_id,
		       d.name as department_name, a.kind, a.severity, a.state, a.round, a.title,
		       a.checklist_id, a.question, a.responsible_id, p.name as responsible_name,
		       a.routed_by, a.needs_cause, a.opened_by, moment(a.opened_at) as opened_at,
		       moment(a.due_at) as due_at,
		       a.state in ('open', 'planned', 'in_progress')
		       and a.due_at < current_setting('app.now')::timestamptz as is_overdue,
		       a.cause, a.plan, a.planned_by, moment(a.planned_at) as planned_at,
		       a.started_by, moment(a.started_at) as started_at, a.done, a.handed_in_by,
		       moment(a.handed_in_at) as handed_in_at, a.verified_by,
		       moment(a.verified_at) as verified_at, a.verification, a.returned,
		       moment(a.closed_at) as closed_at, a.cancelled_by,
		       moment(a.cancelled_at) as cancelled_at, a.cancel_reason,
		       moment(a.changed_at) as changed_at
	) b) as body
  from action a
  join unit u on u.tenant_id = a.tenant_id and u.id = a.unit_id
  left join department d on d.tenant_id = a.tenant_id and d.id = a.department_id
  left join person p on p.tenant_id = a.tenant_id and p.id = a.responsible_id;
grant select on action_shown to gemba_app;

-- What happened to an action. text: whatever was written with it.
create view action_timeline with (security_invoker = true) as
select e.tenant_id, e.subject_id as action_id, e.id as event_id, e.at,
       (select row_to_json(b) from (
		select e.id, moment(e.at) as at, e.kind, e.person_id, p.name as person_name,
		       e.data ->> 'state' as state, (e.data ->> 'round')::integer as round,
		       coalesce(e.data ->> 'plan', e.data ->> 'done', e.data ->> 'note', e.data ->> 'reason',
		                e.data ->> 'text') as text,
		       e.data ->> 'cause' as cause, e.data ->> 'action_kind' as action_kind,
		       e.data ->> 'severity' as severity, e.data ->> 'due_at' as due_at,
		       e.data ->> 'responsible_id' as responsible_id, r.name as responsible_name,
		       e.data ->> 'inspection_id' as inspection_id,
		       coalesce(e.data -> 'findings', '[]') as findings,
		       coalesce(e.data -> 'photos', '[]') as photos
	) b) as body
  from event e
  left join person p on p.tenant_id = e.tenant_id and p.id = e.person_id
  left join person r on r.tenant_id = e.tenant_id and r.id = (e.data ->> 'responsible_id')::uuid
 where e.subject = 'action';
grant select on action_timeline to gemba_app;

-- ---- lists

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

create function finding_fits(f finding, department_id uuid, severity text, source text, inspection_id uuid,
                             checklist_id uuid, question text, from_at timestamptz, to_at timestamptz)
returns boolean language sql stable parallel safe
return (department_id is null or f.department_id = department_id)
   and (severity is null or f.severity = severity)
   and (source is null or f.source = source)
   and (inspection_id is null or f.inspection_id = inspection_id)
   and (checklist_id is null or f.checklist_id = checklist_id)
   and (question is null or f.question = question)
   and (from_at is null or f.found_at >= from_at)
   and (to_at is null or f.found_at < to_at);
