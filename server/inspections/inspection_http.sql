-- inspection_show: one visit, if the caller may see it
select s.body::text as body, s.body ->> 'revision' as revision, s.body ->> 'edit' as edit
  from inspection_shown s
 where s.tenant_id = $1::uuid
   and s.inspection_id = $2::uuid
   and exists (select from inspection_seen v
                where v.tenant_id = $1::uuid and v.inspection_id = $2::uuid and v.person_id = $3::uuid);

-- inspection_list: the visits that the caller may see, newest first or by what is due first
with page as (
	select i.id, case when $13::boolean then coalesce(i.due_at, 'infinity') else i.created_at end as key
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and exists (select from inspection_seen v
	                where v.tenant_id = $1::uuid and v.inspection_id = i.id and v.person_id = $2::uuid)
	   and ($3::text[] is null or i.state = any ($3::text[]))
	   and ($4::uuid is null or exists (select from unit_above a where a.tenant_id = $1::uuid
	                                       and a.above_id = $4::uuid and a.unit_id = i.unit_id))
	   and ($5::text is null or i.kind = $5)
	   and ($6::uuid is null or i.checklist_id = $6::uuid)
	   and (not $7::boolean or i.lead_id = $2::uuid
	        or exists (select from inspection_member m where m.tenant_id = $1::uuid
	                      and m.inspection_id = i.id and m.person_id = $2::uuid))
	   and ($8::timestamptz is null or coalesce(i.released_at, i.start_at, i.created_at) >= $8::timestamptz)
	   and ($9::timestamptz is null or coalesce(i.released_at, i.start_at, i.created_at) < $9::timestamptz)
	   and ($11::timestamptz is null
	        or case when $13::boolean
	                then (coalesce(i.due_at, 'infinity'), i.id) > ($11::timestamptz, $12::uuid)
	                else (i.created_at, i.id) < ($11::timestamptz, $12::uuid) end)
	 order by case when $13::boolean then coalesce(i.due_at, 'infinity') end,
	          case when $13::boolean then i.id end,
	          case when not $13::boolean then i.created_at end desc,
	          case when not $13::boolean then i.id end desc
	 limit $10::integer + 1
), numbered as (
	select id, key, row_number() over (order by case when $13::boolean then key end,
	                                            case when $13::boolean then id end,
	                                            case when not $13::boolean then key end desc,
	                                            case when not $13::boolean then id end desc) as n
	  from page
)
select coalesce((select json_agg(s.body order by n.n)
                   from numbered n
                   join inspection_shown s on s.tenant_id = $1::uuid and s.inspection_id = n.id
                  where n.n <= $10::integer), '[]')::text as items,
       last.key::text as next_key, last.id as next_id
  from (select 1) one
  left join numbered last on last.n = $10::integer
                         and exists (select from numbered where n = $10::integer + 1);

-- inspection_change: other times, another lead or note, of a visit that nobody has started
update inspection i
   set visible_from = case when $4::boolean then $5::timestamptz else visible_from end,
       start_at = case when $6::boolean then $7::timestamptz else start_at end,
       due_at = case when $8::boolean then $9::timestamptz else due_at end,
       miss_at = case when $10::boolean then $11::timestamptz else miss_at end,
       lead_id = case when $12::boolean then $13::uuid else lead_id end,
       note = case when $14::boolean then $15 else note end,
       state = case when coalesce(case when $6::boolean then $7::timestamptz else start_at end
                                  <= $16::timestamptz, true) then 'open' else 'planned' end,
       changed_at = $16::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open')
   and exists (select from scope s where s.tenant_id = $1::uuid and s.person_id = $3::uuid
                  and s.unit_id = i.unit_id and 'inspection.plan' = any (s.rights))
   and ($13::uuid is null or exists (
        select from scope s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
         where s.tenant_id = $1::uuid and s.person_id = $13::uuid and s.unit_id = i.unit_id
           and p.state = 'active' and 'inspection.conduct' = any (s.rights)))
returning id;
