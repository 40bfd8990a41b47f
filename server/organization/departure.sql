-- departure_handover: visits that the person leads and actions that the person answers for, if the viewer sees them
select row_to_json(b) as body
  from (select (select coalesce(json_agg(x.body order by x.due_key, x.inspection_id), '[]')
                  from (select v.body, v.due_key, v.inspection_id
                          from handover_visit v
                         where v.tenant_id = $1::uuid and v.person_id = $3::uuid
                           and exists (select from inspection_seen s
                                        where s.tenant_id = $1::uuid and s.inspection_id = v.inspection_id
                                          and s.person_id = $2::uuid)
                           and (v.kind <> 'mystery' or $2::uuid = $3::uuid
                                or exists (select from scope c
                                            where c.tenant_id = $1::uuid and c.unit_id = v.unit_id
                                              and c.person_id = $2::uuid and 'mystery.identity' = any (c.rights)))
                         order by v.due_key, v.inspection_id
                         limit 200) x) as inspections,
               (select coalesce(json_agg(x.body order by x.due_at, x.action_id), '[]')
                  from (select v.body, v.due_at, v.action_id
                          from handover_action v
                         where v.tenant_id = $1::uuid and v.person_id = $3::uuid
                           and exists (select from action_scope s
                                        where s.tenant_id = $1::uuid and s.action_id = v.action_id
                                          and s.person_id = $2::uuid and 'action.read' = any (s.rights))
                         order by v.due_at, v.action_id
                         limit 200) x) as actions) b;

-- departure_person: who is to be erased, locked
select p.state, p.erased_at is not null as is_erased
  from person p
 where p.tenant_id = $1::uuid
   and p.id = $2::uuid
   for update of p;

-- departure_person_erase: a former person, told from others by a number that means nothing
update person
   set login = 'former-' || id::text,
       name = 'Former person ' || upper(right(id::text, 4)),
       email = null, phone = null, password_hash = null, mail_bounced_at = null, mail_bounced_why = null,
       epoch = epoch + 1,
       erased_at = $3::timestamptz, changed_at = $3::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- departure_places_erase: where the person was
update capture
   set lat = null, lon = null, accuracy_m = null
 where tenant_id = $1::uuid
   and person_id = $2::uuid
   and lat is not null;

-- departure_events_erase: what was told of the person by name, or written about the person
update event
   set data = (data::jsonb - 'person')::json
 where tenant_id = $1::uuid
   and subject = 'membership'
   and data ->> 'person_id' = $2
   and data::jsonb ? 'person';

-- departure_sessions_delete: what the person signed in with, and from where
delete from session
 where tenant_id = $1::uuid
   and person_id = $2::uuid;

-- departure_devices_delete: the person's phones
delete from device
 where tenant_id = $1::uuid
   and person_id = $2::uuid;

-- departure_codes_delete: what let the person in once
delete from one_time_code
 where tenant_id = $1::uuid
   and person_id = $2::uuid;

-- departure_answers_delete: what the person was answered under an Idempotency-Key
delete from idempotency_key
 where tenant_id = $1::uuid
   and person_id = $2::uuid;

-- departure_notices_delete: what the person was told
delete from notice
 where tenant_id = $1::uuid
   and person_id = $2::uuid;

-- departure_letters_delete: the letters that went to the person
delete from mail
 where tenant_id = $1::uuid
   and person_id = $2::uuid;
