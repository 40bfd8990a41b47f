-- spot_fix_used: the photographs of what was put right that another visit or an action shows already
select p.sha256
  from json_to_recordset($3::json) as p(sha256 text, is_fix boolean)
 where p.is_fix
   and (exists (select from inspection_photo u
                 where u.tenant_id = $1::uuid and u.sha256 = p.sha256 and u.inspection_id <> $2::uuid)
        or exists (select from action_photo u where u.tenant_id = $1::uuid and u.sha256 = p.sha256));
