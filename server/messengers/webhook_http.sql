-- webhook_list: the tenant's webhooks, the oldest first; there are few
select row_to_json(b) as body
  from (select coalesce(json_agg(s.body order by w.created_at, w.id), '[]') as items, null as next
          from webhook w
          join webhook_shown s on s.tenant_id = w.tenant_id and s.id = w.id
         where w.tenant_id = $1::uuid) b;

-- webhook_get: a webhook
select body
  from webhook_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- webhook_delivery_list: a page of what was sent to a webhook or is to be, the newest first; no row: no such webhook
with page as (
	select d.id, d.made_at
	  from webhook_delivery d
	 where d.tenant_id = $1::uuid
	   and d.webhook_id = $2::uuid
	   and ($4::timestamptz is null or (d.made_at, d.id) < ($4::timestamptz, $5::uuid))
	 order by d.made_at desc, d.id desc
	 limit $3::integer + 1
), numbered as (
	select id, made_at, row_number() over (order by made_at desc, id desc) as nr from page
)
select (select coalesce(json_agg(s.body order by p.nr), '[]')
          from numbered p
          join webhook_delivery_shown s on s.tenant_id = $1::uuid and s.id = p.id
         where p.nr <= $3::integer) as items,
       moment(last.made_at) as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.nr = $3::integer and exists (select from numbered where nr > $3::integer)
 where exists (select from webhook where tenant_id = $1::uuid and id = $2::uuid);
