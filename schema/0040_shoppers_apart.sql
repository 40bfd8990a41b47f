-- Whoever is in the register of mystery guests, and sees visits only because he may make them, is not offered the
-- ordinary ones that nobody leads: the store would get to know the face.
create or replace view inspection_reached with (security_invoker = true) as
select i.tenant_id, i.id as inspection_id, s.person_id, s.distance = 0 as is_near
  from inspection i
  join scope s on s.tenant_id = i.tenant_id and s.unit_id = i.unit_id
 where ('inspection.read' = any (s.rights) or 'inspection.plan' = any (s.rights)
        or 'inspection.review' = any (s.rights)
        or 'inspection.conduct' = any (s.rights) and i.lead_id is null and i.state in ('planned', 'open')
           and (s.distance > 0 and i.kind <> 'mystery' or i.kind in ('daily', 'self'))
           and not exists (select from shopper h where h.tenant_id = s.tenant_id and h.person_id = s.person_id))
   and (s.distance > 0
        or (i.kind <> 'mystery' or i.state in ('released', 'voided'))
           and (i.started_at is not null
                or not i.is_unannounced
                   and ('inspection.plan' = any (s.rights)
                        or coalesce(i.visible_from <= current_setting('app.now')::timestamptz, true))));
