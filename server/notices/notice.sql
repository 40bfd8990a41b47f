-- teller_take: how far the tenant's events were told, and how far they could be; no row while another node tells them
select t.event_seq, (select s.event_seq from stamp s where s.tenant_id = $1::uuid) as until
  from teller t
 where t.tenant_id = $1::uuid
   for no key update skip locked;

-- teller_note: how far the tenant's events have been told
update teller
   set event_seq = $2::bigint
 where tenant_id = $1::uuid;

-- reminder_take: a row where the tenant's dates are to be looked at now
update teller
   set reminded_at = $2::timestamptz
 where tenant_id = (select tenant_id from teller
                     where tenant_id = $1::uuid and reminded_at <= $3::timestamptz
                       for no key update skip locked)
returning tenant_id;

-- notice_tell: a notice of each event to each person that it concerns by the rules ($4-$7), but for who did it
with told as materialized (
	select e.id, e.at, e.subject, e.subject_id, e.unit_id, e.person_id as by_id, e.data, r.notice, r.people,
	       case when r.how_often = 'once' then r.notice || ' ' || e.subject_id else r.notice || ' ' || e.id end as mark
	  from event e
	  join unnest($4::text[], $5::text[], $6::text[], $7::text[]) r(event, notice, people, how_often)
	    on r.event = e.kind
	 where e.tenant_id = $1::uuid
	   and e.seq > $2::bigint
	   and e.seq <= $3::bigint
	   and e.at > $8::timestamptz
), visit as (
	select t.id, t.people, t.notice, i.id as inspection_id, i.lead_id,
	       -- of the visits that a plan shows somebody on one day, or that were missed on it, the first is told
	       case when t.notice in ('visit.new', 'visit.missed') and i.plan_id is not null
	            then t.notice || ' ' || i.plan_id || ' ' || left(moment(t.at), 10) end as mark
	  from told t
	  join inspection i on i.tenant_id = $1::uuid and i.id = t.subject_id
	 where t.people in ('visitors', 'planners')
	   and (t.notice <> 'visit.new' or i.state in ('planned', 'open'))
), matter as (
	select t.id, t.people, t.by_id, t.data, a.id as action_id, a.round, a.unit_id, a.department_id, a.severity, a.responsible_id
	  from told t
	  join action a on a.tenant_id = $1::uuid and a.id = t.subject_id
	 where t.subject = 'action'
), claim as (
	select t.id, t.people, t.by_id, l.inspection_id, l.appealed_by, f.unit_id, f.department_id
	  from told t
	  join appeal l on l.tenant_id = $1::uuid and l.id = t.subject_id
	  join finding f on f.tenant_id = $1::uuid and f.id = l.finding_id
	 where t.subject = 'appeal'
), deciding as (
	-- nobody of those who made the visit
	select c.id, s.person_id, c.people, rank() over (partition by c.id, c.people order by s.distance) as rank
	  from claim c
	  join inspection i on i.tenant_id = $1::uuid and i.id = c.inspection_id
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = c.unit_id
	   and (s.department_id is null or s.department_id = c.department_id)
	 where 'appeal.decide' = any (s.rights)
	   and (c.people = 'deciders'
	        or c.people = 'headquarters'
	           and exists (select from unit u where u.tenant_id = $1::uuid and u.id = s.granted_at
	                                            and u.parent_id is null))
	   and s.person_id <> c.appealed_by
	   and s.person_id is distinct from i.lead_id
	   and s.person_id is distinct from i.submitted_by
	   and not exists (select from inspection_member m
	                    where m.tenant_id = $1::uuid and m.inspection_id = i.id and m.person_id = s.person_id)
), reviewing as (
	-- who may review it, nearest to the store first; of a mystery visit nobody of the store
	select t.id, t.people, s.person_id, rank() over (partition by t.id, t.people order by s.distance) as rank
	  from told t
	  join inspection i on i.tenant_id = $1::uuid and i.id = t.subject_id
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = i.unit_id
	 where t.people in ('reviewers', 'heads')
	   and i.needs_review
	   and i.state in ('submitted', 'misfired')
	   and 'inspection.review' = any (s.rights)
	   and (i.kind <> 'mystery' or s.distance > 0)
	   and s.person_id is distinct from i.lead_id
	   and (t.people = 'reviewers' or exists (select from unit u where u.tenant_id = $1::uuid and u.id = s.granted_at
	                                                             and u.parent_id is null))
), planning as (
	-- who said it last, as far as that person still may; else who may, nearest to the unit
	select t.id, t.people, s.person_id,
	       rank() over (partition by t.id
	                    order by s.person_id is distinct from coalesce(r.made_by, i.created_by, p.created_by),
	                             case when s.person_id is distinct from coalesce(r.made_by, i.created_by, p.created_by)
	                                  then s.distance end) as rank
	  from told t
	  left join inspection i on t.subject = 'inspection' and i.tenant_id = $1::uuid and i.id = t.subject_id
	  left join plan p on p.tenant_id = $1::uuid and p.id = coalesce(i.plan_id, t.subject_id)
	  left join plan_revision r on r.tenant_id = $1::uuid and r.plan_id = p.id and r.number = p.revision
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = t.unit_id
	  join person q on q.tenant_id = $1::uuid and q.id = s.person_id and q.state = 'active'
	 where t.people = 'planners'
	   and 'inspection.plan' = any (s.rights)
	   and (s.distance > 0 or not coalesce(i.kind = 'mystery' or i.is_unannounced, false))
), reaching as (
	-- who may decide, nearest to the unit first; whoever did what it is about cannot be the one who decides
	select m.id, s.person_id, m.people, rank() over (partition by m.id, m.people order by s.distance) as rank
	  from matter m
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = m.unit_id
	   and (s.department_id is null or s.department_id = m.department_id)
	 where m.people in ('verifiers', 'approvers', 'headquarters')
	   and case m.people
	       when 'verifiers' then 'action.verify' = any (s.rights)
	            and (m.severity <> 'critical' or s.distance > 0)
	            and not exists (select from action_fixer f
	                             where f.tenant_id = $1::uuid and f.action_id = m.action_id and f.round = m.round
	                               and f.person_id = s.person_id)
	       when 'approvers' then 'action.approve' = any (s.rights)
	       when 'headquarters' then 'action.assign' = any (s.rights)
	            and exists (select from unit u where u.tenant_id = $1::uuid and u.id = s.granted_at
	                                             and u.parent_id is null)
	       end
	   and s.person_id is distinct from m.by_id
), concerned as (
	select id, people, lead_id as person_id from visit where people = 'visitors'
	union
	select v.id, v.people, m.person_id
	  from visit v
	  join inspection_member m on m.tenant_id = $1::uuid and m.inspection_id = v.inspection_id
	 where v.people = 'visitors'
	union
	select id, people, person_id from planning where rank = 1
	union
	select id, people, responsible_id from matter where people = 'responsible'
	union
	select m.id, m.people, f.person_id
	  from matter m
	  join action_fixer f on f.tenant_id = $1::uuid and f.action_id = m.action_id and f.round = m.round
	 where m.people = 'fixers'
	union
	select m.id, m.people, (select x.asked_by from action_extension x
	                         where x.tenant_id = $1::uuid and x.action_id = m.action_id
	                         order by x.asked_at desc, x.id desc limit 1)
	  from matter m
	 where m.people = 'asker'
	union
	select m.id, m.people, q.proposed_by
	  from matter m
	  join proposal q on q.tenant_id = $1::uuid and q.id = (m.data ->> 'proposal_id')::uuid
	 where m.people = 'proposer'
	union
	select m.id, m.people, (select r.verified_by from action_round r
	                         where r.tenant_id = $1::uuid and r.action_id = m.action_id
	                         order by r.round desc limit 1)
	  from matter m
	 where m.people = 'witnesses'
	union
	select id, people, person_id from reaching where rank = 1
	union
	select id, people, person_id from deciding where rank = 1
	union
	select m.id, m.people, q.person_id
	  from matter m
	  join escalation_person q on q.tenant_id = $1::uuid and q.escalation_id = (m.data ->> 'escalation_id')::uuid
	 where m.people = 'escalated'
	union
	select id, people, appealed_by from claim where people = 'appellant'
	union
	select id, people, person_id from reviewing where rank = 1
)
insert into notice (tenant_id, id, person_id, kind, subject, subject_id, unit_id, by_id, at, mark, counts)
select distinct on (c.person_id, m.mark)
       $1::uuid, gen_random_uuid(), c.person_id, t.notice, t.subject, t.subject_id, t.unit_id, t.by_id, t.at, m.mark,
       case when t.notice = 'plan.handed_on'
            then json_build_object('handed_on', t.data -> 'handed_on', 'unstaffed', t.data -> 'unstaffed') end
  from told t
  join concerned c on c.id = t.id and c.people = t.people
  left join visit v on v.id = t.id and v.people = t.people and v.notice = t.notice
 cross join lateral (select coalesce(v.mark, t.mark) as mark) m
  join person p on p.tenant_id = $1::uuid and p.id = c.person_id and p.state = 'active'
 where c.person_id is distinct from t.by_id
 order by c.person_id, m.mark, t.at
on conflict on constraint notice_is_there_already do nothing;

-- notice_remind: what is due before $3, and what has been overdue since $4 at most, to whoever sees to it; of what is
-- overdue whoever gives the store's actions to people is told as well
with action_due as (
	select a.id, a.unit_id, a.due_at, a.responsible_id,
	       case when a.due_at > $2::timestamptz then 'action.due_soon' else 'action.overdue' end as kind
	  from action a
	 where a.tenant_id = $1::uuid
	   and a.state in ('open', 'planned', 'in_progress')
	   and a.due_at > $4::timestamptz
	   and a.due_at <= $3::timestamptz
), visit_due as (
	select i.id, i.unit_id, i.due_at, i.lead_id,
	       case when i.due_at > $2::timestamptz then 'visit.due_soon' else 'visit.late' end as kind
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.state in ('planned', 'open', 'started')
	   and i.due_at > $4::timestamptz
	   and i.due_at <= $3::timestamptz
	   and coalesce(i.miss_at > $2::timestamptz, true)
), concerned as (
	select kind, 'action' as subject, id, unit_id, due_at, responsible_id as person_id from action_due
	union
	select a.kind, 'action', a.id, a.unit_id, a.due_at, s.person_id
	  from action_due a
	  join scope s on s.tenant_id = $1::uuid and s.unit_id = a.unit_id and s.distance = 0 and s.department_id is null
	 where a.kind = 'action.overdue'
	   and 'action.assign' = any (s.rights)
	union
	select kind, 'inspection', id, unit_id, due_at, lead_id from visit_due
), fresh as (
	select c.*, c.kind || ' ' || c.id || ' ' || moment(c.due_at) as mark
	  from concerned c
	  join person p on p.tenant_id = $1::uuid and p.id = c.person_id and p.state = 'active'
)
insert into notice (tenant_id, id, person_id, kind, subject, subject_id, unit_id, at, mark)
select $1::uuid, gen_random_uuid(), f.person_id, f.kind, f.subject, f.id, f.unit_id, $2::timestamptz, f.mark
  from fresh f
 where not exists (select from notice n
                    where n.tenant_id = $1::uuid and n.person_id = f.person_id and n.mark = f.mark)
on conflict on constraint notice_is_there_already do nothing;
