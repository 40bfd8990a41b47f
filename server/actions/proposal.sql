-- proposal_there: what has the id already
select action_id = $3::uuid and kind = $4 and text = $5 and proposed_by = $6::uuid as is_same
  from proposal
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- proposal_insert: something to learn
insert into proposal (tenant_id, id, action_id, kind, text, proposed_by, proposed_at)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::uuid, $7::timestamptz);

-- proposal_take: a proposal, locked, with the action that it is about
select q.state, q.decided_by, q.note, q.action_id, a.unit_id
  from proposal q
  join action a on a.tenant_id = $1::uuid and a.id = q.action_id
 where q.tenant_id = $1::uuid
   and q.id = $2::uuid
   for no key update of q;

-- proposal_decide: headquarters says yes or no
update proposal
   set state = $3, decided_by = $4::uuid, decided_at = $5::timestamptz, note = $6
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'proposed';

-- proposal_show: a proposal as the API shows it
select body
  from proposal_shown
 where tenant_id = $1::uuid
   and proposal_id = $2::uuid;
