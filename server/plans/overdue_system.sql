-- overdue_tenants: tenants with visits that should have begun, or been submitted
select tenant_id from inspection where state in ('planned', 'open') and miss_at <= $1::timestamptz
union
select tenant_id from inspection
 where state in ('planned', 'open', 'started') and late_at is null and due_at <= $1::timestamptz;
