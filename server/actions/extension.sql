-- extension_there: what has the id already, or is asked for in the same words
select id, action_id = $2::uuid and due_at = $4::timestamptz and reason = $5 and asked_by = $6::uuid as is_same
  from action_extension
 where tenant_id = $1::uuid
   and (id = $3::uuid
        or $3::uuid is null and action_id = $2::uuid and state = 'asked' and due_at = $4::timestamptz
           and reason = $5 and asked_by = $6::uuid);

-- extension_insert: a later date is asked for
insert into action_extension (tenant_id, id, action_id, due_at, previous_due_at, reason, asked_by, asked_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::timestamptz, $6, $7::uuid, $8::timestamptz);

-- extension_take: an extension of a locked action
select state, asked_by, decided_by, note, floor(extract(epoch from due_at) * 1000)::bigint as due_ms
  from action_extension
 where tenant_id = $1::uuid
   and action_id = $2::uuid
   and id = $3::uuid;

-- extension_decide: somebody says yes or no
update action_extension
   set state = $3, decided_by = $4::uuid, decided_at = $5::timestamptz, note = $6
 where tenant_id = $1::uuid
   and id = $2::uuid
   and state = 'asked';

-- extension_move: the action is due when it was asked for
update action a
   set due_at = e.due_at, extensions_nr = extensions_nr + 1, changed_at = $4::timestamptz, last_step = 'extended'
  from action_extension e
 where a.tenant_id = $1::uuid
   and a.id = $2::uuid
   and e.tenant_id = $1::uuid
   and e.id = $3::uuid;

-- extension_show: an extension as the API shows it
select body
  from extension_shown
 where tenant_id = $1::uuid
   and extension_id = $2::uuid;
