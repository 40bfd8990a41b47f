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
	-- the question keys in checklist order: what the arrays of `outcome` are in the order of
	questions text[] not null,
	created_by uuid not null,
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
	constraint checklist_version_is_dated check ((state = 'draft') = (published_at is null))
);
create unique index one_draft_per_checklist on checklist_version (tenant_id, checklist_id)
	where state = 'draft';
create unique index one_published_version_per_checklist on checklist_version (tenant_id, checklist_id)
	where state = 'published';

create function checklist_version_keeps() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft'
	   and (old.document, old.sha256, old.questions, old.number, old.checklist_id, old.published_at)
	       is distinct from
	       (new.document, new.sha256, new.questions, new.number, new.checklist_id, new.published_at) then
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

alter table checklist enable row level security;
alter table checklist force row level security;
create policy own on checklist to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on checklist to gemba_app;

alter table checklist_version enable row level security;
alter table checklist_version force row level security;
create policy own on checklist_version to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update on checklist_version to gemba_app;
