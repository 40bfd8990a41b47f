-- code_by_hash: whose code it is, before it is known in which tenant; is_used: a moment ago, by the same person perhaps
select t.id as tenant_id, c.id, c.person_id, c.used_at is not null as is_used
  from tenant t
  join one_time_code c on c.tenant_id = t.id
  join person p on p.tenant_id = c.tenant_id and p.id = c.person_id and p.state = 'active'
 where t.code = $1
   and c.kind = $2
   and c.code_hash = $3
   and c.ended_at is null
   and case when c.used_at is null then c.expires_at > $4::timestamptz
            else c.used_at > $4::timestamptz - interval '10 minutes' end;

-- code_delete_over: what was over a month ago
delete from one_time_code
 where (tenant_id, id) in
       (select tenant_id, id
          from one_time_code
         where expires_at < $1::timestamptz - interval '30 days'
         limit 1000)
returning id;
