-- inbox_list: a page of the caller's inbox, the newest first
with page as (
	select n.id, n.at
	  from notice n
	 where n.tenant_id = $1::uuid
	   and n.person_id = $2::uuid
	   and ($6::boolean is not true or n.read_at is null)
	   and ($4::timestamptz is null or (n.at, n.id) < ($4::timestamptz, $5::uuid))
	   and exists (select from notice_seen s where s.tenant_id = $1::uuid and s.notice_id = n.id)
	 order by n.at desc, n.id desc
	 limit $3::integer + 1
), numbered as (
	select id, at, row_number() over (order by at desc, id desc) as nr from page
)
-- each is looked up: a join would read all that anybody was ever told of
select (select coalesce(json_agg((select s.body from notice_shown s where s.tenant_id = $1::uuid and s.notice_id = p.id)
                                 order by p.nr), '[]')
          from numbered p
         where p.nr <= $3::integer) as items,
       moment(last.at) as next_key, last.id as next_id
  from (select) one
  left join numbered last on last.nr = $3::integer and exists (select from numbered where nr > $3::integer);

-- inbox_count: how many the caller has not read; counted up to 100
select row_to_json(b) as body
  from (select count(*) as unread
          from (select from notice n
                 where n.tenant_id = $1::uuid
                   and n.person_id = $2::uuid
                   and n.read_at is null
                   and exists (select from notice_seen s where s.tenant_id = $1::uuid and s.notice_id = n.id)
                 limit 100) few) b;

-- inbox_read: the caller has read one; again is no harm
update notice n
   set read_at = coalesce(n.read_at, $4::timestamptz)
 where n.tenant_id = $1::uuid
   and n.person_id = $2::uuid
   and n.id = $3::uuid
   and exists (select from notice_seen s where s.tenant_id = $1::uuid and s.notice_id = n.id)
returning n.id;

-- inbox_read_until: the caller has read everything up to a moment
update notice
   set read_at = $4::timestamptz
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and read_at is null
   and at <= $3::timestamptz;
