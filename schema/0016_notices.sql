-- What people are told: their inbox.

-- subject and kind: as in the API. mark: what makes it the same notice, so that nobody is told twice.
create table notice (
	tenant_id uuid not null,
	id uuid not null,
	person_id uuid not null,
	kind text not null,
	subject text not null,
	subject_id uuid not null,
	unit_id uuid,
	-- who did what it tells of; null: nobody, or nobody is to know
	by_id uuid,
	at timestamptz not null,
	mark text not null,
	read_at timestamptz,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person,
	foreign key (tenant_id, unit_id) references unit,
	foreign key (tenant_id, by_id) references person,
	constraint notice_is_there_already unique (tenant_id, person_id, mark),
	constraint notice_subject_is_known check (subject in ('inspection', 'action'))
);
create index notice_newest on notice (tenant_id, person_id, at desc, id desc);
create index notice_unread on notice (tenant_id, person_id, at desc, id desc) where read_at is null;
create index notice_by_age on notice (at);

-- How far the events of a tenant have been told to people. Whoever has the row locked is telling.
create table teller (
	tenant_id uuid primary key references tenant,
	event_seq bigint not null default 0,
	reminded_at timestamptz not null default '-infinity'
);

alter table notice enable row level security;
alter table notice force row level security;
create policy own on notice to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on notice to gemba_system using (true);
grant select, insert, update on notice to gemba_app;
grant select (tenant_id, id, at), delete on notice to gemba_system;

alter table teller enable row level security;
alter table teller force row level security;
create policy own on teller to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on teller to gemba_system using (true) with check (true);
grant select, update on teller to gemba_app;
grant select, insert (tenant_id) on teller to gemba_system;

create function tenant_gets_teller() returns trigger language plpgsql as $$
begin
	insert into teller (tenant_id) values (new.id);
	return null;
end $$;
create trigger tenant_gets_teller after insert on tenant for each row execute function tenant_gets_teller();
alter table tenant no force row level security;
alter table teller no force row level security;
insert into teller (tenant_id) select id from tenant;
alter table teller force row level security;
alter table tenant force row level security;

-- Who may be told of what: whoever may see it.
create view notice_seen with (security_invoker = true) as
select n.tenant_id, n.id as notice_id
  from notice n
 where case n.subject
       when 'inspection' then exists (select from inspection_seen s
                                       where s.tenant_id = n.tenant_id and s.inspection_id = n.subject_id
                                         and s.person_id = n.person_id)
       else exists (select from action_scope s
                     where s.tenant_id = n.tenant_id and s.action_id = n.subject_id
                       and s.person_id = n.person_id and 'action.read' = any (s.rights))
       end;
grant select on notice_seen to gemba_app;

create view notice_shown with (security_invoker = true) as
select n.tenant_id, n.id as notice_id,
       (select row_to_json(b) from (
		select n.id, n.kind, n.subject, n.subject_id,
		       coalesce(a.title, c.title) as title,
		       (select row_to_json(x) from (select u.id, u.code, u.name, u.time_zone where u.id is not null) x) as unit,
		       (select row_to_json(x) from (select p.id, p.name where p.id is not null) x) as by,
		       moment(coalesce(a.due_at, i.due_at)) as due_at, moment(n.at) as at, moment(n.read_at) as read_at
	) b) as body
  from notice n
  left join action a on n.subject = 'action' and a.tenant_id = n.tenant_id and a.id = n.subject_id
  left join inspection i on n.subject = 'inspection' and i.tenant_id = n.tenant_id and i.id = n.subject_id
  left join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join unit u on u.tenant_id = n.tenant_id and u.id = n.unit_id
  left join person p on p.tenant_id = n.tenant_id and p.id = n.by_id;
grant select on notice_shown to gemba_app;
