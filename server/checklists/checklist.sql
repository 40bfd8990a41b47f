-- checklist_version_load: one version with its document; is_settled: it never changes again
select v.id, v.checklist_id, v.number, c.code, c.kind, v.sha256, v.document,
       -- what this very transaction publishes may yet be rolled back
       v.state <> 'draft' and (v.xmin = pg_current_xact_id_if_assigned()::xid) is not true as is_settled
  from checklist_version v
  join checklist c on c.tenant_id = v.tenant_id and c.id = v.checklist_id
 where v.tenant_id = $1::uuid
   and v.id = $2::uuid;

-- checklist_published: the version in force, null where there is none
select v.id
  from checklist c
  left join checklist_version v on v.tenant_id = c.tenant_id and v.checklist_id = c.id
                               and v.state = 'published'
 where c.tenant_id = $1::uuid
   and c.id = $2::uuid;
