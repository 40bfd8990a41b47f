-- webhook_waiting: the tenants with events that a webhook has not queued yet, and how many the last of them is behind
select w.tenant_id, max(s.event_seq - w.event_seq) as behind
  from webhook w
  join stamp s on s.tenant_id = w.tenant_id
 where w.state = 'active'
   and s.event_seq > w.event_seq
 group by w.tenant_id;

-- webhook_claim: the webhook that has waited longest and has something due, for as long as the lease holds
update webhook w
   set leased_until = $2::timestamptz
  from (select c.tenant_id, c.id
          from webhook c
         where c.state = 'active'
           and c.leased_until <= $1::timestamptz
           and c.rest_until <= $1::timestamptz
           and exists (select from webhook_delivery d
                        where d.tenant_id = c.tenant_id and d.webhook_id = c.id and d.state = 'waiting'
                          and d.due_at <= $1::timestamptz)
         order by c.leased_until
         limit 1
           for update skip locked) due
 where w.tenant_id = due.tenant_id
   and w.id = due.id
returning w.tenant_id, w.id;

-- webhook_forget: removes some of what was sent, or could not be, long ago
with old as (
	select tenant_id, id
	  from webhook_delivery
	 where state <> 'waiting'
	   and made_at < $1::timestamptz
	 order by made_at
	 limit $2::integer
), gone as (
	delete from webhook_delivery d
	 using old
	 where d.tenant_id = old.tenant_id
	   and d.id = old.id
	returning d.id
)
select count(*) as nr from gone;
