-- Why a webhook was switched off and why a message did not arrive are codes: each client has its own words for them.

alter table webhook
	-- of the message that could not be delivered
	add column off_tries integer;
alter table webhook no force row level security;
update webhook
   set off_tries = case when off_why like 'A message could not be delivered%' then 8 end,
       off_why = case when off_why like 'A message could not be delivered%' then 'undelivered'
                      when off_why like 'The receiver said%' then 'gone'
                      else 'by_hand' end
 where state = 'off';
alter table webhook force row level security;
alter table webhook
	add constraint webhook_off_why_is_known check (off_why in ('by_hand', 'gone', 'undelivered')),
	add constraint webhook_off_tries_are_counted check ((off_why is not distinct from 'undelivered') = (off_tries is not null));

alter table webhook_delivery no force row level security;
update webhook_delivery
   set why = case why
	when 'This is not a whole URL.' then 'url_malformed'
	when 'The URL must begin with https://.' then 'url_not_https'
	when 'The URL must not hold a name or a password; the signature proves who calls.' then 'url_has_user'
	when 'The secret cannot be read with the keys of this server.' then 'secret_unreadable'
	when 'The name of the host leads nowhere.' then 'host_unknown'
	when 'The host is not on the public internet.' then 'host_not_public'
	when 'There was no answer in time.' then 'no_answer'
	when 'The host does not take the connection.' then 'not_connected'
	when 'The host''s certificate does not hold.' then 'certificate'
	when 'The server here is stopping.' then 'stopping'
	when 'It answered with a redirect.' then 'redirect'
	when 'It did not answer with success.' then 'no_success'
	else 'connection_broke' end
 where why is not null;
alter table webhook_delivery force row level security;
alter table webhook_delivery
	add constraint webhook_delivery_why_is_known check (why in
		('url_malformed', 'url_not_https', 'url_has_user', 'secret_unreadable', 'host_unknown', 'host_not_public', 'no_answer',
		 'not_connected', 'certificate', 'stopping', 'connection_broke', 'redirect', 'no_success'));

create or replace view webhook_shown with (security_invoker = true) as
select w.tenant_id, w.id,
       (select row_to_json(b) from (
		select w.id, w.url, w.description, w.kinds, w.state, w.off_why, w.off_tries,
		       (select row_to_json(x) from (select p.id, p.name) x) as owner,
		       case when w.previous_until > current_setting('app.now')::timestamptz
		            then moment(w.previous_until) end as previous_until,
		       moment(w.created_at) as created_at, moment(w.changed_at) as changed_at
	) b) as body
  from webhook w
  join person p on p.tenant_id = w.tenant_id and p.id = w.owner_id;
