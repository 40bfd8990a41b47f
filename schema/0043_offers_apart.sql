-- What is offered to shoppers is found without what nobody leads besides: a daily plan for ten thousand stores makes a
-- hundred thousand visits that are nobody's yet, and the list of offers went through all of them.
create index inspection_offered on inspection (tenant_id, due_key, id)
	where lead_id is null and kind = 'mystery' and state in ('planned', 'open');
