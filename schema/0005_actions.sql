-- What failed, and what is done about it, in plan-do-check-act.

create table action (
	tenant_id uuid not null references tenant,
	id uuid not null,
	unit_id uuid not null,
	department_id uuid,
	kind text not null,
	severity text not null,
	state text not null default 'open',
	round integer not null default 1,
	title text not null,
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
	primary key (tenant_id, id),
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, department_id) references department,
	foreign key (tenant_id, checklist_id) references checklist,
	foreign key (tenant_id, responsible_id) references person,
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
create index action_by_due on action (tenant_id, due_at, id)
	where state not in ('closed', 'cancelled', 'waived', 'monitoring');
create index action_of_unit on action (tenant_id, unit_id, state);
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
	constraint finding_source_is_known check (source in ('inspection', 'hand')),
	constraint finding_severity_is_known check (severity in ('minor', 'major', 'critical')),
	constraint finding_has_its_visit check ((source = 'inspection') = (inspection_id is not null and question is not null))
);
create unique index one_finding_per_question_of_a_visit on finding
	(tenant_id, inspection_id, question, coalesce(instance, '')) where inspection_id is not null;
create index finding_newest on finding (tenant_id, found_at desc, id desc);
create index finding_of_action on finding (tenant_id, action_id);
create index finding_of_unit on finding (tenant_id, unit_id, found_at desc);

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
