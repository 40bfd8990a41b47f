-- escalation_policy_lock: two that decide at once go one after the other
select pg_advisory_xact_lock(hashtextextended('escalation ' || $1, 0));

-- escalation_policy_show: what the group has decided, or what holds of itself
select body
  from escalation_policy_shown
 where tenant_id = $1::uuid;

-- escalation_roles_missing: which of the roles are none of the group's
select w.role_id
  from unnest($2::uuid[]) w(role_id)
 where not exists (select from role r where r.tenant_id = $1::uuid and r.id = w.role_id);

-- escalation_policy_put: the switch, the clock, and how many later dates are too many
insert into escalation_policy (tenant_id, is_on, clock, extensions_most, changed_at)
values ($1::uuid, $2::boolean, $3, $4::integer, $5::timestamptz)
    on conflict (tenant_id) do update
   set is_on = excluded.is_on, clock = excluded.clock, extensions_most = excluded.extensions_most,
       changed_at = excluded.changed_at;

-- escalation_level_delete: the ladder as it was
delete from escalation_level
 where tenant_id = $1::uuid;

-- escalation_level_insert: the ladder as it is from now on
insert into escalation_level (tenant_id, severity, level, after_hours, role_id)
select $1::uuid, severity, level, after_hours, role_id
  from json_to_recordset($2::json) as l(severity text, level integer, after_hours integer, role_id uuid);

-- escalation_look_again: at every action that could be at another level by now
update action
   set escalate_at = greatest(due_at, $2::timestamptz)
 where tenant_id = $1::uuid
   and state in ('open', 'planned', 'in_progress');
