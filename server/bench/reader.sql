-- reader_list: the newest fifty as the API shows them, whoever asks
select json_agg(s.body order by page.created_at desc, page.id desc)::text as items
  from (select i.id, i.created_at
          from inspection i
         where i.tenant_id = $1::uuid
         order by i.created_at desc, i.id desc
         limit 50) page
  join inspection_shown s on s.tenant_id = $1::uuid and s.inspection_id = page.id and not s.is_discreet;

-- reader_rows: what the newest fifty are made of, as rows
select i.id, u.id, u.code, u.name, u.time_zone, c.id, c.code, c.title, i.kind, i.state, i.visible_from, i.start_at,
       i.due_at, i.miss_at, i.is_unannounced, i.needs_review, i.note, p.id, p.name, v.number, i.created_at,
       i.started_at, i.finished_at, i.submitted_at, i.released_at, i.cancelled_at, i.cancel_reason, i.revision, i.edit,
       i.status, i.grade, i.percent, i.earned, i.possible, i.asked, i.failed, i.not_applicable
  from inspection i
  join unit u on u.tenant_id = i.tenant_id and u.id = i.unit_id
  join checklist c on c.tenant_id = i.tenant_id and c.id = i.checklist_id
  left join person p on p.tenant_id = i.tenant_id and p.id = i.lead_id
  left join checklist_version v on v.tenant_id = i.tenant_id and v.id = i.version_id
 where i.tenant_id = $1::uuid
 order by i.created_at desc, i.id desc
 limit 50;
