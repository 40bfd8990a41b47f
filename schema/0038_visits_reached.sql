-- A list of visits finds those that the caller leads or has a part in by other ways, so that it need not look for them
-- at each visit; and what it seldom asks is not planned with it.

-- What somebody sees because of a role, and not because it is his own.
create view inspection_reached with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, s.person_id, s.distance = 0 as is_near
  from inspection i
  join scope s on s.tenant_id = i.tenant_id and s.unit_id = i.unit_id
 where ('inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
        or 'inspection.review' = any (s.rights)
        or 'inspection.conduct' = any (s.rights) and i.lead_id is null and i.state in ('planned', 'open')
           and (s.distance > 0 and i.kind <> 'mystery' or i.kind in ('daily', 'self')))
   and (s.distance > 0
        or (i.kind <> 'mystery' or i.state in ('released', 'voided'))
           and (i.started_at is not null
                or not i.is_unannounced
                   and ('inspection.plan' = any (s.rights)
                        or coalesce(i.visible_from <= current_setting('app.now')::timestamptz, true))));
grant select on inspection_reached to gemba_app;

create or replace view inspection_seen with (security_invoker = true) as
select tenant_id, inspection_id, person_id, is_near from inspection_reached
union all
select i.tenant_id, i.id, i.lead_id, false from inspection i where i.lead_id is not null
union all
select tenant_id, inspection_id, person_id, false from inspection_member;

create function inspection_is_seen(tenant uuid, inspection uuid, person uuid)
returns boolean language sql stable parallel safe
return exists (select from inspection_seen v
                where v.tenant_id = tenant and v.inspection_id = inspection and v.person_id = person);

-- Whether a person sees a visit as the store does.
create function inspection_is_near(tenant uuid, inspection uuid, person uuid)
returns boolean language sql stable parallel safe
return (select bool_and(v.is_near)
          from inspection_seen v
         where v.tenant_id = tenant and v.inspection_id = inspection and v.person_id = person);
