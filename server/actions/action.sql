-- action_lock: whoever works on an action goes one after the other
select id
  from action
 where tenant_id = $1::uuid
   and id = $2::uuid
   for no key update;

-- action_facts: an action, what the tenant asks for, and what the caller is to it
select a.unit_id, a.kind, a.severity, a.state, a.round, a.needs_cause, a.last_step, moment(a.due_at) as due_at,
       nullif(trim(a.cause), '') is not null as has_cause, u.kind = 'store' as is_at_store,
       p.has_effectiveness, p.effect_passes as least_passes, a.effect_passes is not null as has_criteria,
       a.question is not null as has_question,
       p.hand_in_photos, coalesce(a.responsible_id = $3::uuid, false) as is_responsible, may.may_read, may.may_work, may.may_assign, may.may_verify,
       may.may_cancel, may.may_approve, may.is_from_above,
       exists (select from action_fixer f
                where f.tenant_id = $1::uuid and f.action_id = a.id and f.round = a.round
                  and f.person_id = $3::uuid) as is_fixer
  from action a
  join unit u on u.tenant_id = $1::uuid and u.id = a.unit_id
  join policy p on p.tenant_id = $1::uuid
 cross join lateral (
	select bool_or('action.read' = any (s.rights)) as may_read,
	       bool_or('action.work' = any (s.rights)) as may_work,
	       bool_or('action.assign' = any (s.rights)) as may_assign,
	       bool_or('action.verify' = any (s.rights)) as may_verify,
	       bool_or('action.cancel' = any (s.rights)) as may_cancel,
	       bool_or('action.approve' = any (s.rights)) as may_approve,
	       bool_or('action.verify' = any (s.rights) and s.distance > 0) as is_from_above
	  from action_scope s
	 where s.tenant_id = $1::uuid
	   and s.action_id = $2::uuid
	   and s.person_id = $3::uuid) may
 where a.tenant_id = $1::uuid
   and a.id = $2::uuid;

-- action_person_fits: whether the person could work on the action
select exists (
	select from action a
	  join scope s on s.tenant_id = a.tenant_id and s.unit_id = a.unit_id
	   and (s.department_id is null or s.department_id = a.department_id)
	  join person p on p.tenant_id = s.tenant_id and p.id = s.person_id and p.state = 'active'
	 where a.tenant_id = $1::uuid
	   and a.id = $2::uuid
	   and s.person_id = $3::uuid
	   and 'action.work' = any (s.rights)) as fits;

-- action_plan: what will be done, by whom and by when, and what will prove it
update action
   set state = 'planned', cause = coalesce($6, cause), cause_category = coalesce($11, cause_category), plan = $7,
       (effect_passes, effect_days) = (
	select coalesce($12::integer, action.effect_passes, p.effect_passes),
	       coalesce($13::integer, action.effect_days, p.effect_days)
	  from policy p
	 where p.tenant_id = $1::uuid
	   and p.has_effectiveness),
       responsible_id = coalesce($8::uuid, responsible_id),
       routed_by = case when $8::uuid is null or $8::uuid = responsible_id then routed_by else 'hand' end,
       due_at = coalesce($9::timestamptz, due_at), planned_by = $4::uuid, planned_at = $5::timestamptz,
       changed_at = $5::timestamptz, last_step = $10
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
   and kind = 'corrective'
returning id;

-- action_start: somebody begins with the fix
with moved as (
	update action
	   set state = 'in_progress', started_by = $4::uuid, started_at = $5::timestamptz,
	       changed_at = $5::timestamptz, last_step = $6
	 where tenant_id = $1::uuid
	   and id = $2::uuid
	   and state = $3
	returning id, round
), fixer as (
	insert into action_fixer (tenant_id, action_id, person_id, round)
	select $1::uuid, id, $4::uuid, round
	  from moved
	    on conflict do nothing
)
select id
  from moved;

-- action_hand_in: the fix is done, for somebody else to look at
with moved as (
	update action
	   set state = 'submitted', done = $6, handed_in_by = $4::uuid, handed_in_at = $5::timestamptz,
	       changed_at = $5::timestamptz, last_step = $7
	 where tenant_id = $1::uuid
	   and id = $2::uuid
	   and state = $3
	returning id, round
), fixer as (
	insert into action_fixer (tenant_id, action_id, person_id, round)
	select $1::uuid, id, $4::uuid, round
	  from moved
	    on conflict do nothing
)
select id
  from moved;

-- action_verify: the fix is as it should be
update action
   set state = $7, verified_by = $4::uuid, verified_at = $5::timestamptz, verification = $6,
       effect_until = case when $7 = 'monitoring' then $5::timestamptz + make_interval(days => effect_days) end,
       closed_at = case when $7 = 'closed' then $5::timestamptz end, changed_at = $5::timestamptz,
       last_step = $8
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
returning id;

-- action_return: the fix is not yet as it should be
update action
   set state = 'in_progress', returned = returned + 1, handed_in_by = null, handed_in_at = null,
       changed_at = $4::timestamptz, last_step = $5
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
returning id;

-- action_assign: somebody else is responsible
update action
   set responsible_id = $5::uuid, routed_by = 'hand', changed_at = $4::timestamptz, last_step = $6
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
returning id;

-- action_raise: a correction becomes corrective, and is planned first
update action
   set state = 'open', kind = 'corrective', needs_cause = severity <> 'minor', started_by = null,
       started_at = null, done = null, changed_at = $4::timestamptz, last_step = $5
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
   and kind = 'correction'
returning id;

-- action_cancel: nothing more is done
update action
   set state = 'cancelled', cancelled_by = $4::uuid, cancelled_at = $5::timestamptz, cancel_reason = $6,
       changed_at = $5::timestamptz, last_step = $7
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
returning id;

-- action_waive: somebody takes it as it is
update action
   set state = 'waived', waived_by = $4::uuid, waived_at = $5::timestamptz, waive_reason = $6,
       changed_at = $5::timestamptz, last_step = $7
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = $3
returning id;

-- action_show: an action as the API shows it
select body::text as body
  from action_shown
 where tenant_id = $1::uuid
   and action_id = $2::uuid;

-- action_findings: what was found, before, and the photographs of what was done, after; the later dates that were
-- asked for, the rounds that did not help, what counted as evidence, and the visits that were planned because of it
select coalesce((select json_agg((select s.body from finding_shown s
                                    where s.tenant_id = $1::uuid and s.finding_id = f.id)
                                  order by f.found_at, f.id)
                   from finding f
                  where f.tenant_id = $1::uuid
                    and f.action_id = $2::uuid), '[]')::text as findings,
       coalesce((select json_agg(x)
                   from (select q.sha256, q.step, q.round, q.person_id, p.name as person_name,
                                moment(q.added_at) as added_at
                           from action_photo q
                           join person p on p.tenant_id = $1::uuid and p.id = q.person_id
                          where q.tenant_id = $1::uuid
                            and q.action_id = $2::uuid
                            and q.step <> 'finding'
                          order by q.round, q.added_at, q.step, q.sha256) x), '[]')::text as photos,
       coalesce((select json_agg(s.body order by s.asked_at, s.extension_id)
                   from extension_shown s
                  where s.tenant_id = $1::uuid
                    and s.action_id = $2::uuid), '[]')::text as extensions,
       coalesce((select json_agg(x order by x.round)
                   from (select r.round, r.cause, r.cause_category, r.plan, r.planned_by,
                                moment(r.planned_at) as planned_at, r.started_by,
                                moment(r.started_at) as started_at, r.done, r.handed_in_by,
                                moment(r.handed_in_at) as handed_in_at, r.verified_by,
                                moment(r.verified_at) as verified_at, r.verification, r.effect_passes,
                                r.effect_days, r.passes_nr, r.effect, moment(r.ended_at) as ended_at
                           from action_round r
                          where r.tenant_id = $1::uuid
                            and r.action_id = $2::uuid) x), '[]')::text as rounds,
       coalesce((select json_agg(x order by x.round, x.at, x.inspection_id)
                   from (select k.round, k.inspection_id, k.is_pass, moment(k.at) as at,
                                moment(k.withdrawn_at) as withdrawn_at
                           from action_check k
                          where k.tenant_id = $1::uuid
                            and k.action_id = $2::uuid) x), '[]')::text as checks,
       coalesce((select json_agg(x order by x.added_at, x.unit_name, x.inspection_id)
                   from (select v.inspection_id, v.purpose, v.round, moment(v.added_at) as added_at, i.unit_id,
                                u.code as unit_code, u.name as unit_name,
                                inspection_state(i.state, i.start_at) as state, moment(i.due_at) as due_at,
                                (select o.outcome
                                   from outcome t
                                   join checklist_version c on c.tenant_id = $1::uuid and c.id = t.version_id,
                                        unnest(c.questions, t.outcomes) o(question, outcome)
                                  where t.tenant_id = $1::uuid
                                    and t.inspection_id = i.id
                                    and i.state = 'released'
                                    and o.question = a.question
                                    and o.outcome in (4, 5)) = 4 as is_pass
                           from action_visit v
                           join action a on a.tenant_id = $1::uuid and a.id = v.action_id
                           join inspection i on i.tenant_id = $1::uuid and i.id = v.inspection_id
                           join unit u on u.tenant_id = $1::uuid and u.id = i.unit_id
                          where v.tenant_id = $1::uuid
                            and v.action_id = $2::uuid
                            and (select true from inspection_seen s
                                  where s.tenant_id = $1::uuid and s.inspection_id = i.id
                                    and s.person_id = $3::uuid limit 1)) x), '[]')::text as visits,
       coalesce((select json_agg(s.body order by s.proposed_at, s.proposal_id)
                   from proposal_shown s
                  where s.tenant_id = $1::uuid
                    and s.action_id = $2::uuid), '[]')::text as proposals,
       coalesce((select json_agg(r.id order by r.opened_at, r.id)
                   from action r
                  where r.tenant_id = $1::uuid
                    and r.recurrence_of = $2::uuid), '[]')::text as recurrences;
