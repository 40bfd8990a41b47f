-- inspection_insert: new visits from a JSON array, each to a store where the caller plans and with a checklist that
-- is in force; what becomes of each, in its order: made, there, busy, taken, unit, hidden, checklist, lead or team
with given as (
	select *
	  from json_to_recordset($2::json) as
	       g(place integer, id uuid, sha256 text, event_id uuid, unit_id uuid, checklist_id uuid, kind text,
	         visible_from timestamptz, start_at timestamptz, due_at timestamptz, miss_at timestamptz,
	         lead_id uuid, team uuid[], is_unannounced boolean, needs_review boolean, note text)
), judged as materialized (
	select g.place, g.id, g.sha256, g.event_id, g.unit_id, g.checklist_id, g.visible_from, g.start_at, g.due_at,
	       g.miss_at, g.lead_id, g.team, g.is_unannounced, g.needs_review, g.note, coalesce(g.kind, c.kind) as kind,
	       case when there.id is not null then
	            case when there.request_sha256 = g.sha256 and there.created_by = $3::uuid then 'there' else 'taken' end
	            when u.id is null or rights.distance is null then 'unit'
	            when c.id is null then 'checklist'
	            when rights.distance = 0 and (g.is_unannounced or coalesce(g.kind, c.kind) = 'mystery') then 'hidden'
	            when g.lead_id is not null and not exists (
	                 select from scope s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
	                  where s.tenant_id = $1::uuid and s.person_id = g.lead_id and s.unit_id = g.unit_id
	                    and p.state = 'active' and 'inspection.conduct' = any (s.rights)) then 'lead'
	            when exists (select from unnest(g.team) m(id)
	                          where not exists (select from person p where p.tenant_id = $1::uuid
	                                               and p.id = m.id and p.state = 'active')) then 'team'
	            else 'fine' end as verdict
	  from given g
	  left join inspection there on there.tenant_id = $1::uuid and there.id = g.id
	  left join unit u on u.tenant_id = $1::uuid and u.id = g.unit_id and u.kind = 'store' and u.state <> 'closed'
	  left join checklist c on c.tenant_id = $1::uuid and c.id = g.checklist_id and c.state = 'active'
	   and exists (select from checklist_version v where v.tenant_id = $1::uuid and v.checklist_id = c.id
	                  and v.state = 'published')
	  left join lateral (select max(s.distance) as distance from scope s
	                      where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = g.unit_id
	                        and 'inspection.plan' = any (s.rights)) rights on true
), made as (
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, visible_from, start_at,
	                        due_at, miss_at, lead_id, is_unannounced, needs_review, note,
	                        created_by, created_at, changed_at, request_sha256)
	select $1::uuid, id, unit_id, checklist_id, kind,
	       case when coalesce(start_at <= $4::timestamptz, true) then 'open' else 'planned' end,
	       visible_from, start_at, due_at, miss_at, lead_id, is_unannounced,
	       needs_review or kind = 'mystery', note, $3::uuid, $4::timestamptz, $4::timestamptz, sha256
	  from judged
	 where verdict = 'fine'
	 order by id
	    on conflict (tenant_id, id) do nothing
	returning id
), teams as (
	insert into inspection_member (tenant_id, inspection_id, person_id)
	select distinct $1::uuid, j.id, m.id
	  from judged j join made on made.id = j.id, unnest(j.team) m(id)
), told as (
	insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, tell_at)
	select $1::uuid, j.event_id, $4::timestamptz, 'inspection.planned', 'inspection', j.id, j.unit_id, $3::uuid, null
	  from judged j join made on made.id = j.id
	union all
	select $1::uuid, gen_random_uuid(), j.visible_from, 'inspection.visible', 'inspection', j.id, j.unit_id, null,
	       j.visible_from
	  from judged j join made on made.id = j.id
	 where j.visible_from > $4::timestamptz
)
select j.place,
       -- what another makes at this very moment is not seen by this statement
       case when j.verdict <> 'fine' then j.verdict when made.id is null then 'busy' else 'made' end as outcome
  from judged j
  left join made on made.id = j.id
 order by j.place;

-- inspection_see: whether the caller may see the visit, and whether only as the store sees a mystery visit
select i.kind = 'mystery' and bool_and(v.is_near) as is_discreet
  from inspection i
  join inspection_seen v on v.tenant_id = $1::uuid and v.inspection_id = $2::uuid and v.person_id = $3::uuid
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
 group by i.kind;

-- inspection_lock: whoever changes a visit does so alone
select from inspection
 where tenant_id = $1::uuid
   and id = $2::uuid
   for no key update;

-- inspection_look: a visit that the caller may see, with what the caller may do there
select i.id, i.unit_id, i.checklist_id, i.kind, i.state, i.version_id, i.lead_id, i.needs_review,
       i.is_unannounced, i.cancel_reason, i.cancelled_by, i.submitted_by, i.released_by,
       i.submitted_by is not null as is_submitted,
       floor(extract(epoch from i.submitted_at) * 1000)::bigint as submitted_ms,
       floor(extract(epoch from i.miss_at) * 1000)::bigint as miss_ms,
       coalesce(i.lead_id = $3::uuid, false) as is_lead,
       exists (select from inspection_member m where m.tenant_id = $1::uuid
                  and m.inspection_id = i.id and m.person_id = $3::uuid) as is_member,
       coalesce(r.conducts, false) as may_conduct, coalesce(r.reviews, false) as may_review,
       r.plans is not null as may_plan, coalesce(r.plans > 0, false) as may_hide
  from inspection i
 cross join lateral (
	select bool_or('inspection.conduct' = any (s.rights)
	               and (s.distance > 0 and i.kind <> 'mystery' or i.kind in ('daily', 'self'))) as conducts,
	       bool_or('inspection.review' = any (s.rights)) as reviews,
	       max(s.distance) filter (where 'inspection.plan' = any (s.rights)) as plans
	  from scope s
	 where s.tenant_id = $1::uuid and s.person_id = $3::uuid and s.unit_id = i.unit_id) r
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid
   and (select true from inspection_seen v
         where v.tenant_id = $1::uuid and v.inspection_id = $2::uuid and v.person_id = $3::uuid limit 1);

-- inspection_lead: a visit that nobody led is somebody's
update inspection
   set lead_id = $3::uuid, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and lead_id is null;

-- inspection_start: from here on it has its version, and a lead
update inspection
   set state = 'started', version_id = $3::uuid, lead_id = coalesce(lead_id, $4::uuid),
       started_by = $4::uuid, started_at = $5::timestamptz, changed_at = $6::timestamptz, revision = 1
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'missed');

-- inspection_cancel: a visit that will not be, with the reason
update inspection
   set state = 'cancelled', cancelled_by = $3::uuid, cancelled_at = $4::timestamptz,
       cancel_reason = $5, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state in ('planned', 'open', 'started');
