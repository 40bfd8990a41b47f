-- audit_list: a page of the audit log, the newest first; who did what tells who a shopper was is named to few
with may as materialized (
	select exists (select from scope s
	                 join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
	                where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.department_id is null
	                  and 'mystery.identity' = any (s.rights)) as knows
), found as (
	-- by the narrowest that was asked for, each along an index of its own
	(select a.*
	   from audit_seen a
	  where $3::uuid is null and $5::text is null
	    and a.tenant_id = $1::uuid
	    and a.seq < (select coalesce($9::bigint, 9223372036854775807))
	    and ($4::text is null or a.subject = $4)
	    and ($6::text is null or starts_with(a.operation, $6))
	    and ($7::timestamptz is null or a.at >= $7)
	    and ($8::timestamptz is null or a.at < $8)
	  order by a.seq desc
	  limit $10::integer + 1)
	union all
	(select a.*
	   from audit_seen a
	  where $5::text is null
	    and a.tenant_id = $1::uuid
	    and a.person_id = $3::uuid
	    and ((select knows from may) or not a.is_secret or $3::uuid = $2::uuid)
	    and a.seq < (select coalesce($9::bigint, 9223372036854775807))
	    and ($4::text is null or a.subject = $4)
	    and ($6::text is null or starts_with(a.operation, $6))
	    and ($7::timestamptz is null or a.at >= $7)
	    and ($8::timestamptz is null or a.at < $8)
	  order by a.seq desc
	  limit $10::integer + 1)
	union all
	(select a.*
	   from audit_seen a
	  where a.tenant_id = $1::uuid
	    and a.subject_id = $5::text
	    and ($3::uuid is null
	         or a.person_id = $3::uuid and ((select knows from may) or not a.is_secret or $3::uuid = $2::uuid))
	    and a.seq < (select coalesce($9::bigint, 9223372036854775807))
	    and ($4::text is null or a.subject = $4)
	    and ($6::text is null or starts_with(a.operation, $6))
	    and ($7::timestamptz is null or a.at >= $7)
	    and ($8::timestamptz is null or a.at < $8)
	  order by a.seq desc
	  limit $10::integer + 1)
), page as (
	select f.*, row_number() over (order by f.seq desc) as n from found f
), shown as (
	select p.n, (select row_to_json(b) from (
		select p.id, p.seq, moment(p.at) as at, h.id as person_id, h.name as person_name, p.operation, p.subject,
		       p.subject_id, p.request_id, p.link) b) as body
	  from page p
	  left join person h on h.tenant_id = $1::uuid and h.id = p.person_id
	   and ((select knows from may) or not p.is_secret or p.person_id = $2::uuid)
	 where p.n <= $10::integer
)
select (select coalesce(json_agg(s.body order by s.n), '[]') from shown s) as items,
       last.seq as next_key, last.id as next_id
  from (select) one
  left join page last on last.n = $10::integer and exists (select from page where n > $10::integer);
