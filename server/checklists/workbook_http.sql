-- workbook_lock: imports of one tenant come one after the other, so that each sees what the other has made
select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0));

-- workbook_departments: what each department and partner may be called
select d.code as word, d.code
  from department d
 where d.tenant_id = $1::uuid
union all
select n.value, d.code
  from department d, json_each_text(d.name) n
 where d.tenant_id = $1::uuid;

-- workbook_checklist: a checklist by its id or its code, with its newest version
select c.id, c.code, c.kind, v.number, v.sha256, v.state
  from checklist c
  left join lateral (select l.number, l.sha256, l.state from checklist_version l
                      where l.tenant_id = c.tenant_id and l.checklist_id = c.id
                      order by l.number desc limit 1) v on true
 where c.tenant_id = $1::uuid
   and (c.id = $2::uuid or $2::uuid is null and c.code = $3);
