-- offer_expired_tenant: a tenant with a visit that was not begun in time
select tenant_id
  from mystery_visit
 where expires_at <= $1::timestamptz
 order by expires_at
 limit 1;
