-- lost_photo_facts: whether it is written off already, whether those who fill in the visit have sent it, and whether
-- the checklist asks the question
select exists (select from lost_photo l
                where l.tenant_id = $1::uuid and l.inspection_id = $2::uuid and l.sha256 = $3) as is_there,
       exists (select from capture c
                 join inspection i on i.tenant_id = $1::uuid and i.id = $2::uuid
                where c.tenant_id = $1::uuid
                  and c.sha256 = $3
                  and (c.person_id in (i.lead_id, i.started_by)
                       or exists (select from inspection_member m
                                   where m.tenant_id = $1::uuid and m.inspection_id = $2::uuid
                                     and m.person_id = c.person_id))) as has_arrived,
       exists (select from inspection i
                 join checklist_version v on v.tenant_id = $1::uuid and v.checklist_id = i.checklist_id
                where i.tenant_id = $1::uuid
                  and i.id = $2::uuid
                  and $4 = any (v.questions)) as has_question;

-- lost_photo_insert: it is lost
insert into lost_photo (tenant_id, inspection_id, sha256, question, reason, person_id, at)
values ($1::uuid, $2::uuid, $3, $4, $5, $6::uuid, $7::timestamptz);

-- lost_photo_show: what was written off, as the API shows it
select body
  from lost_photo_shown
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and sha256 = $3;
