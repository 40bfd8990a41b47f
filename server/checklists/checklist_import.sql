-- checklist_by_code: the checklist with this code, and its newest version
select c.id, v.number, v.state, v.sha256
  from checklist c
  left join lateral (select number, state, sha256
                       from checklist_version v
                      where v.tenant_id = c.tenant_id and v.checklist_id = c.id
                      order by number desc
                      limit 1) v on true
 where c.tenant_id = $1::uuid
   and c.code = $2;
