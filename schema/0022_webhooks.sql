-- Webhooks: what happens is told to other systems.

-- A webhook hears what its owner may see. secret: sealed with the server's keys; after a rotation the
-- one before signs as well for a while.
create table webhook (
	tenant_id uuid not null,
	id uuid not null,
	owner_id uuid not null,
	url text not null,
	description text,
	-- kinds of events; empty: all
	kinds text[] not null default '{}',
	secret text not null,
	previous_secret text,
	previous_until timestamptz,
	state text not null default 'active',
	off_why text,
	-- how far the tenant's events have been queued
	event_seq bigint not null,
	-- failures in a row; after one it is left alone for a while
	failures integer not null default 0,
	rest_until timestamptz not null default '-infinity',
	-- whoever holds the lease delivers; one at a time
	leased_until timestamptz not null default '-infinity',
	created_at timestamptz not null,
	changed_at timestamptz not null,
	primary key (tenant_id, id),
	foreign key (tenant_id, owner_id) references person,
	constraint webhook_state_is_known check (state in ('active', 'off')),
	constraint webhook_off_has_a_reason check ((state = 'off') = (off_why is not null))
);

create table webhook_delivery (
	tenant_id uuid not null,
	id uuid not null,
	webhook_id uuid not null,
	-- null: a test
	event_id uuid,
	event_seq bigint not null default 0,
	kind text not null,
	state text not null default 'waiting',
	attempts integer not null default 0,
	due_at timestamptz not null,
	made_at timestamptz not null,
	tried_at timestamptz,
	-- of the last try; status null: there was no answer
	status integer,
	why text,
	primary key (tenant_id, id),
	foreign key (tenant_id, webhook_id) references webhook on delete cascade,
	foreign key (tenant_id, event_id) references event,
	constraint webhook_delivery_is_there_already unique (tenant_id, webhook_id, event_id),
	constraint webhook_delivery_state_is_known check (state in ('waiting', 'delivered', 'failed'))
);
create index webhook_delivery_due on webhook_delivery (tenant_id, webhook_id, due_at, event_seq) where state = 'waiting';
create index webhook_delivery_newest on webhook_delivery (tenant_id, webhook_id, made_at desc, id desc);
create index webhook_delivery_by_age on webhook_delivery (made_at) where state <> 'waiting';

alter table webhook enable row level security;
alter table webhook force row level security;
create policy own on webhook to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on webhook to gemba_system using (true) with check (true);
grant select, insert, update, delete on webhook to gemba_app;
grant select (tenant_id, id, state, event_seq, rest_until, leased_until), update (leased_until) on webhook to gemba_system;

alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy own on webhook_delivery to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on webhook_delivery to gemba_system using (true);
grant select, insert, update, delete on webhook_delivery to gemba_app;
grant select (tenant_id, id, webhook_id, state, due_at, made_at), delete on webhook_delivery to gemba_system;

create view webhook_shown with (security_invoker = true) as
select w.tenant_id, w.id,
       (select row_to_json(b) from (
		select w.id, w.url, w.description, w.kinds, w.state, w.off_why,
		       (select row_to_json(x) from (select p.id, p.name) x) as owner,
		       case when w.previous_until > current_setting('app.now')::timestamptz
		            then moment(w.previous_until) end as previous_until,
		       moment(w.created_at) as created_at, moment(w.changed_at) as changed_at
	) b) as body
  from webhook w
  join person p on p.tenant_id = w.tenant_id and p.id = w.owner_id;
grant select on webhook_shown to gemba_app;

create view webhook_delivery_shown with (security_invoker = true) as
select d.tenant_id, d.id,
       (select row_to_json(b) from (
		select d.id, d.event_id, d.kind, d.state, d.attempts, d.status, d.why, moment(d.made_at) as made_at,
		       moment(d.tried_at) as tried_at,
		       case when d.state = 'waiting' then moment(d.due_at) end as due_at
	) b) as body
  from webhook_delivery d;
grant select on webhook_delivery_shown to gemba_app;

alter table role no force row level security;
update role
   set rights = rights || '{webhook.manage}'::text[]
 where is_built_in
   and code = 'admin'
   and not rights @> '{webhook.manage}';
alter table role force row level security;

-- A webhook that was switched off is told to its owner.
alter table notice
	drop constraint notice_subject_is_known,
	add constraint notice_subject_is_known check (subject in ('inspection', 'action', 'webhook'));

create or replace view notice_seen with (security_invoker = true) as
select n.tenant_id, n.id as notice_id
  from notice n
 where case n.subject
       when 'inspection' then exists (select from inspection_seen s
                                       where s.tenant_id = n.tenant_id and s.inspection_id = n.subject_id
                                         and s.person_id = n.person_id)
       when 'webhook' then exists (select from webhook w
                                    where w.tenant_id = n.tenant_id and w.id = n.subject_id
                                      and w.owner_id = n.person_id)
       else exists (select from action_scope s
                     where s.tenant_id = n.tenant_id and s.action_id = n.subject_id
                       and s.person_id = n.person_id and 'action.read' = any (s.rights))
       end;
