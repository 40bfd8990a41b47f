-- person_insert: a new person
insert into person (tenant_id, id, login, name, email, phone, language, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::timestamptz, $8::timestamptz);

-- person_insert_once: a new person, unless the id or the sign-in name is there already
insert into person (tenant_id, id, login, name, email, phone, language, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::timestamptz, $8::timestamptz)
on conflict do nothing;

-- person_created: what has the id now; is_new: since this transaction; the same where the first role is, too
select s.id, s.body, p.xmin = pg_current_xact_id()::xid as is_new,
       is_same(($4::jsonb - 'membership')::json, s.body)
       and ($2::uuid is null
            or exists (select from person_seen v
                        where v.tenant_id = $1::uuid and v.viewer_id = $2::uuid and v.person_id = p.id))
       and ($5::uuid is null
            or exists (select from membership m
                        where m.tenant_id = $1::uuid and m.person_id = p.id and m.role_id = $5::uuid
                          and m.unit_id = $6::uuid and m.department_id is not distinct from $7::uuid
                          and m.starts_on is not distinct from $8::date and m.ends_on is not distinct from $9::date
                          and m.id = coalesce($10::uuid, m.id))) as is_same
  from person p
  join person_shown s on s.tenant_id = p.tenant_id and s.id = p.id
 where p.tenant_id = $1::uuid
   and p.id = $3::uuid;

-- person_reach: the person, whether the caller sees it, and whether the caller manages it and nothing the person may is beyond the caller
select p.login, p.name, p.state, (select t.code from tenant t where t.id = p.tenant_id) as tenant_code,
       exists (select from person_seen v
                where v.tenant_id = $1::uuid and v.viewer_id = $2::uuid and v.person_id = p.id) as is_seen,
       exists (select from scope c
                where c.tenant_id = $1::uuid
                  and c.person_id = $2::uuid
                  and 'people.manage' = any (c.rights)
                  and (exists (select from membership m
                                where m.tenant_id = $1::uuid and m.person_id = p.id and m.unit_id = c.unit_id
                                  and (c.department_id is null or c.department_id = m.department_id))
                       or c.department_id is null
                          and exists (select from unit top
                                       where top.tenant_id = $1::uuid and top.id = c.unit_id and top.parent_id is null)))
       and not exists (
		select from membership m
		  join role r on r.tenant_id = m.tenant_id and r.id = m.role_id,
		       lateral (select unnest(r.rights) union select 'people.manage') n (needed)
		 where m.tenant_id = $1::uuid
		   and m.person_id = p.id
		   and coalesce(m.ends_on >= left(current_setting('app.now'), 10)::date, true)
		   and not exists (select from scope c
		                    where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = m.unit_id
		                      and (c.department_id is null or c.department_id = m.department_id)
		                      and needed = any (c.rights))) as is_within
  from person p
 where p.tenant_id = $1::uuid
   and p.id = $3::uuid;

-- person_update: what is given changes; e-mail and phone can be emptied; a given e-mail is tried anew; leaving ends every token
update person
   set login = coalesce($3, login),
       name = coalesce($4, name),
       email = case when $5::boolean then $6 else email end,
       mail_bounced_at = case when $5::boolean then null else mail_bounced_at end,
       mail_bounced_why = case when $5::boolean then null else mail_bounced_why end,
       phone = case when $7::boolean then $8 else phone end,
       language = coalesce($9, language),
       epoch = epoch + (state = 'active' and $10 is not distinct from 'left')::integer,
       state = coalesce($10, state),
       changed_at = $11::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- person_update_own: the same, of what one may change of oneself
update person
   set language = coalesce($3, language),
       email = case when $4::boolean then $5 else email end,
       mail_bounced_at = case when $4::boolean then null else mail_bounced_at end,
       mail_bounced_why = case when $4::boolean then null else mail_bounced_why end,
       mail = coalesce($9, mail),
       phone = case when $6::boolean then $7 else phone end,
       changed_at = $8::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- person_show: the person, for whoever was let through to it
select body
  from person_shown
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- person_password: the password in force, as its hash
select login, name, password_hash
  from person
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- person_password_update: the next password
update person
   set password_hash = $3, changed_at = $4::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- person_password_replace: the next password, where the one that was checked is still in force
update person
   set password_hash = $4, changed_at = $5::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid
   and password_hash = $3
returning id;
