-- dispatch_revisions: what the plan says, and from when until before when; the newest of a day holds
select r.number, greatest(r.effective_from, r.starts_on)::text as since, r.starts_on::text as starts_on, r.rrule,
       array_to_string(r.rdates, ',') as rdates, array_to_string(r.exdates, ',') as exdates,
       array_to_string(array(select left(t::text, 5) from unnest(r.times) t order by t), ',') as times,
       (select min(n.effective_from) from plan_revision n
         where n.tenant_id = r.tenant_id and n.plan_id = r.plan_id and n.number > r.number)::text as until,
       r.draw_stores is not null as draws_stores, r.risk is not null as is_by_risk, r.on_closed = 'move_after' as moves_on
  from plan_revision r
 where r.tenant_id = $1::uuid
   and r.plan_id = $2::uuid
   and not exists (select from plan_revision n
                    where n.tenant_id = r.tenant_id and n.plan_id = r.plan_id and n.number > r.number
                      and n.effective_from <= greatest(r.effective_from, $3::date))
 order by r.number;
