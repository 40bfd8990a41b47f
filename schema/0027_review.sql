-- The review of visits before their release: returned once, approved and released later, left out, or done again.

-- What a tenant has decided about reviews; one row each, made with the tenant.
create table review_policy (
	tenant_id uuid primary key references tenant,
	-- how long a review may wait, and what happens then
	review_hours integer not null default 72,
	review_overdue text not null default 'tell',
	-- how long somebody has whose report was returned
	revision_hours integer not null default 24,
	-- how long after its approval a visit is released: a moment drawn between the two
	release_from_hours integer not null default 0,
	release_to_hours integer not null default 0,
	mystery_release_from_hours integer not null default 24,
	mystery_release_to_hours integer not null default 72,
	constraint review_hours_are_bounded check (review_hours between 1 and 2160),
	constraint revision_hours_are_bounded check (revision_hours between 1 and 720),
	constraint review_overdue_is_known check (review_overdue in ('tell', 'release')),
	constraint release_hours_are_in_order check
		(0 <= release_from_hours and release_from_hours <= release_to_hours and release_to_hours <= 720
		 and 0 <= mystery_release_from_hours and mystery_release_from_hours <= mystery_release_to_hours
		 and mystery_release_to_hours <= 720)
);
alter table review_policy enable row level security;
alter table review_policy force row level security;
create policy own on review_policy to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on review_policy to gemba_system using (true) with check (true);
grant select, update on review_policy to gemba_app;
grant select (tenant_id), insert (tenant_id) on review_policy to gemba_system;

create function tenant_gets_review_policy() returns trigger language plpgsql as $$
begin
	insert into review_policy (tenant_id) values (new.id);
	return null;
end $$;
create trigger tenant_gets_review_policy after insert on tenant
	for each row execute function tenant_gets_review_policy();
alter table tenant no force row level security;
alter table review_policy no force row level security;
insert into review_policy (tenant_id) select id from tenant;
alter table review_policy force row level security;
alter table tenant force row level security;

create view review_policy_shown with (security_invoker = true) as
select p.tenant_id,
       (select row_to_json(b) from (
		select p.review_hours, p.review_overdue, p.revision_hours, p.release_from_hours, p.release_to_hours,
		       p.mystery_release_from_hours, p.mystery_release_to_hours
	) b) as body
  from review_policy p;
grant select on review_policy_shown to gemba_app;

-- Two more ends of a visit: left out by its review, and the store was closed. Neither counts anywhere.
alter table inspection
	add column reshop_of uuid,
	add foreign key (tenant_id, reshop_of) references inspection,
	drop constraint inspection_state_is_known,
	add constraint inspection_state_is_known check (state in
		('planned', 'open', 'started', 'submitted', 'released', 'missed', 'cancelled', 'skipped', 'voided',
		 'excluded', 'misfired')),
	drop constraint inspection_started_has_version,
	add constraint inspection_started_has_version check
		(state in ('planned', 'open', 'missed', 'cancelled', 'skipped', 'excluded', 'misfired')
		 or (version_id is not null and started_at is not null));

-- Whoever made the visit that is done again, or one that it did again, does not make this one.
create function reshop_has_another_lead() returns trigger language plpgsql as $$
begin
	if exists (with recursive before as (
			select i.lead_id, i.reshop_of from inspection i where i.tenant_id = new.tenant_id and i.id = new.reshop_of
			union
			select i.lead_id, i.reshop_of from before b
			  join inspection i on i.tenant_id = new.tenant_id and i.id = b.reshop_of)
		select from before where lead_id = new.lead_id) then
		raise exception 'Somebody else than before makes the visit.'
			using errcode = 'GB001', constraint = 'reshop_needs_another_shopper';
	end if;
	return new;
end $$;
create trigger reshop_has_another_lead before insert or update of lead_id, reshop_of on inspection
	for each row when (new.reshop_of is not null and new.lead_id is not null)
	execute function reshop_has_another_lead();

-- What became of a visit between its submission and its release.
--
--	waiting --return--> returned --submitted again--> waiting        (once)
--	   |--approve--> approved --release_at--> released
--	   `--exclude, misfire, reshop, not redone in time--> excluded
create table review (
	tenant_id uuid not null references tenant,
	inspection_id uuid not null,
	state text not null default 'waiting',
	waiting_since timestamptz not null,
	-- when the clock does something: waiting, it is overdue; returned, it is given up; approved, it is released
	due_at timestamptz,
	-- it waited for too long, and that was told
	overdue_at timestamptz,
	-- the store was closed, as whoever was there says
	misfire_note text,
	misfired_by uuid,
	misfired_at timestamptz,
	returned_by uuid,
	returned_at timestamptz,
	return_reason text,
	redo_until timestamptz,
	-- approved_by null: the clock
	approved_by uuid,
	approved_at timestamptz,
	release_at timestamptz,
	-- what the reviewer thinks of how the visit was made
	grade smallint,
	-- ended_by null: the clock
	ended_by uuid,
	ended_at timestamptz,
	outcome text,
	reason text,
	reshop_id uuid,
	primary key (tenant_id, inspection_id),
	foreign key (tenant_id, inspection_id) references inspection,
	foreign key (tenant_id, misfired_by) references person,
	foreign key (tenant_id, returned_by) references person,
	foreign key (tenant_id, approved_by) references person,
	foreign key (tenant_id, ended_by) references person,
	foreign key (tenant_id, reshop_id) references inspection,
	constraint review_state_is_known check (state in ('waiting', 'returned', 'approved', 'released', 'excluded')),
	constraint review_outcome_is_known check (outcome in ('excluded', 'misfire', 'reshop', 'rejected')),
	constraint review_excluded_has_reason check
		((state = 'excluded') = (outcome is not null) and (outcome is null) = (reason is null)),
	constraint review_approved_is_dated check
		(state not in ('approved', 'released') or (approved_at is not null and release_at is not null)),
	constraint review_returned_has_reason check
		((returned_at is null) = (return_reason is null) and (returned_at is null) = (redo_until is null)),
	constraint review_grade_is_of_ten check (grade between 1 and 10)
);
create index review_waiting on review (tenant_id, waiting_since, inspection_id) where state = 'waiting';
create index review_oldest on review (tenant_id, waiting_since, inspection_id);
create index review_due on review (due_at) where due_at is not null;

alter table review enable row level security;
alter table review force row level security;
create policy own on review to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on review for select to gemba_system using (true);
grant select, insert, update on review to gemba_app;
grant select (tenant_id, due_at) on review to gemba_system;

-- What waits already.
alter table inspection no force row level security;
alter table review no force row level security;
insert into review (tenant_id, inspection_id, waiting_since, due_at)
select tenant_id, id, submitted_at, submitted_at + interval '72 hours' from inspection
 where state = 'submitted';
alter table review force row level security;
alter table inspection force row level security;

-- A review as those see it who review the visit or made it.
create view review_shown with (security_invoker = true) as
select r.tenant_id, r.inspection_id,
       (select row_to_json(b) from (
		select r.inspection_id, r.state, moment(r.waiting_since) as waiting_since, moment(r.due_at) as due_at,
		       r.overdue_at is not null as is_overdue, r.misfire_note, moment(r.misfired_at) as misfired_at,
		       coalesce((select json_agg(distinct p.sha256) from inspection_photo p
		                  where p.tenant_id = r.tenant_id and p.inspection_id = r.inspection_id
		                    and p.question = ''), '[]') as misfire_photos,
		       moment(r.returned_at) as returned_at, r.return_reason, moment(r.redo_until) as redo_until,
		       moment(r.approved_at) as approved_at, moment(r.release_at) as release_at, r.grade,
		       moment(r.ended_at) as ended_at, r.outcome, r.reason, r.reshop_id,
		       (select row_to_json(x) from (select p.id, p.name from person p where p.tenant_id = r.tenant_id
		          and p.id = coalesce(r.ended_by, r.approved_by, r.returned_by)) x) as reviewer
	) b) as body
  from review r;
grant select on review_shown to gemba_app;
