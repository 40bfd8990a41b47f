-- Visits that nobody leads yet, by when they are due: found without passing all those that have somebody.
create index inspection_free on inspection (tenant_id, due_key, id)
	where lead_id is null and state in ('planned', 'open');
