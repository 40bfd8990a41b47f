-- inspection_insert: new visits from a JSON array, each to a unit where the caller plans and with a checklist
-- that is in force; gives an outcome for each in its order: made, there, taken, unit, checklist, lead or team
with given as (
	select *
	  from json_to_recordset($2::json) as
	       v(place integer, id uuid, unit_id uuid, checklist_id uuid, visible_from timestamptz,
	         start_at timestamptz, due_at timestamptz, miss_at timestamptz, lead_id uuid, team uuid[],
	         is_unannounced boolean, needs_review boolean, note text)
), judged as (
	select g.*, c.kind,
	       case when not exists (select from scope s
	                              where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = g.unit_id
	                                and 'inspection.plan' = any (s.rights)) then 'unit'
	            when not exists (select from unit u where u.tenant_id = $1::uuid and u.id = g.unit_id
	                                and u.kind = 'store' and u.state <> 'closed') then 'unit'
	            when c.id is null then 'checklist'
	            when g.lead_id is not null and not exists (
	                 select from scope s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
	                  where s.tenant_id = $1::uuid and s.person_id = g.lead_id and s.unit_id = g.unit_id
	                    and p.state = 'active' and 'inspection.conduct' = any (s.rights)) then 'lead'
	            when exists (select from unnest(g.team) m(id)
	                          where not exists (select from person p where p.tenant_id = $1::uuid
	                                               and p.id = m.id and p.state = 'active')) then 'team'
	            else 'fine' end as verdict
	  from given g
	  left join checklist c on c.tenant_id = $1::uuid and c.id = g.checklist_id and c.state = 'active'
	   and exists (select from checklist_version v where v.tenant_id = $1::uuid and v.checklist_id = c.id
	                  and v.state = 'published')
), made as (
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, visible_from, start_at,
	                        due_at, miss_at, lead_id, is_unannounced, needs_review, note,
	                        created_by, created_at, changed_at)
	select $1::uuid, id, unit_id, checklist_id, kind,
	       case when coalesce(start_at <= $4::timestamptz, true) then 'open' else 'planned' end,
	       visible_from, start_at, due_at, miss_at, lead_id, coalesce(is_unannounced, false),
	       coalesce(needs_review, false) or kind = 'mystery', note, $3::uuid, $4::timestamptz,
	       $4::timestamptz
	  from judged
	 where verdict = 'fine'
	    on conflict (tenant_id, id) do nothing
	returning id
), teams as (
	insert into inspection_member (tenant_id, inspection_id, person_id)
	select distinct $1::uuid, j.id, m.id
	  from judged j join made on made.id = j.id, unnest(j.team) m(id)
)
select j.place, j.id,
       case when j.verdict <> 'fine' then j.verdict
            when made.id is not null then 'made'
            -- not visible to this statement's snapshot: made by another at this very moment
            when there.id is null then 'busy'
            when (there.unit_id, there.checklist_id, there.visible_from, there.start_at, there.due_at,
                  there.miss_at, there.created_by, there.note)
                 is not distinct from
                 (j.unit_id, j.checklist_id, j.visible_from, j.start_at, j.due_at, j.miss_at, $3::uuid, j.note)
                 then 'there'
            else 'taken' end as outcome
  from judged j
  left join made on made.id = j.id
  left join inspection there on there.tenant_id = $1::uuid and there.id = j.id
 order by j.place;

-- inspection_see: whether the caller may see the visit
select from inspection_seen v
 where v.tenant_id = $1::uuid
   and v.inspection_id = $2::uuid
   and v.person_id = $3::uuid
 limit 1;

-- inspection_take: a visit that the caller works on, locked, with what the caller may do there
select i.id, i.unit_id, i.checklist_id, i.kind, i.state, i.version_id, i.lead_id, i.needs_review,
       i.is_unannounced, i.revision, i.edit, u.tags::text as tags, i.cancelled_by, i.cancel_reason,
       i.started_by, i.submitted_by, i.released_by,
       coalesce(i.lead_id = $3::uuid, false) as is_lead,
       exists (select from inspection_member m where m.tenant_id = $1::uuid
                  and m.inspection_id = i.id and m.person_id = $3::uuid) as is_member,
       r.may_conduct, r.may_review, r.may_plan
  from inspection i
  join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id,
       lateral (select coalesce(bool_or('inspection.conduct' = any (s.rights)), false) as may_conduct,
                       coalesce(bool_or('inspection.review' = any (s.rights)), false) as may_review,
                       coalesce(bool_or('inspection.plan' = any (s.rights)), false) as may_plan
                  from scope s
                 where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = i.unit_id) r
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
   and (r.may_conduct and i.lead_id is null
        or exists (select from inspection_seen v where v.tenant_id = $1::uuid
                      and v.inspection_id = i.id and v.person_id = $3::uuid))
   for update of i;

-- inspection_start: from here on it has its version, and a lead
update inspection
   set state = 'started', version_id = $3::uuid, lead_id = coalesce(lead_id, $4::uuid),
       started_by = $4::uuid, started_at = $5::timestamptz, changed_at = $6::timestamptz, revision = 1
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open');

-- inspection_cancel: a visit that will not be, with the reason
update inspection i
   set state = 'cancelled', cancelled_by = $3::uuid, cancelled_at = $4::timestamptz,
       cancel_reason = $5, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'started')
   and exists (select from scope s where s.tenant_id = $1::uuid and s.person_id = $3::uuid
                  and s.unit_id = i.unit_id and 'inspection.plan' = any (s.rights))
returning id, unit_id;
