-- webhook_insert: a new webhook, unless its id is there already; it hears what happens from now on
insert into webhook (tenant_id, id, owner_id, url, description, kinds, secret, event_seq, created_at, changed_at)
select $1::uuid, $2::uuid, $3::uuid, $4, $5, $6::text[], $7, s.event_seq, $8::timestamptz, $8::timestamptz
  from stamp s
 where s.tenant_id = $1::uuid
on conflict do nothing;

-- webhook_created: what has the id now; is_new: since this transaction
select w.id, s.body, w.xmin = pg_current_xact_id()::xid as is_new, is_same($3::json, s.body) as is_same
  from webhook w
  join webhook_shown s on s.tenant_id = w.tenant_id and s.id = w.id
 where w.tenant_id = $1::uuid
   and w.id = $2::uuid;

-- webhook_show: a webhook, for whoever was let through to it
select body
  from webhook_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- webhook_update: what is given changes; what is switched on again begins with what happens next
update webhook w
   set url = coalesce($3, w.url),
       description = case when $5::boolean then $4 else w.description end,
       kinds = coalesce($6::text[], w.kinds),
       state = coalesce($7, w.state),
       off_why = case when $7 = 'off' then coalesce(w.off_why, 'by_hand')
                      when $7 = 'active' then null else w.off_why end,
       off_tries = case when $7 = 'active' then null else w.off_tries end,
       event_seq = case when $7 = 'active' and w.state = 'off'
                        then (select s.event_seq from stamp s where s.tenant_id = $1::uuid) else w.event_seq end,
       failures = case when $7 = 'active' then 0 else w.failures end,
       rest_until = case when $7 = 'active' or $3 is not null then '-infinity' else w.rest_until end,
       changed_at = $8::timestamptz
 where w.tenant_id = $1::uuid
   and w.id = $2::uuid;

-- webhook_rotate: the secret becomes the one before, and signs until then as well
update webhook
   set previous_secret = secret, previous_until = $5::timestamptz, secret = $3, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- webhook_delete: the webhook and what was to be sent
delete from webhook
 where tenant_id = $1::uuid
   and id = $2::uuid
returning id;

-- webhook_delivery_test: a message that tells nothing, at once
insert into webhook_delivery (tenant_id, id, webhook_id, kind, due_at, made_at)
select tenant_id, $3::uuid, id, 'webhook.test', $4::timestamptz, $4::timestamptz
  from webhook
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'active';

-- webhook_delivery_again: what was sent, or could not be, is due once more
update webhook_delivery
   set state = 'waiting', attempts = 0, due_at = $4::timestamptz
 where tenant_id = $1::uuid
   and webhook_id = $2::uuid
   and id = $3::uuid;

-- webhook_delivery_show: one delivery of a webhook
select s.body
  from webhook_delivery d
  join webhook_delivery_shown s on s.tenant_id = d.tenant_id and s.id = d.id
 where d.tenant_id = $1::uuid
   and d.webhook_id = $2::uuid
   and d.id = $3::uuid;
