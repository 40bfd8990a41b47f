-- hand_over_find: the actions of a person that are not over and that the caller may assign, locked in their order, and
-- whether the other person could work on each
select a.id,
       exists (select from scope s
                 join person p on p.tenant_id = $1::uuid and p.id = s.person_id and p.state = 'active'
                where s.tenant_id = $1::uuid
                  and s.unit_id = a.unit_id
                  and (s.department_id is null or s.department_id = a.department_id)
                  and s.person_id = $4::uuid
                  and 'action.work' = any (s.rights)) as fits
  from action a
 where a.tenant_id = $1::uuid
   and a.responsible_id = $3::uuid
   and a.state not in ('closed', 'cancelled', 'waived')
   and ($6::uuid[] is null or a.id = any ($6::uuid[]))
   and ($5::uuid is null
        or exists (select from unit_above u
                    where u.tenant_id = $1::uuid and u.above_id = $5::uuid and u.unit_id = a.unit_id))
   and exists (select from scope s
                where s.tenant_id = $1::uuid
                  and s.unit_id = a.unit_id
                  and (s.department_id is null or s.department_id = a.department_id)
                  and s.person_id = $2::uuid
                  and 'action.assign' = any (s.rights))
 order by a.id
 limit $7::integer
   for no key update of a;

-- hand_over_done: those that the other person has already
select a.id
  from action a
 where a.tenant_id = $1::uuid
   and a.responsible_id = $2::uuid
   and a.id = any ($4::uuid[])
   and exists (select from action_scope s
                where s.tenant_id = $1::uuid and s.action_id = a.id and s.person_id = $3::uuid
                  and 'action.assign' = any (s.rights));

-- hand_over_move: they are the other person's, each with its line of the timeline
with moved as (
	update action
	   set responsible_id = $3::uuid, routed_by = 'hand', changed_at = $4::timestamptz, last_step = 'handed_over'
	 where tenant_id = $1::uuid
	   and id = any (array(select value::uuid from json_array_elements_text($6::json)))
	returning id, unit_id, state, round
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, gen_random_uuid(), $4::timestamptz, 'action.assigned', 'action', m.id, m.unit_id, $2::uuid,
       (select row_to_json(d) from (select m.state, m.round, $5 as reason, $3::uuid as responsible_id) d)
  from moved m;
