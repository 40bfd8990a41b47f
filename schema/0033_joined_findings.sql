-- A finding by hand can join an action that is there, so an action has several with photographs of their own.

alter table action_photo
	-- of the step "finding": what it shows
	add column finding_id uuid,
	add foreign key (tenant_id, finding_id) references finding;

-- Until now nothing by hand has joined an action: the one that opened it is its only one.
alter table action_photo no force row level security;
update action_photo q
   set finding_id = f.id
  from finding f
 where q.step = 'finding'
   and f.tenant_id = q.tenant_id
   and f.action_id = q.action_id
   and f.inspection_id is null;
alter table action_photo force row level security;

alter table action_photo
	-- what the photograph belongs to: its finding, else the action
	add column of_id uuid not null generated always as (coalesce(finding_id, action_id)) stored,
	add constraint action_photo_has_its_finding check ((step = 'finding') = (finding_id is not null)),
	drop constraint action_photo_pkey,
	add primary key (tenant_id, action_id, sha256, step, round, of_id);

create or replace view finding_photo with (security_invoker = true) as
select f.tenant_id, f.id as finding_id, p.sha256, p.is_fix
  from finding f
  join inspection i on i.tenant_id = f.tenant_id and i.id = f.inspection_id
  join inspection_photo p on p.tenant_id = f.tenant_id and p.inspection_id = f.inspection_id
   and p.question = f.question and p.instance = coalesce(f.instance, '') and p.revision = i.revision
union all
select f.tenant_id, f.id, p.sha256, false
  from finding f
  join action_photo p on p.tenant_id = f.tenant_id and p.action_id = f.action_id and p.finding_id = f.id
 where f.inspection_id is null;
