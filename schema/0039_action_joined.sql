-- What becomes of an action that another failure joins, in one place: it was written into the statement that opens
-- actions, where it was made ready each time, column by column, for the few that join.

-- seen_at: when the failure was found; what was over before a fix was verified says nothing about it.
create function action_joined(a action, new_severity text, new_kind text, new_needs_cause boolean, new_due_at timestamptz,
                              new_responsible_id uuid, new_routed_by text, at timestamptz, seen_at timestamptz)
returns action language plpgsql stable as $$
declare
	is_worse boolean := severity_rank(new_severity) > severity_rank(a.severity);
	is_raised boolean := new_kind = 'corrective' and a.kind <> 'corrective';
	is_again boolean := a.state = 'monitoring' and seen_at > a.verified_at;
	stood interval := interval '0';
	is_back boolean;
begin
	if a.state = 'disputed' then
		stood := at - a.disputed_at;
		a.state := a.disputed_from;
		a.disputed_at := null;
		a.disputed_from := null;
	end if;
	if is_worse then
		a.severity := new_severity;
	end if;
	if is_raised then
		a.kind := 'corrective';
	end if;
	a.needs_cause := a.needs_cause or new_needs_cause;
	a.due_at := case when is_again then new_due_at else least(a.due_at + stood, new_due_at) end;
	if a.responsible_id is null then
		a.responsible_id := new_responsible_id;
		a.routed_by := new_routed_by;
	end if;
	-- what has become graver than its plan is planned again
	is_back := is_again or a.state in ('planned', 'in_progress', 'submitted')
	           and (a.needs_cause and nullif(trim(a.cause), '') is null or a.kind = 'corrective' and a.plan is null);
	if is_back then
		a.state := 'open';
		a.started_by := null;
		a.started_at := null;
		a.done := null;
		a.handed_in_by := null;
		a.handed_in_at := null;
	end if;
	if is_again then
		a.round := a.round + 1;
		a.cause := null;
		a.cause_category := null;
		a.plan := null;
		a.planned_by := null;
		a.planned_at := null;
		a.verified_by := null;
		a.verified_at := null;
		a.verification := null;
		a.effect_passes := null;
		a.effect_days := null;
		a.passes_nr := 0;
		a.effect_until := null;
	end if;
	a.changed_at := at;
	a.last_step := case when is_again then 'reopened' when is_worse or is_raised then 'raised' else 'joined' end;
	return a;
end $$;
