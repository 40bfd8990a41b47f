-- policy_show: what the tenant has decided
select body
  from policy_shown
 where tenant_id = $1::uuid;

-- policy_update: what is given changes
update policy
   set due_critical_hours = coalesce($2::integer, due_critical_hours),
       due_major_hours = coalesce($3::integer, due_major_hours),
       due_minor_hours = coalesce($4::integer, due_minor_hours),
       corrective_from = coalesce($5, corrective_from),
       hand_in_photos = coalesce($6::integer, hand_in_photos),
       has_effectiveness = coalesce($7::boolean, has_effectiveness),
       effect_passes = coalesce($8::integer, effect_passes),
       effect_days = coalesce($9::integer, effect_days),
       recurrence_days = coalesce($10::integer, recurrence_days),
       appeal_days = coalesce($11::integer, appeal_days),
       appeal_decide_days = coalesce($12::integer, appeal_decide_days),
       plan_days = coalesce($13::integer, plan_days)
 where tenant_id = $1::uuid;
