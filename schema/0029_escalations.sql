-- Escalation: what is overdue climbs a ladder, and complaints take the same road.

-- ---- complaints: written down by hand, by whoever hears them

alter table finding
	drop constraint finding_source_is_known,
	add constraint finding_source_is_known check (source in ('inspection', 'hand', 'complaint')),
	add constraint complaint_has_department check (source <> 'complaint' or department_id is not null);
drop index finding_of_finder;
create index finding_of_finder on finding (tenant_id, found_by) where inspection_id is null;

create or replace view finding_scope with (security_invoker = true) as
select f.tenant_id, f.id as finding_id, s.person_id, s.rights
  from finding f
  join scope s on s.tenant_id = f.tenant_id and s.unit_id = f.unit_id
   and (s.department_id is null or s.department_id = f.department_id)
union all
select f.tenant_id, f.id, f.found_by, '{finding.read}'
  from finding f
 where f.inspection_id is null;

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
 where f.inspection_id is null;

-- ---- the ladder

-- What a group has decided; without a row what escalation_ladder says of everybody holds.
create table escalation_policy (
	tenant_id uuid primary key references tenant,
	is_on boolean not null,
	-- whether the hours go on at night and on closed days
	clock text not null,
	-- so many later dates escalate as well; 0: never
	extensions_most integer not null,
	changed_at timestamptz not null,
	constraint escalation_clock_is_known check (clock in ('all_hours', 'working_hours')),
	constraint escalation_extensions_are_few check (extensions_most between 0 and 20)
);

create table escalation_level (
	tenant_id uuid not null,
	severity text not null,
	level integer not null,
	-- after the action was due
	after_hours integer not null,
	-- whoever has this role at the unit, or nearest above it
	role_id uuid not null,
	primary key (tenant_id, severity, level),
	foreign key (tenant_id) references escalation_policy,
	foreign key (tenant_id, role_id) references role,
	constraint escalation_severity_is_known check (severity in ('minor', 'major', 'critical')),
	constraint escalation_levels_are_few check (level between 1 and 5),
	constraint escalation_hours_are_bounded check (after_hours between 1 and 17520)
);

-- Of everybody: store manager, region, headquarters.
create view escalation_ladder with (security_invoker = true) as
select l.tenant_id, l.severity, l.level, l.after_hours, l.role_id
  from escalation_level l
union all
select r.tenant_id, d.severity, d.level, d.after_hours, r.id
  from (values ('critical', 1, 4, 'store_manager'), ('critical', 2, 24, 'regional_manager'), ('critical', 3, 48, 'quality'),
               ('major', 1, 72, 'store_manager'), ('major', 2, 168, 'regional_manager'), ('major', 3, 336, 'quality'),
               ('minor', 1, 168, 'store_manager'), ('minor', 2, 336, 'regional_manager'), ('minor', 3, 720, 'quality'))
       d(severity, level, after_hours, code)
  join role r on r.code = d.code and r.is_built_in
 where not exists (select from escalation_policy p where p.tenant_id = r.tenant_id);
grant select on escalation_ladder to gemba_app;

create view escalation_policy_shown with (security_invoker = true) as
select t.id as tenant_id,
       (select row_to_json(b) from (
		select coalesce(p.is_on, true) as is_on, coalesce(p.clock, 'all_hours') as clock,
		       coalesce(p.extensions_most, 2) as extensions_most,
		       (select json_object_agg(g.severity, g.levels order by severity_rank(g.severity) desc)
		          from (select v.severity,
		                       coalesce((select json_agg(x order by x.level)
		                                   from (select l.level, l.after_hours, l.role_id, r.code as role_code, r.name as role_name
		                                           from escalation_ladder l
		                                           join role r on r.tenant_id = l.tenant_id and r.id = l.role_id
		                                          where l.tenant_id = t.id and l.severity = v.severity) x), '[]') as levels
		                  from (values ('critical'), ('major'), ('minor')) v(severity)) g) as ladders
	) b) as body
  from tenant t
  left join escalation_policy p on p.tenant_id = t.id;
grant select on escalation_policy_shown to gemba_app;

-- ---- what has climbed

create table escalation (
	tenant_id uuid not null references tenant,
	id uuid not null,
	action_id uuid not null,
	-- overdue: the ladder, level by level; extensions: it was put off too often
	cause text not null,
	-- the how-manieth time that it was overdue; of extensions, how many there were
	climb integer not null,
	level integer not null,
	at timestamptz not null,
	-- when it was over by itself: handed in, ended, or put off
	ended_at timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, action_id) references action,
	constraint escalation_cause_is_known check (cause in ('overdue', 'extensions')),
	constraint escalation_is_there_already unique (tenant_id, action_id, cause, climb, level)
);
create index escalation_newest on escalation (tenant_id, at desc, id desc);
create index escalation_running on escalation (tenant_id, action_id) where ended_at is null;

-- Whom a step was told to.
create table escalation_person (
	tenant_id uuid not null references tenant,
	escalation_id uuid not null,
	person_id uuid not null,
	primary key (tenant_id, escalation_id, person_id),
	foreign key (tenant_id, escalation_id) references escalation,
	foreign key (tenant_id, person_id) references person
);
create index escalation_of_person on escalation_person (tenant_id, person_id);

do $$
declare t text;
begin
	foreach t in array array['escalation_policy', 'escalation_level', 'escalation', 'escalation_person'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert on %I to gemba_app', t);
	end loop;
end $$;
grant update on escalation_policy, escalation to gemba_app;
grant delete on escalation_level to gemba_app;

-- ---- when to look at an action again; null: nothing is to be looked for

alter table action add column escalate_at timestamptz;

create function action_escalates() returns trigger language plpgsql as $$
begin
	if tg_op = 'INSERT' then
		new.escalate_at := case when new.state in ('open', 'planned', 'in_progress') then new.due_at end;
	else
		new.escalate_at := new.changed_at;
	end if;
	return new;
end $$;
create trigger action_escalates before insert on action for each row execute function action_escalates();
create trigger action_escalates_anew before update on action
	for each row when (old.state <> new.state or old.due_at <> new.due_at or old.extensions_nr <> new.extensions_nr
	                   or old.severity <> new.severity)
	execute function action_escalates();

-- While a later date is asked for, the clock stands still; where it is declined it goes on.
create function extension_lets_escalate() returns trigger language plpgsql as $$
begin
	update action set escalate_at = new.decided_at where tenant_id = new.tenant_id and id = new.action_id;
	return null;
end $$;
create trigger extension_lets_escalate after update of state on action_extension
	for each row when (new.state = 'declined') execute function extension_lets_escalate();

alter table action no force row level security;
update action set escalate_at = due_at where state in ('open', 'planned', 'in_progress');
alter table action force row level security;
create index action_to_escalate on action (escalate_at) where escalate_at is not null;
grant select (escalate_at) on action to gemba_system;

-- ---- as the API shows them

create view escalation_shown with (security_invoker = true) as
select e.tenant_id, e.id as escalation_id, e.action_id,
       (select row_to_json(b) from (
		select e.id, e.action_id, a.title, a.severity, a.state as action_state, a.unit_id, u.code as unit_code,
		       u.name as unit_name, a.department_id, d.name as department_name, a.responsible_id,
		       p.name as responsible_name, moment(a.due_at) as due_at, e.cause, e.level,
		       exists (select from finding f where f.tenant_id = e.tenant_id and f.action_id = e.action_id
		                  and f.source = 'complaint') as is_complaint,
		       coalesce((select json_agg(x order by x.name, x.id)
		                   from (select h.id, h.name from escalation_person q
		                           join person h on h.tenant_id = q.tenant_id and h.id = q.person_id
		                          where q.tenant_id = e.tenant_id and q.escalation_id = e.id) x), '[]') as people,
		       moment(e.at) as at, moment(e.ended_at) as ended_at
	) b) as body
  from escalation e
  join action a on a.tenant_id = e.tenant_id and a.id = e.action_id
  join unit u on u.tenant_id = e.tenant_id and u.id = a.unit_id
  left join department d on d.tenant_id = e.tenant_id and d.id = a.department_id
  left join person p on p.tenant_id = e.tenant_id and p.id = a.responsible_id;
grant select on escalation_shown to gemba_app;

create or replace view action_timeline with (security_invoker = true) as
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
		       coalesce(e.data -> 'photos', '[]') as photos,
		       (e.data ->> 'level')::integer as level,
		       coalesce((select json_agg(h.name order by h.name, h.id) from escalation_person q
		                   join person h on h.tenant_id = q.tenant_id and h.id = q.person_id
		                  where q.tenant_id = e.tenant_id
		                    and q.escalation_id = (e.data ->> 'escalation_id')::uuid), '[]') as told
	) b) as body
  from event e
  left join person p on p.tenant_id = e.tenant_id and p.id = e.person_id
  left join person r on r.tenant_id = e.tenant_id and r.id = (e.data ->> 'responsible_id')::uuid
 where e.subject = 'action';
