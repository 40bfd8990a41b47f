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
	-- never comes last; a column, because behind the walls no index is asked by an expression
	due_key timestamptz not null generated always as (coalesce(due_at, 'infinity')) stored,
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
	-- SHA-256 of the request that made it: the same again is answered the same, whatever has happened since
	request_sha256 text,
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
	constraint inspection_state_is_known check (state in
		('planned', 'open', 'started', 'submitted', 'released', 'missed', 'cancelled', 'skipped', 'voided')),
	constraint inspection_kind_is_known check (kind in ('daily', 'self', 'tour', 'special', 'mystery')),
	-- least() looks past those that are not set
	constraint inspection_times_are_in_order check
		(visible_from <= least(start_at, due_at, miss_at) and start_at <= least(due_at, miss_at) and due_at <= miss_at),
	constraint inspection_started_has_version check
		(state in ('planned', 'open', 'missed', 'cancelled', 'skipped') or (version_id is not null and started_at is not null)),
	constraint inspection_submitted_has_result check
		(state not in ('submitted', 'released', 'voided') or (status is not null and submitted_at is not null)),
	constraint inspection_released_is_dated check
		(state not in ('released', 'voided') or released_at is not null),
	constraint inspection_cancelled_has_reason check
		(state <> 'cancelled' or cancel_reason is not null),
	constraint inspection_mystery_is_reviewed check (kind <> 'mystery' or needs_review),
	constraint inspection_status_is_known check (status in ('pass', 'fail', 'not_scored'))
);
create unique index one_visit_per_occurrence on inspection (tenant_id, plan_id, unit_id, occurrence_at)
	where plan_id is not null;
-- the lists: newest first, and what is to be done by when it is due; of everybody, of one unit, of one person
create index inspection_newest on inspection (tenant_id, created_at desc, id desc);
create index inspection_newest_of_unit on inspection (tenant_id, unit_id, created_at desc, id desc);
create index inspection_newest_alive on inspection (tenant_id, created_at desc, id desc)
	where state in ('planned', 'open', 'started', 'submitted');
create index inspection_by_due on inspection (tenant_id, due_key, id)
	where state in ('planned', 'open', 'started');
create index inspection_by_due_of_unit on inspection (tenant_id, unit_id, due_key, id)
	where state in ('planned', 'open', 'started');
create index inspection_newest_of_lead on inspection (tenant_id, lead_id, created_at desc, id desc);
create index inspection_by_due_of_lead on inspection (tenant_id, lead_id, due_key, id)
	where state in ('planned', 'open', 'started');
-- the figures, and what a question did before
create index inspection_released on inspection (tenant_id, released_at) where state = 'released';
create index inspection_history on inspection (tenant_id, unit_id, checklist_id, submitted_at desc, id)
	where state = 'released';

create function released_inspection_keeps() returns trigger language plpgsql as $$
begin
	if old.state not in ('released', 'voided') then
		return new;
	end if;
	-- what is generated is not yet in the new row
	if to_jsonb(old) - '{state,changed_at,due_key}'::text[]
	   <> to_jsonb(new) - '{state,changed_at,due_key}'::text[]
	   or new.state not in (old.state, 'voided') then
		raise exception 'A released visit never changes.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	return new;
end $$;
create trigger released_inspection_keeps before update on inspection
	for each row execute function released_inspection_keeps();

-- What hangs on a visit is as final as the visit.
create function released_inspection_takes_no_more() returns trigger language plpgsql as $$
begin
	if (select state in ('released', 'voided') from inspection
	     where tenant_id = new.tenant_id and id = new.inspection_id) then
		raise exception 'A released visit never changes.'
			using errcode = 'GB001', constraint = 'released_inspection_is_final';
	end if;
	return new;
end $$;

-- What a visit's state is by now: it opens by itself.
create function inspection_state(state text, start_at timestamptz) returns text language sql stable parallel safe
return case when state = 'planned' and start_at <= current_setting('app.now')::timestamptz
            then 'open' else state end;

-- Whether a visit is what a list was asked for; null asks for nothing.
create function inspection_fits(state text, kind text, checklist_id uuid, at timestamptz, states text[],
                                kinds text, checklists uuid, since timestamptz, until timestamptz)
returns boolean language sql immutable parallel safe
return (states is null or state = any (states)) and (kinds is null or kind = kinds)
       and (checklists is null or checklist_id = checklists) and (since is null or at >= since)
       and (until is null or at < until);

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
create trigger released_inspection_takes_no_sheet before insert on sheet
	for each row execute function released_inspection_takes_no_more();

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

create trigger released_inspection_keeps_outcome before insert or update on outcome
	for each row execute function released_inspection_takes_no_more();

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

-- What a person may see of the visits: at units where a role lets them, what they may take on, and their own.
-- Whoever has a role only at the store itself (is_near) is kept from what the store is not to know: unannounced
-- visits that have not begun, mystery visits that are not released, and what is to be visible later. A person can
-- be here several times for one visit: ask with exists, or bool_and(is_near).
create view inspection_seen with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, s.person_id, s.distance = 0 as is_near
  from inspection i
  join scope s on s.tenant_id = i.tenant_id and s.unit_id = i.unit_id
 where ('inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
        or 'inspection.review' = any (s.rights)
        or 'inspection.conduct' = any (s.rights) and i.lead_id is null and i.state in ('planned', 'open')
           and (s.distance > 0 or i.kind in ('daily', 'self')))
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
grant select on inspection_seen to gemba_app;

-- A visit as the API shows it, twice: is_discreet is how the store sees a mystery visit, without times and notes
-- that would tell when it was. Who went on a mystery visit is shown nowhere here.
create view inspection_shown with (security_invoker = true) as
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
	       moment(i.cancelled_at) as cancelled_at, i.cancel_reason, i.revision, i.edit, i.status, i.grade,
	       i.percent::text as percent, i.earned, i.possible, i.asked, i.failed, i.not_applicable) shown;
grant select on inspection_shown to gemba_app;

do $$
declare t text;
begin
	foreach t in array array['inspection', 'inspection_member', 'scoring_context', 'sheet', 'outcome', 'inspection_photo'] loop
		execute format('alter table %I enable row level security', t);
		execute format('alter table %I force row level security', t);
		execute format('create policy own on %I to gemba_app using (tenant_id = current_setting(''app.tenant'')::uuid)', t);
		execute format('grant select, insert on %I to gemba_app', t);
	end loop;
end $$;
grant update on inspection, sheet, outcome to gemba_app;
grant delete on inspection_member to gemba_app;
