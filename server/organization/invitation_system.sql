-- reset_request: tells that somebody asks for a new password, where there is such a person
insert into event (tenant_id, id, at, kind, subject, subject_id)
select t.id, $3::uuid, $4::timestamptz, 'person.reset_requested', 'person', p.id
  from tenant t
  join person p on p.tenant_id = t.id
 where t.code = $1
   and p.login = $2
   and p.state = 'active';
