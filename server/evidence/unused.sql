-- unused_remove: some photographs that nothing refers to and that nobody has sent since then: not a visit or its sheet
-- that is being filled in, not a finding, not an action, not an appeal. What somebody sends at this moment is left alone.
with unused as materialized (
	select p.sha256
	  from photo p
	 where p.tenant_id = $1::uuid
	   and coalesce(p.sent_at, p.uploaded_at) < $2::timestamptz
	   and not exists (select from inspection_photo u where u.tenant_id = $1::uuid and u.sha256 = p.sha256)
	   and not exists (select from action_photo u where u.tenant_id = $1::uuid and u.sha256 = p.sha256)
	   and not exists (select from appeal_photo u where u.tenant_id = $1::uuid and u.sha256 = p.sha256)
	   and not exists (select from sheet s
	                    where s.tenant_id = $1::uuid and not s.is_submitted
	                      and (strpos(s.document::text, p.sha256) > 0 or strpos(s.fixed::text, p.sha256) > 0))
	 limit $3::integer
	   for update of p skip locked
), captures as (
	delete from capture c using unused u where c.tenant_id = $1::uuid and c.sha256 = u.sha256
)
delete from photo p using unused u
 where p.tenant_id = $1::uuid
   and p.sha256 = u.sha256
returning p.sha256;

-- unused_is_back: after photo_lock, whether somebody has sent it again meanwhile
select exists (select from photo where tenant_id = $1::uuid and sha256 = $2) as is_back;
