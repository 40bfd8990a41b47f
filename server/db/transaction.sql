-- transaction_begin_write: starts a unit of work that may change things
begin;

-- transaction_begin_read: starts a unit of work that only looks
begin read only;

-- transaction_tenant: to the end of the transaction only this tenant's rows exist, and this is now
select set_config('app.tenant', $1, true), set_config('app.now', $2, true);

-- transaction_plans: plans that were made for tables as they were, perhaps empty, are made anew
discard plans;

-- transaction_commit: everything, or (the tag tells) nothing
commit;

-- transaction_rollback: as if it had never begun
rollback;
