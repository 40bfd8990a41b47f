-- review_due_tenant: a tenant with a review that is due by the clock
select tenant_id
  from review
 where due_at <= $1::timestamptz
 order by due_at
 limit 1;
