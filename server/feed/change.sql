-- change_ground: where the tenant's events end, which event has a place, and (as a hash) what decides what the caller sees
select s.event_seq,
       (select md5(e.id::text) from event e where e.tenant_id = $1::uuid and e.seq = $3::bigint) as mark,
       md5(concat_ws('|',
           (select string_agg(concat_ws(' ', m.role_id, m.unit_id, coalesce(m.department_id::text, '-'),
                                        array_to_string(r.rights, ' ')), ',' order by m.id)
              from membership m
              join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
             where m.tenant_id = $1::uuid
               and m.person_id = $2::uuid
               and coalesce(m.starts_on <= left(current_setting('app.now'), 10)::date, true)
               and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)),
           (select max(u.moved_at) from unit u where u.tenant_id = $1::uuid and u.moved_at is not null))) as rights
  from stamp s
 where s.tenant_id = $1::uuid;

-- change_mark: which event has a place
select md5(id::text) as mark
  from event
 where tenant_id = $1::uuid
   and seq = $2::bigint;

-- change_list: what the caller may hear of after one place and up to another
with found as (
	select e.seq, e.at, e.kind, e.subject, e.subject_id, e.unit_id, e.person_id, e.data
	  from event_seen e
	 where e.tenant_id = $1::uuid
	   and e.viewer_id = $2::uuid
	   and e.seq > $3::bigint
	   and e.seq <= $4::bigint
	   and ($5::text[] is null or e.kind = any ($5::text[]))
	 order by e.seq
	 limit $6::integer
)
select coalesce(json_agg((select row_to_json(b) from (
	select moment(f.at) as at, f.kind, f.subject, f.subject_id, f.unit_id, f.person_id, f.data) b)
	order by f.seq), '[]') as items,
       count(*) as nr, max(f.seq) as last
  from found f;
