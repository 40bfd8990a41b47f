-- me_get: who is asking, with roles that have not ended, and every right held somewhere today
select row_to_json(b) as body
  from (select p.id, p.login, p.name, p.email, p.phone, p.language, p.mail,
               moment(p.mail_bounced_at) as mail_bounced_at, p.mail_bounced_why,
               (select row_to_json(x) from (select t.id, t.code, t.name) x) as tenant,
               (select coalesce(json_agg(s.body order by m.created_at, m.id), '[]')
                  from membership m
                  join membership_shown s on s.tenant_id = m.tenant_id and s.id = m.id
                 where m.tenant_id = p.tenant_id and m.person_id = p.id
                   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)) as memberships,
               (select coalesce(array_agg(distinct granted order by granted), '{}')
                  from scope s, unnest(s.rights) granted
                 where s.tenant_id = p.tenant_id and s.person_id = p.id) as rights
          from person p
          join tenant t on t.id = p.tenant_id
         where p.tenant_id = $1::uuid
           and p.id = $2::uuid) b;
