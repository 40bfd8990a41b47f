-- What a report counts is found by where and when it was: of ten thousand stores each brings its part of the period.

create index inspection_released_of_unit on inspection (tenant_id, unit_id, released_at) where state = 'released';
drop index inspection_released;
create index inspection_was_due_in_unit on inspection (tenant_id, unit_id, due_key)
	where state in ('submitted', 'released', 'missed');
create index action_opened_of_unit on action (tenant_id, unit_id, opened_at);
drop index action_of_unit;

-- As it was (0006), but what is of the wanted kind is looked for once, not for each unit and what is above it.
create or replace function report_place(tenant uuid, person uuid, wanted text, base uuid)
returns table (unit_id uuid, departments uuid[], may_know_shopper boolean, place uuid[], group_id uuid)
language sql stable
begin atomic
	with stands as (
		select s.unit_id, s.departments, s.may_know_shopper,
		       array_agg(a.above_id order by a.distance) as place,
		       (array_agg(a.above_id order by a.distance) filter (where a.above_id in (
			select u.id from unit u where u.tenant_id = tenant and u.kind = wanted)))[1] as nearest
		  from report_seen(tenant, person) s
		  join unit_above a on a.tenant_id = tenant and a.unit_id = s.unit_id and a.distance <= s.reach
		 where s.may_report
		 group by s.unit_id, s.departments, s.may_know_shopper
	)
	select unit_id, departments, may_know_shopper, place,
	       case when wanted = 'unit'
	            then place[greatest(coalesce(array_position(place, base), cardinality(place)) - 1, 1)]
	            else nearest end
	  from stands;
end;
