-- person_export: the people whom the caller sees, a row for each role that the caller sees
select p.login, p.name, p.email, p.phone, p.language, r.code as role, u.code as unit, d.code as department, p.state
  from person p
  left join lateral (select m.role_id, m.unit_id, m.department_id
                       from membership m
                      where m.tenant_id = $1::uuid and m.person_id = p.id
                        and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)
                        and exists (select from scope c
                                     where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
                                       and 'organization.read' = any (c.rights))) m on true
  left join role r on r.tenant_id = p.tenant_id and r.id = m.role_id
  left join unit u on u.tenant_id = p.tenant_id and u.id = m.unit_id
  left join department d on d.tenant_id = p.tenant_id and d.id = m.department_id
 where p.tenant_id = $1::uuid
   and exists (select from person_seen v
                where v.tenant_id = $1::uuid and v.viewer_id = $2::uuid and v.person_id = p.id)
 order by p.login, r.code, u.code, d.code;
