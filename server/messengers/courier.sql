-- webhook_queue: what has happened since goes into each active webhook's queue, if its owner may see it
with behind as materialized (
	select w.id, w.owner_id, w.kinds, w.event_seq as from_seq,
	       least(w.event_seq + $2::integer, s.event_seq) as until_seq
	  from webhook w
	  join stamp s on s.tenant_id = w.tenant_id
	 where w.tenant_id = $1::uuid
	   and w.state = 'active'
	   and s.event_seq > w.event_seq
	   for no key update of w skip locked
), queued as (
	insert into webhook_delivery (tenant_id, id, webhook_id, event_id, event_seq, kind, due_at, made_at)
	select $1::uuid, gen_random_uuid(), b.id, e.id, e.seq, e.kind, $3::timestamptz, $3::timestamptz
	  from behind b
	  join event_seen e on e.tenant_id = $1::uuid and e.viewer_id = b.owner_id
	   and e.seq > b.from_seq and e.seq <= b.until_seq
	 where b.kinds = '{}' or e.kind = any (b.kinds)
	on conflict on constraint webhook_delivery_is_there_already do nothing
)
update webhook w
   set event_seq = b.until_seq
  from behind b
 where w.tenant_id = $1::uuid
   and w.id = b.id;

-- webhook_delivery_unseen: what the owner may no longer see is not sent
delete from webhook_delivery d
 using webhook w
 where d.tenant_id = $1::uuid
   and d.webhook_id = $2::uuid
   and d.state = 'waiting'
   and d.due_at <= $3::timestamptz
   and d.event_id is not null
   and w.tenant_id = $1::uuid
   and w.id = $2::uuid
   and d.id = (select n.id from webhook_delivery n
                where n.tenant_id = $1::uuid and n.webhook_id = $2::uuid and n.state = 'waiting'
                  and n.due_at <= $3::timestamptz
                order by n.due_at, n.event_seq, n.id limit 1)
   and not exists (select from event_seen e
                     join person p on p.tenant_id = e.tenant_id and p.id = e.viewer_id and p.state = 'active'
                    where e.tenant_id = $1::uuid and e.id = d.event_id and e.viewer_id = w.owner_id);

-- webhook_next: the message that is due first, with what it takes to send it
select d.id, d.attempts, w.failures, w.url, w.secret, w.owner_id,
       case when w.previous_until > $3::timestamptz then w.previous_secret end as previous_secret,
       (select row_to_json(b) from (
		select d.kind as type, moment(coalesce(e.at, d.made_at)) as timestamp,
		       (select row_to_json(x) from (
				select e.id, e.seq, e.subject, e.subject_id, e.unit_id, e.person_id) x) as data
	) b) as body
  from webhook w
  join webhook_delivery d on d.tenant_id = w.tenant_id and d.webhook_id = w.id
  left join event e on e.tenant_id = d.tenant_id and e.id = d.event_id
 where w.tenant_id = $1::uuid
   and w.id = $2::uuid
   and w.state = 'active'
   and d.state = 'waiting'
   and d.due_at <= $3::timestamptz
   and (d.event_id is null
        or exists (select from event_seen v
                    where v.tenant_id = $1::uuid and v.id = d.event_id and v.viewer_id = w.owner_id))
 order by d.due_at, d.event_seq, d.id
 limit 1;

-- webhook_delivered: it went through
with sent as (
	update webhook_delivery
	   set state = 'delivered', attempts = attempts + 1, status = $4::integer, why = null, tried_at = $5::timestamptz
	 where tenant_id = $1::uuid
	   and id = $3::uuid
)
update webhook
   set failures = 0
 where tenant_id = $1::uuid
   and id = $2::uuid
   and failures > 0;

-- webhook_failed: it did not; off ($9): that was the last try of all
with tried as (
	update webhook_delivery
	   set state = case when $9::text is null then 'waiting' else 'failed' end, attempts = attempts + 1,
	       status = $4::integer, why = $5, tried_at = $6::timestamptz, due_at = $7::timestamptz
	 where tenant_id = $1::uuid
	   and id = $3::uuid
	returning attempts
)
update webhook w
   set failures = failures + 1, rest_until = $8::timestamptz, state = case when $9::text is null then state else 'off' end,
       off_why = coalesce($9::text, off_why),
       off_tries = case when $9::text is null then w.off_tries when $9::text = 'undelivered' then t.attempts end
  from tried t
 where w.tenant_id = $1::uuid
   and w.id = $2::uuid;

-- webhook_off_notice: its owner hears that it was switched off
insert into notice (tenant_id, id, person_id, kind, subject, subject_id, at, mark)
values ($1::uuid, gen_random_uuid(), $3::uuid, 'webhook.switched_off', 'webhook', $2::uuid, $4::timestamptz,
        'webhook.switched_off ' || $2::uuid || ' ' || moment($4::timestamptz))
on conflict on constraint notice_is_there_already do nothing;

-- webhook_give_back: whoever is next may send for it
update webhook
   set leased_until = $3::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;
