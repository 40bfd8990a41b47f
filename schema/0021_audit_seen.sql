-- Reading the audit log, and one more change that others hear of.

-- What has its place. What was done about a mystery visit or a photograph tells who the shopper was: is_secret.
create view audit_seen with (security_invoker = true) as
select a.tenant_id, a.id, a.seq, a.at, a.person_id, a.operation, a.subject, a.subject_id, a.request_id, a.link,
       case a.subject
       when 'photo' then true
       when 'inspection' then a.subject_id is null or exists (
	select from inspection i
	 where i.tenant_id = a.tenant_id and i.id = a.subject_id::uuid and i.kind = 'mystery')
       else false end as is_secret
  from audit_entry a
 where a.seq is not null;
grant select on audit_seen to gemba_app;

-- An event with each person who may hear of it: whoever may see what it is about. A person who is near (has a role at
-- the store alone) hears of an unannounced visit from its start, and of a mystery visit nothing but its release: an
-- older event, read afterwards in its place between others, would tell when it was.
create or replace view event_seen with (security_invoker = true) as
select e.tenant_id, e.seq, e.id, e.at, e.kind, e.subject, e.subject_id, e.unit_id, e.person_id, e.data,
       viewer.id as viewer_id
  from event e
  join person viewer on viewer.tenant_id = e.tenant_id
 where e.seq is not null
   and case e.subject
       when 'inspection' then exists (
	select from inspection_seen v
	  join inspection i on i.tenant_id = v.tenant_id and i.id = v.inspection_id
	 where v.tenant_id = e.tenant_id and v.inspection_id = e.subject_id and v.person_id = viewer.id
	   and (not v.is_near
	        or case when i.kind = 'mystery' then e.kind in ('inspection.released', 'inspection.voided')
	                when i.is_unannounced then e.kind not in ('inspection.planned', 'inspection.changed',
	                                                          'inspection.visible')
	                else true end))
       when 'action' then exists (
	select from action_scope s
	 where s.tenant_id = e.tenant_id and s.action_id = e.subject_id and s.person_id = viewer.id
	   and 'action.read' = any (s.rights))
       when 'finding' then exists (
	select from finding_scope s
	 where s.tenant_id = e.tenant_id and s.finding_id = e.subject_id and s.person_id = viewer.id
	   and 'finding.read' = any (s.rights))
       when 'unit' then exists (
	select from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.subject_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights))
       when 'membership' then (e.data ->> 'person_id')::uuid = viewer.id or exists (
	select from scope s
	 where s.tenant_id = e.tenant_id and s.unit_id = e.unit_id and s.person_id = viewer.id
	   and 'organization.read' = any (s.rights))
       when 'person' then e.subject_id = viewer.id
	or e.kind in ('person.created', 'person.changed', 'person.left', 'person.erased') and exists (
	select from person_seen s
	 where s.tenant_id = e.tenant_id and s.viewer_id = viewer.id and s.person_id = e.subject_id)
       when 'device' then e.person_id = viewer.id
       when 'policy' then exists (
	select from scope s
	  join unit top on top.tenant_id = s.tenant_id and top.id = s.unit_id and top.parent_id is null
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id and s.department_id is null
	   and 'organization.manage' = any (s.rights))
       else e.subject in ('department', 'partner', 'role', 'checklist') and exists (
	select from scope s
	 where s.tenant_id = e.tenant_id and s.person_id = viewer.id
	   and case e.subject when 'checklist' then 'checklist.read' else 'organization.read' end = any (s.rights))
       end;
