-- stamp_waiting: the tenants that have events without a place whose time has come
select s.tenant_id
  from stamp s
 where exists (select from event e
                where e.tenant_id = s.tenant_id and e.seq is null and e.tell_at is null)
    or exists (select from event e
                where e.tenant_id = s.tenant_id and e.seq is null and e.tell_at <= $1::timestamptz)
 order by s.tenant_id;

-- stamp_take: whether this is the tenant's stamper now; whatever was committed before is seen from the next statement on
select event_seq
  from stamp
 where tenant_id = $1::uuid
   for no key update skip locked;

-- stamp_joins: what waits is brought together in one pass; a plan made for a handful would go over all of it for each
select set_config('enable_nestloop', 'off', true);

-- stamp_events: the next places for what is committed and has none, in the order in which it happened
with next as materialized (
	select id, row_number() over (order by tell_at nulls first, at, id) as place
	  from ((select id, tell_at, at
	           from event
	          where tenant_id = $1::uuid and seq is null and tell_at is null
	          order by at, id
	          limit $3::integer)
	        union all
	        (select id, tell_at, at
	           from event
	          where tenant_id = $1::uuid and seq is null and tell_at <= $2::timestamptz
	          order by tell_at, id
	          limit $3::integer)) waiting
	 order by place
	 limit $3::integer
), told as (
	update event e
	   set seq = $4::bigint + n.place
	  from next n
	 where e.tenant_id = $1::uuid
	   and e.id = n.id
	returning e.id
)
select count(*) as nr from told;

-- stamp_note: how far the events of a tenant have come
update stamp
   set event_seq = $2::bigint
 where tenant_id = $1::uuid;
