-- Letters: what people are told by e-mail, and how they get in.

-- mail: how often. bounced: the address takes no letters; why is what its server said.
alter table person
	add column mail text not null default 'at_once',
	add column mail_bounced_at timestamptz,
	add column mail_bounced_why text,
	add constraint person_mail_is_known check (mail in ('at_once', 'daily', 'none')),
	add constraint person_mail_bounced_has_a_reason check ((mail_bounced_at is null) = (mail_bounced_why is null));

-- kind at_once, daily: the notices that name it. mark: what makes it the same letter, so that none is written twice.
create table mail (
	tenant_id uuid not null,
	id uuid not null,
	person_id uuid not null,
	kind text not null,
	mark text not null,
	state text not null default 'waiting',
	made_at timestamptz not null,
	-- when it may be tried; whoever sends it moves this on first, so that nobody else does
	due_at timestamptz not null,
	attempts integer not null default 0,
	tried_at timestamptz,
	-- of the last try; status null: there was no answer
	status integer,
	why text,
	primary key (tenant_id, id),
	foreign key (tenant_id, person_id) references person,
	constraint mail_is_there_already unique (tenant_id, person_id, mark),
	constraint mail_kind_is_known check (kind in ('at_once', 'daily', 'invitation', 'reset')),
	constraint mail_state_is_known check (state in ('waiting', 'sent', 'failed', 'needless'))
);
create index mail_due on mail (due_at) where state = 'waiting';
create index mail_newest on mail (tenant_id, person_id, made_at desc);
create index mail_by_age on mail (made_at) where state <> 'waiting';

alter table notice
	add column mail_id uuid,
	add foreign key (tenant_id, mail_id) references mail;
create index notice_unmailed on notice (tenant_id, at) where mail_id is null and read_at is null;
create index notice_of_mail on notice (tenant_id, mail_id) where mail_id is not null;

-- How far the events of a tenant have been looked at for letters. Whoever has the row locked is writing them.
create table postman (
	tenant_id uuid primary key references tenant,
	event_seq bigint not null default 0,
	looked_at timestamptz not null default '-infinity',
	-- for the letters of the day
	daily_at timestamptz not null default '-infinity'
);

alter table mail enable row level security;
alter table mail force row level security;
create policy own on mail to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on mail to gemba_system using (true) with check (true);
grant select, insert, update, delete on mail to gemba_app;
grant select (tenant_id, id, state, due_at, made_at), update (due_at), delete on mail to gemba_system;
grant select (mail_id) on notice to gemba_system;

alter table postman enable row level security;
alter table postman force row level security;
create policy own on postman to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on postman to gemba_system using (true) with check (true);
grant select, update on postman to gemba_app;
grant select, insert (tenant_id) on postman to gemba_system;

create function tenant_gets_postman() returns trigger language plpgsql as $$
begin
	insert into postman (tenant_id) values (new.id);
	return null;
end $$;
create trigger tenant_gets_postman after insert on tenant for each row execute function tenant_gets_postman();
alter table tenant no force row level security;
alter table postman no force row level security;
insert into postman (tenant_id) select id from tenant;
alter table postman force row level security;
alter table tenant force row level security;

create or replace view person_shown with (security_invoker = true) as
select p.tenant_id, p.id,
       (select row_to_json(b) from (
		select p.id, p.login, p.name, p.email, p.phone, p.language, p.state,
		       p.password_hash is not null as has_password, p.mail,
		       moment(p.mail_bounced_at) as mail_bounced_at, p.mail_bounced_why,
		       moment(p.erased_at) as erased_at,
		       moment(p.created_at) as created_at, moment(p.changed_at) as changed_at
	) b) as body
  from person p;

-- What a letter says of a notice: nothing that its reader may not see by then, and of the visits of mystery
-- guests neither where nor what; letters are read over shoulders.
create view mail_line with (security_invoker = true) as
select n.tenant_id, n.mail_id, n.id as notice_id, n.at, n.kind, n.subject, n.subject_id,
       case when i.kind is distinct from 'mystery' then coalesce(a.title, c.title) end as title,
       case when i.kind is distinct from 'mystery' then u.name end as unit_name,
       case when i.kind is distinct from 'mystery'
            then to_char(coalesce(a.due_at, i.due_at) at time zone coalesce(u.time_zone, 'UTC'), 'YYYY-MM-DD HH24:MI')
                 || ' (' || coalesce(u.time_zone, 'UTC') || ')' end as due
  from notice n
  left join action a on n.subject = 'action' and a.tenant_id = n.tenant_id and a.id = n.subject_id
  left join inspection i on n.subject = 'inspection' and i.tenant_id = n.tenant_id and i.id = n.subject_id
  left join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join unit u on u.tenant_id = n.tenant_id and u.id = n.unit_id
 where n.mail_id is not null
   and n.read_at is null
   and exists (select from notice_seen s where s.tenant_id = n.tenant_id and s.notice_id = n.id);
grant select on mail_line to gemba_app;
