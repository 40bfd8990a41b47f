-- What was told of a calendar is still told when it is gone: its making, its changes and its end are heard by whoever sees
-- a unit where it holds or held, or units below which it may. Its unit never changes and is the event's, so nothing has
-- to be there any more, and only where a role was given is looked at, not every unit below.
create or replace view event_seen with (security_invoker = true) as
select e.tenant_id, e.seq, e.id, e.at, e.kind, e.subject, e.subject_id, e.unit_id, e.person_id,
       case when e.kind in ('inspection.hidden', 'action.hidden') then '{}' else e.data end as data,
       viewer.id as viewer_id
  from event e
  join person viewer on viewer.tenant_id = e.tenant_id
 where e.seq is not null
   and case when e.kind in ('inspection.hidden', 'action.hidden') then (
	select true from json_array_elements_text(e.data -> 'person_ids') p(id) where p.id::uuid = viewer.id limit 1)
       when e.subject = 'inspection' then (
	select true from inspection_seen v
	  join inspection i on i.tenant_id = v.tenant_id and i.id = v.inspection_id
	 where v.tenant_id = e.tenant_id and v.inspection_id = e.subject_id and v.person_id = viewer.id
	   and (not v.is_near
	        or case when i.kind = 'mystery' then e.kind in ('inspection.released', 'inspection.voided')
	                when i.is_unannounced then e.kind not in ('inspection.planned', 'inspection.changed',
	                                                          'inspection.visible')
	                else true end) limit 1)
       when e.subject = 'action' then (
	select true from action_scope s
	 where s.tenant_id = e.tenant_id and s.action_id = e.subject_id and s.person_id = viewer.id
	   and 'action.read' = any (s.rights) limit 1)
       when e.subject = 'finding' then (
	select true from finding_scope s
	 where s.tenant_id = e.tenant_id and s.finding_id = e.subject_id and s.person_id = viewer.id
	   and 'finding.read' = any (s.rights) limit 1)
       when e.subject = 'appeal' then (
	select true from appeal_seen s
	 where s.tenant_id = e.tenant_id and s.appeal_id = e.subject_id and s.person_id = viewer.id limit 1)
       when e.subject = 'unit' then (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.subject_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights) limit 1)
       when e.subject = 'membership' then (e.data ->> 'person_id')::uuid = viewer.id or (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.unit_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights) limit 1)
       when e.subject = 'person' then e.subject_id = viewer.id
	or e.kind in ('person.created', 'person.changed', 'person.left', 'person.erased') and (
	select true from person_seen s
	 where s.tenant_id = e.tenant_id and s.viewer_id = viewer.id and s.person_id = e.subject_id limit 1)
       when e.subject = 'device' then e.person_id = viewer.id
       when e.subject = 'policy' then (
	select true from scope s
	  join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id and s.department_id is null
	   and 'organization.manage' = any (s.rights) limit 1)
       when e.subject = 'plan' then (
	select true from plan_seen s
	 where s.tenant_id = e.tenant_id and s.plan_id = e.subject_id and s.person_id = viewer.id limit 1)
       when e.subject = 'calendar' then (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id and s.unit_id = s.granted_at
	   and 'organization.read' = any (s.rights)
	   and (e.unit_id is null
	        or exists (select from unit_above a
	                    where a.tenant_id = e.tenant_id
	                      and (a.above_id = e.unit_id and a.unit_id = s.unit_id
	                           or a.above_id = s.unit_id and a.unit_id = e.unit_id))) limit 1)
       else e.subject in ('department', 'partner', 'role', 'checklist') and (
	select true from scope s
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id
	   and case e.subject when 'checklist' then 'checklist.read' else 'organization.read' end = any (s.rights) limit 1)
       end;
