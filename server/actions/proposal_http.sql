-- proposal_list: the proposals of the actions that the caller may see, the newest first
with found as (
	select q.id, q.proposed_at
	  from proposal q
	 where q.tenant_id = $1::uuid
	   and ($6::text is null or q.state = $6)
	   and ($7::text is null or q.kind = $7)
	   and (select true from action_scope s
	         where s.tenant_id = $1::uuid
	           and s.action_id = q.action_id
	           and s.person_id = $2::uuid
	           and 'action.read' = any (s.rights)
	         limit 1)
	   and ($4::timestamptz is null or (q.proposed_at, q.id) < ($4::timestamptz, $5::uuid))
	 order by q.proposed_at desc, q.id desc
	 limit $3::integer + 1
), numbered as (
	select id, proposed_at, row_number() over (order by proposed_at desc, id desc) as nr
	  from found
)
select coalesce(json_agg((select s.body from proposal_shown s
                           where s.tenant_id = $1::uuid and s.proposal_id = n.id)
                         order by n.nr) filter (where n.nr <= $3::integer), '[]')::text as items,
       case when count(*) > $3::integer then max(moment(n.proposed_at)) filter (where n.nr = $3::integer) end as next_key,
       case when count(*) > $3::integer then max(n.id::text) filter (where n.nr = $3::integer) end as next_id
  from numbered n;
