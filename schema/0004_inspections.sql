-- One visit to one store with one checklist: its sheet in revisions, its result, its figures.

create table inspection (
	tenant_id uuid not null references tenant,
	id uuid not null,
	unit_id uuid not null,
	checklist_id uuid not null,
	kind text not null,
	state text not null,
	-- when it can be seen, begun, is due and is given up; a plan's occurrence, if a plan made it
	visible_from timestamptz,
	start_at timestamptz,
	due_at timestamptz,
	miss_at timestamptz,
	plan_id uuid,
	occurrence_at timestamptz,
	is_unannounced boolean not null default false,
	needs_review boolean not null default false,
	-- who leads and submits; nobody yet: whoever may inspect there takes it by starting it
	lead_id uuid,
	note text,
	created_by uuid,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	-- fixed at the start and kept
	version_id uuid,
	started_by uuid,
	started_at timestamptz,
	submitted_by uuid,
	submitted_at timestamptz,
	finished_at timestamptz,
	released_by uuid,
	released_at timestamptz,
	cancelled_by uuid,
	cancelled_at timestamptz,
	cancel_reason text,
	-- the sheet in force, and the result it has
	revision integer not null default 0,
	edit integer not null default 0,
	status text,
	grade text,
	percent numeric(30, 2),
	exact_percent numeric,
	earned numeric,
	possible numeric,
	asked integer,
	failed integer,
	not_applicable integer,
	-- the units above the store when it was submitted: a store may move later
	units_above uuid[],
	primary key (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, checklist_id) references checklist,
	foreign key (tenant_id, version_id) references checklist_version,
	foreign key (tenant_id, lead_id) references person,
	constraint one_visit_per_occurrence unique (tenant_id, plan_id, unit_id, occurrence_at),
	constraint inspection_state_is_known check (state in
		('planned', 'open', 'started', 'submitted', 'released', 'missed', 'cancelled', 'skipped', 'voided')),
	constraint inspection_kind_is_known check (kind in ('daily', 'self', 'tour', 'special', 'mystery')),
	constraint inspection_times_are_in_order check
		(visible_from <= start_at and start_at <= due_at and due_at <= miss_at),
	constraint inspection_started_has_version check
		(state in ('planned', 'open', 'missed', 'cancelled', 'skipped') or version_id is not null),
	constraint inspection_submitted_has_result check
		(state not in ('submitted', 'released', 'voided') or (status is not null and submitted_at is not null)),
	constraint inspection_cancelled_has_reason check
		(state <> 'cancelled' or cancel_reason is not null),
	constraint inspection_status_is_known check (status in ('pass', 'fail', 'not_scored'))
);
create index inspection_of_unit on inspection (tenant_id, unit_id, released_at desc);
create index inspection_of_lead on inspection (tenant_id, lead_id, state);
create index inspection_newest on inspection (tenant_id, created_at desc, id desc);
create index inspection_released on inspection (tenant_id, released_at) where state = 'released';
create index inspection_history on inspection (tenant_id, unit_id, checklist_id, released_at desc)
	where state = 'released';

create function released_inspection_keeps() returns trigger language plpgsql as $$
begin
	if old.state in ('released', 'voided') and
	   (old.unit_id, old.checklist_id, old.version_id, old.kind, old.submitted_by, old.submitted_at,
	    old.released_at, old.revision, old.status, old.grade, old.percent, old.exact_percent, old.earned,
	    old.possible, old.asked, old.failed, old.not_applicable)
	   is distinct from
	   (new.unit_id, new.checklist_id, new.version_id, new.kind, new.submitted_by, new.submitted_at,
	    new.released_at, new.revision, new.status, new.grade, new.percent, new.exact_percent, new.earned,
	    new.possible, new.asked, new.failed, new.not_applicable) then
		raise exception 'A released visit never changes.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	if old.state in ('released', 'voided') and new.state not in ('released', 'voided') then
		raise exception 'A released visit stays released.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	return new;
end $$;
create trigger released_inspection_keeps before update on inspection
	for each row execute function released_inspection_keeps();

-- The team beside the lead: people who may fill in the same sheet.
create table inspection_member (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	person_id uuid not null,
	primary key (tenant_id, inspection_id, person_id),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, person_id) references person
);
create index inspection_of_member on inspection_member (tenant_id, person_id);

-- What a sheet is scored with, as it was handed out: so the score before leaving is the score in the report.
create table scoring_context (
	tenant_id uuid not null references tenant,
	id uuid not null,
	inspection_id uuid not null,
	version_id uuid not null,
	tags text[] not null,
	history json not null,
	made_at timestamptz not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, version_id) references checklist_version
);
create index scoring_context_of_inspection on scoring_context (tenant_id, inspection_id, made_at desc);

-- The answers. The newest revision of a started visit is filled in (edit counts its changes); submitting
-- freezes it, and a correction is the next revision.
create table sheet (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	revision integer not null,
	edit integer not null default 0,
	is_submitted boolean not null default false,
	context_id uuid not null,
	-- {"answers": …, "instances": …} as they came
	document json not null,
	-- {"question": edit}: which change last touched an answer, so that a team's changes can be told apart
	touched json not null default '{}',
	-- SHA-256 of what was submitted: the same again is answered the same
	submission_sha256 text,
	-- the result as the bytes that were answered; json keeps them, jsonb would reorder
	result json,
	person_id uuid not null,
	changed_at timestamptz not null,
	reason text,
	primary key (tenant_id, inspection_id, revision),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, context_id) references scoring_context,
	foreign key (tenant_id, person_id) references person,
	constraint sheet_submitted_has_result check (not is_submitted or result is not null),
	constraint sheet_correction_has_reason check (revision = 1 or reason is not null)
);

create function submitted_sheet_keeps() returns trigger language plpgsql as $$
begin
	if old.is_submitted then
		raise exception 'A submitted sheet never changes; a correction is a new revision.'
			using errcode = 'GB001', constraint = 'submitted_sheet_is_final';
	end if;
	return new;
end $$;
create trigger submitted_sheet_keeps before update on sheet
	for each row execute function submitted_sheet_keeps();

-- For figures: what became of every question, as arrays in the order of checklist_version.questions.
-- 0 hidden, 1 blank, 2 not applicable, 3 answered without a score, 4 passed, 5 failed
create table outcome (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	version_id uuid not null,
	outcomes smallint[] not null,
	-- thousandths of a point
	lost bigint[] not null,
	primary key (tenant_id, inspection_id),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, version_id) references checklist_version
);

-- Which visit shows which photograph; who may see the visit may see it.
create table inspection_photo (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	sha256 text not null,
	question text not null,
	instance text not null default '',
	revision integer not null,
	primary key (tenant_id, inspection_id, sha256, question, instance, revision),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, sha256) references photo
);
create index inspection_of_photo on inspection_photo (tenant_id, sha256);

-- What a person may see of the visits: at units where a role lets them, their own, and not what is kept
-- from the store: unannounced visits before they start, mystery visits before their release.
create view inspection_seen with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, s.person_id
  from inspection i
  join scope s on s.tenant_id = i.tenant_id and s.unit_id = i.unit_id
   and 'inspection.read' = any (s.rights)
   and (s.distance > 0
        or not (i.is_unannounced and i.state in ('planned', 'open')
                or i.kind = 'mystery' and i.state not in ('released', 'voided')))
union
select i.tenant_id, i.id, i.lead_id from inspection i where i.lead_id is not null
union
select tenant_id, inspection_id, person_id from inspection_member;
grant select on inspection_seen to gemba_app;

-- A visit as the API shows it. Who went on a mystery visit is shown nowhere here.
create view inspection_shown with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, i.created_at as sort_at, row_to_json(shown) as body
  from inspection i,
       lateral (select i.id,
                       (select row_to_json(x) from (select u.id, u.code, u.name, u.time_zone) x) as unit,
                       (select row_to_json(x) from (select c.id, c.code, c.title) x) as checklist,
                       i.kind, i.state, moment(i.visible_from) as visible_from, moment(i.start_at) as start_at,
                       moment(i.due_at) as due_at, moment(i.miss_at) as miss_at, i.is_unannounced,
                       i.needs_review, i.note,
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
                       moment(i.created_at) as created_at, moment(i.started_at) as started_at,
                       moment(i.finished_at) as finished_at, moment(i.submitted_at) as submitted_at,
                       i.submitted_at > i.due_at as is_late,
                       moment(i.released_at) as released_at, moment(i.cancelled_at) as cancelled_at,
                       i.cancel_reason, i.revision, i.edit, i.status, i.grade, i.percent::text as percent,
                       i.earned, i.possible, i.asked, i.failed, i.not_applicable
                  from unit u, checklist c
                 where u.tenant_id = i.tenant_id and u.id = i.unit_id
                   and c.tenant_id = i.tenant_id and c.id = i.checklist_id) shown;
grant select on inspection_shown to gemba_app;

do $$
declare t text;
begin
	foreach t in array array['inspection', 'inspection_member', 'scoring_context', 'sheet', 'outcome', 'inspection_photo'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert, update on %I to gemba_app', t);
	end loop;
end $$;
grant delete on inspection_member to gemba_app;
