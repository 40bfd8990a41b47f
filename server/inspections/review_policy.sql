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
       mystery_release_to_hours = coalesce(n.mystery_release_to_hours, p.mystery_release_to_hours),
       store_rest_days = coalesce(n.store_rest_days, p.store_rest_days),
       brand_rest_days = coalesce(n.brand_rest_days, p.brand_rest_days),
       shopper_visits_per_day = coalesce(n.shopper_visits_per_day, p.shopper_visits_per_day),
       store_visits_per_day = coalesce(n.store_visits_per_day, p.store_visits_per_day),
       store_spacing_days = coalesce(n.store_spacing_days, p.store_spacing_days),
       shopper_open_visits = coalesce(n.shopper_open_visits, p.shopper_open_visits),
       expiry_hours = coalesce(n.expiry_hours, p.expiry_hours),
       report_hours = coalesce(n.report_hours, p.report_hours),
       narrative_chars = coalesce(n.narrative_chars, p.narrative_chars)
  from jsonb_to_record($2::jsonb) as
       n(review_hours numeric, review_overdue text, revision_hours numeric, release_from_hours numeric,
         release_to_hours numeric, mystery_release_from_hours numeric, mystery_release_to_hours numeric,
         store_rest_days numeric, brand_rest_days numeric, shopper_visits_per_day numeric, store_visits_per_day numeric,
         store_spacing_days numeric, shopper_open_visits numeric, expiry_hours numeric, report_hours numeric,
         narrative_chars numeric)
 where p.tenant_id = $1::uuid;
