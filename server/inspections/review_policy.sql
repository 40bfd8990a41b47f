-- review_policy_show: what the tenant has decided about reviews
select body::text as body
  from review_policy_shown
 where tenant_id = $1::uuid;

-- review_policy_update: what a JSON object names gets its value from there
update review_policy p
   set review_hours = coalesce(n.review_hours, p.review_hours),
       review_overdue = coalesce(n.review_overdue, p.review_overdue),
       revision_hours = coalesce(n.revision_hours, p.revision_hours),
       release_from_hours = coalesce(n.release_from_hours, p.release_from_hours),
       release_to_hours = coalesce(n.release_to_hours, p.release_to_hours),
       mystery_release_from_hours = coalesce(n.mystery_release_from_hours, p.mystery_release_from_hours),
       mystery_release_to_hours = coalesce(n.mystery_release_to_hours, p.mystery_release_to_hours)
  from jsonb_to_record($2::jsonb) as
       n(review_hours numeric, review_overdue text, revision_hours numeric, release_from_hours numeric,
         release_to_hours numeric, mystery_release_from_hours numeric, mystery_release_to_hours numeric)
 where p.tenant_id = $1::uuid;
