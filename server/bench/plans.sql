-- plans_grown: the planner is told what the tables hold
select tables_grew();

-- plans_visits: how many visits a plan has
select count(*) as visits
  from plan_occurrence
 where tenant_id = $1::uuid
   and plan_id = $2::uuid
   and inspection_id is not null;

-- plans_is_done: whether a plan was looked through
select dispatch_at > $3::timestamptz as is_done
  from plan
 where tenant_id = $1::uuid
   and id = $2::uuid;
