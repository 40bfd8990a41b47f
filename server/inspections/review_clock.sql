-- review_due: a visit whose review is due, and nobody else changes it; what a caller may do there is nobody's
select i.id, i.unit_id, i.checklist_id, i.kind, i.state, i.version_id, i.lead_id, i.needs_review,
       i.is_unannounced, i.cancel_reason, i.cancelled_by, i.submitted_by, i.released_by,
       floor(extract(epoch from i.submitted_at) * 1000)::bigint as submitted_ms,
       floor(extract(epoch from i.miss_at) * 1000)::bigint as miss_ms,
       false as is_lead, false as is_member, false as may_conduct, false as may_review, false as may_plan,
       false as may_hide
  from review r
  join inspection i on i.tenant_id = $1::uuid and i.id = r.inspection_id
 where r.tenant_id = $1::uuid
   and r.due_at <= $2::timestamptz
 order by r.due_at, r.inspection_id
 limit 1
   for no key update of i skip locked;

-- review_at: how the review stands now that nobody else changes the visit; no row where it is not due any more
select r.state, r.approved_by, p.review_overdue, i.state = 'misfired' as is_misfired,
       case when i.kind = 'mystery' then p.mystery_release_from_hours else p.release_from_hours end as from_hours,
       case when i.kind = 'mystery' then p.mystery_release_to_hours else p.release_to_hours end as to_hours
  from review r
  join inspection i on i.tenant_id = $1::uuid and i.id = r.inspection_id
  join review_policy p on p.tenant_id = $1::uuid
 where r.tenant_id = $1::uuid
   and r.inspection_id = $2::uuid
   and r.due_at <= $3::timestamptz;

-- review_overdue: it has waited for too long, which is told once
update review
   set overdue_at = $3::timestamptz, due_at = null
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid;

-- review_put_off: what was due by the clock could not be done
update review
   set due_at = $3::timestamptz
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and due_at < $3::timestamptz;
