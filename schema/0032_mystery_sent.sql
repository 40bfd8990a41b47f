-- Whoever is sent on a mystery visit against the rules is refused, also where a plan has made the visit: it was silently
-- nobody's then, and the one who sent read that all was well.

-- Whoever leads a mystery visit is in the register, or nobody's shopper; the rules hold however it came to be.
create or replace function mystery_visit_keeps_rules() returns trigger language plpgsql as $$
declare
	who uuid;
	reason text;
	trip_day date;
begin
	if tg_op = 'INSERT' then
		insert into mystery_visit (tenant_id, inspection_id, code) values (new.tenant_id, new.id, mystery_code());
	end if;
	if new.lead_id is null then
		update mystery_visit
		   set shopper_id = null, taken_at = null, on_day = null, expires_at = null, offered_due_at = null
		 where tenant_id = new.tenant_id and inspection_id = new.id;
		return null;
	end if;
	select s.id into who from shopper s where s.tenant_id = new.tenant_id and s.person_id = new.lead_id;
	-- two who take what only one of them may come one after the other
	perform pg_advisory_xact_lock(hashtextextended('mystery ' || new.tenant_id::text, 0));
	update mystery_visit set shopper_id = who where tenant_id = new.tenant_id and inspection_id = new.id;
	if who is null then
		return null;
	end if;
	select t.day into trip_day from mystery_trip t where t.tenant_id = new.tenant_id and t.inspection_id = new.id;
	reason := mystery_refusal(new.tenant_id, new.id, who, trip_day);
	if reason is not null then
		raise exception 'The shopper does not make this visit.' using errcode = 'GB001', constraint = reason;
	end if;
	return null;
end $$;
