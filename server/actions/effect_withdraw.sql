-- effect_lock: every action that the visit (or, of some questions, what it found) has to do with, in their order
select a.id
  from action a
 where a.tenant_id = $1::uuid
   and a.id = any (array(
	select f.action_id from finding f where f.tenant_id = $1::uuid and f.inspection_id = $2::uuid
	union
	select k.action_id from action_check k where k.tenant_id = $1::uuid and k.inspection_id = $2::uuid))
   and ($3::text[] is null or a.question = any ($3::text[]))
 order by a.id
   for no key update;

-- effect_unround: a round that only this visit's failure had begun, and that nobody has begun to work on, is taken
-- back, and the round before goes on to wait for its effect
with wrong as (
	select a.id, r.round
	  from action a
	  join action_round r on r.tenant_id = $1::uuid and r.action_id = a.id and r.round = a.round - 1
	  join action_check k on k.tenant_id = $1::uuid and k.action_id = a.id and k.round = r.round
	   and k.inspection_id = $2::uuid and not k.is_pass
	 where a.tenant_id = $1::uuid
	   and a.state in ('open', 'planned')
	   and ($4::text[] is null or a.question = any ($4::text[]))
	   and not exists (select from finding f
	                    where f.tenant_id = $1::uuid and f.action_id = a.id and f.found_at >= r.ended_at
	                      and case when $4::text[] is null then f.inspection_id is distinct from $2::uuid
	                               else f.void_at is null end)
), gone as (
	delete from action_round r
	 using wrong w
	 where r.tenant_id = $1::uuid
	   and r.action_id = w.id
	   and r.round = w.round
	returning r.*
)
update action a
   set state = 'monitoring', round = g.round, cause = g.cause, cause_category = g.cause_category, plan = g.plan,
       planned_by = g.planned_by, planned_at = g.planned_at, started_by = g.started_by, started_at = g.started_at,
       done = g.done, handed_in_by = g.handed_in_by, handed_in_at = g.handed_in_at, verified_by = g.verified_by,
       verified_at = g.verified_at, verification = g.verification, effect_passes = g.effect_passes,
       effect_days = g.effect_days, passes_nr = g.passes_nr,
       effect_until = greatest(g.verified_at + make_interval(days => g.effect_days), $3::timestamptz),
       changed_at = $3::timestamptz, last_step = 'withdrawn'
  from gone g
 where a.tenant_id = $1::uuid
   and a.id = g.action_id;

-- effect_withdraw: what the visit proved counts no more; an action that was closed by it waits again, unless the same
-- has opened another meanwhile, and then what is known of it is too little
with withdrawn as (
	update action_check k
	   set withdrawn_at = $3::timestamptz
	 where k.tenant_id = $1::uuid
	   and k.inspection_id = $2::uuid
	   and k.withdrawn_at is null
	   and ($5::text[] is null
	        or (select a.question from action a where a.tenant_id = $1::uuid and a.id = k.action_id) = any ($5::text[])
	           and not exists (select from finding f
	                            where f.tenant_id = $1::uuid and f.inspection_id = $2::uuid
	                              and f.action_id = k.action_id and f.void_at is null))
	returning k.action_id, k.round, k.is_pass
)
update action a
   set passes_nr = a.passes_nr - 1,
       (state, effect, closed_at, effect_until) = (
	select case when x.waits then 'monitoring' else a.state end,
	       case when x.waits then null when a.effect = 'effective' then 'too_little_evidence' else a.effect end,
	       case when not x.waits then a.closed_at end,
	       case when x.waits then greatest(a.effect_until, $3::timestamptz + make_interval(days => $4::integer))
	            else a.effect_until end
	  from (select a.effect = 'effective' is true
	               and not exists (select from action o
	                                where o.tenant_id = $1::uuid and o.unit_id = a.unit_id
	                                  and o.checklist_id = a.checklist_id and o.question = a.question
	                                  and o.id <> a.id and o.state not in ('closed', 'cancelled', 'waived')) as waits) x),
       changed_at = $3::timestamptz, last_step = 'withdrawn'
  from withdrawn w
 where a.tenant_id = $1::uuid
   and a.id = w.action_id
   and a.round = w.round
   and w.is_pass;

-- effect_cancel: what the visit alone had opened and nobody has begun is cancelled; what others found too, or somebody
-- works on, stays with a line in its timeline
with concerned as (
	select a.id, a.unit_id,
	       a.state in ('open', 'planned')
	       and not exists (select from finding f
	                         left join inspection i on i.tenant_id = $1::uuid and i.id = f.inspection_id
	                        where f.tenant_id = $1::uuid
	                          and f.action_id = a.id
	                          and f.void_at is null
	                          and i.state is distinct from 'voided') as is_needless,
	       l.findings
	  from action a
	  join (select f.action_id, json_agg(f.id order by f.id) as findings
	          from finding f
	         where f.tenant_id = $1::uuid and f.inspection_id = $2::uuid and f.action_id is not null
	           and ($7::text[] is null or f.question = any ($7::text[]) and f.void_at = $3::timestamptz)
	         group by f.action_id) l on l.action_id = a.id
	 where a.tenant_id = $1::uuid
), cancelled as (
	update action a
	   set state = 'cancelled', cancelled_by = $4::uuid, cancelled_at = $3::timestamptz, cancel_reason = $5,
	       changed_at = $3::timestamptz, last_step = 'voided'
	  from concerned c
	 where a.tenant_id = $1::uuid
	   and a.id = c.id
	   and c.is_needless
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, gen_random_uuid(), $3::timestamptz,
       case when c.is_needless then 'action.cancelled' else 'action.finding_voided' end, 'action', c.id, c.unit_id,
       case when not $6::boolean then $4::uuid end,
       (select row_to_json(d) from (
	select a.round, case when c.is_needless then 'cancelled' else a.state end as state, $5 as reason,
	       $2::uuid as inspection_id, c.findings
	  from action a where a.tenant_id = $1::uuid and a.id = c.id) d)
  from concerned c;
