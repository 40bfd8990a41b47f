-- Checklists and their versions. What is published never changes.

create table checklist (
	tenant_id uuid not null references tenant,
	id uuid not null,
	code text not null,
	kind text not null,
	title json not null,
	state text not null default 'active',
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	constraint checklist_code_is_taken unique (tenant_id, code),
	constraint checklist_kind_is_known check (kind in ('daily', 'self', 'tour', 'special', 'mystery')),
	constraint checklist_state_is_known check (state in ('active', 'retired'))
);

create table checklist_version (
	tenant_id uuid not null references tenant,
	id uuid not null,
	checklist_id uuid not null,
	number integer not null,
	state text not null default 'draft',
	-- the document as it came, byte for byte
	document text not null,
	sha256 text not null,
	-- the question keys in checklist order, with the type of each and the department that answers for it
	-- ('': nobody): the arrays of `outcome` are in this order
	questions text[] not null,
	types text[] not null,
	departments text[] not null,
	-- how it is scored: the figures of demerit checklists are apart
	method text not null,
	-- null: the command line
	created_by uuid,
	created_at timestamptz not null,
	changed_at timestamptz not null,
	published_by uuid,
	published_at timestamptz,
	retired_at timestamptz,
	primary key (tenant_id, id),
	constraint checklist_version_number_is_taken unique (tenant_id, checklist_id, number),
	foreign key (tenant_id, checklist_id) references checklist,
	foreign key (tenant_id, created_by) references person,
	foreign key (tenant_id, published_by) references person,
	constraint checklist_version_state_is_known check (state in ('draft', 'published', 'retired')),
	constraint checklist_version_is_dated check ((state = 'draft') = (published_at is null)),
	constraint checklist_version_method_is_known check
		(method in ('points', 'weighted_sections', 'deduction', 'demerit')),
	constraint checklist_version_arrays_are_even check
		(cardinality(types) = cardinality(questions) and cardinality(departments) = cardinality(questions))
);
create unique index one_draft_per_checklist on checklist_version (tenant_id, checklist_id)
	where state = 'draft';
create unique index one_published_version_per_checklist on checklist_version (tenant_id, checklist_id)
	where state = 'published';

create function checklist_version_keeps() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft'
	   and (old.id, old.checklist_id, old.number, old.document, old.sha256, old.questions, old.types,
	        old.departments, old.method, old.created_by, old.created_at, old.published_by, old.published_at)
	       is distinct from
	       (new.id, new.checklist_id, new.number, new.document, new.sha256, new.questions, new.types,
	        new.departments, new.method, new.created_by, new.created_at, new.published_by, new.published_at) then
		raise exception 'A published version never changes; make a new draft.'
			using errcode = 'GB001', constraint = 'published_version_is_final';
	end if;
	if old.state = 'retired' and new.state <> 'retired' or old.state = 'published' and new.state = 'draft' then
		raise exception 'A version goes from draft to published to retired, and never back.'
			using errcode = 'GB001', constraint = 'published_version_is_final';
	end if;
	return new;
end $$;
create trigger checklist_version_keeps before update on checklist_version
	for each row execute function checklist_version_keeps();

create function checklist_version_stays() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft' then
		raise exception 'A published version never goes away.'
			using errcode = 'GB001', constraint = 'published_version_is_final';
	end if;
	return old;
end $$;
create trigger checklist_version_stays before delete on checklist_version
	for each row execute function checklist_version_stays();

-- Visits and plans keep the kind, and everybody else the code.
create function checklist_keeps() returns trigger language plpgsql as $$
begin
	if (old.id, old.code, old.kind, old.created_at) is distinct from (new.id, new.code, new.kind, new.created_at) then
		raise exception 'The code and the kind of a checklist never change.'
			using errcode = 'GB001', constraint = 'checklist_code_is_final';
	end if;
	return new;
end $$;
create trigger checklist_keeps before update on checklist
	for each row execute function checklist_keeps();

alter table checklist enable row level security;
alter table checklist force row level security;
create policy own on checklist to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on checklist to gemba_app;

alter table checklist_version enable row level security;
alter table checklist_version force row level security;
create policy own on checklist_version to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update, delete on checklist_version to gemba_app;

-- ---- as the API shows them

create view checklist_version_shown with (security_invoker = true) as
select v.tenant_id, v.checklist_id, v.number, v.state, v.sha256,
       (select row_to_json(b) from (
		select v.id, v.number, v.state, v.sha256, cardinality(v.questions) as questions_nr,
		       v.created_by, moment(v.created_at) as created_at, moment(v.changed_at) as changed_at,
		       v.published_by, moment(v.published_at) as published_at, moment(v.retired_at) as retired_at
	) b) as body
  from checklist_version v;
grant select on checklist_version_shown to gemba_app;

create view checklist_shown with (security_invoker = true) as
select c.tenant_id, c.id, c.code, c.kind, c.title, c.state, moment(c.created_at) as created_at,
       moment(c.changed_at) as changed_at,
       (select v.body from checklist_version_shown v
         where v.tenant_id = c.tenant_id and v.checklist_id = c.id and v.state = 'published') as published,
       (select v.body from checklist_version_shown v
         where v.tenant_id = c.tenant_id and v.checklist_id = c.id and v.state = 'draft') as draft
  from checklist c;
grant select on checklist_shown to gemba_app;
