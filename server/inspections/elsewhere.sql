-- elsewhere_stores: the stores that are named, or the open ones below a unit ($5) but for the action's own, each with
-- the visit that it has because of this action and that is not over; at most $6 of them
with wanted as (
	select n.id as unit_id, n.place - 1 as place
	  from unnest($4::uuid[]) with ordinality n(id, place)
	union all
	select b.unit_id, row_number() over (order by u.name, u.id)
	  from unit_above b
	  join unit u on u.tenant_id = $1::uuid and u.id = b.unit_id and u.kind = 'store' and u.state <> 'closed'
	 where b.tenant_id = $1::uuid
	   and b.above_id = $5::uuid
	   and b.unit_id <> (select unit_id from action where tenant_id = $1::uuid and id = $3::uuid)
	   and exists (select from scope s
	                where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = b.unit_id
	                  and 'inspection.plan' = any (s.rights))
)
select w.unit_id, w.place, a.checklist_id, v.inspection_id,
       case when w.unit_id = a.unit_id then 'own'
            when u.id is null
                 or not exists (select from scope s
                                 where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.unit_id = w.unit_id
                                   and 'inspection.plan' = any (s.rights)) then 'unit'
            else 'fine' end as verdict
  from wanted w
  join action a on a.tenant_id = $1::uuid and a.id = $3::uuid
  left join unit u on u.tenant_id = $1::uuid and u.id = w.unit_id and u.kind = 'store' and u.state <> 'closed'
  left join lateral (
	select x.inspection_id
	  from action_visit x
	  join inspection i on i.tenant_id = $1::uuid and i.id = x.inspection_id and i.unit_id = w.unit_id
	   and i.state in ('planned', 'open', 'started', 'submitted')
	 where x.tenant_id = $1::uuid
	   and x.action_id = $3::uuid
	   and x.purpose = 'elsewhere'
	 limit 1) v on true
 order by w.place
 limit $6::integer;

-- elsewhere_note: the action shows its visits
insert into action_visit (tenant_id, action_id, inspection_id, purpose, round, added_at)
select $1::uuid, $2::uuid, id, 'elsewhere', $4::integer, $5::timestamptz
  from unnest($3::uuid[]) id
    on conflict do nothing;
