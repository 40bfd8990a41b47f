-- checklist_list: checklists by their code
with found as (
	select s.id, s.code, row_number() over (order by s.code, s.id) as nr,
	       (select row_to_json(x)
	          from (select s.id, s.code, s.kind, s.title, s.state, s.created_at, s.changed_at,
	                       s.published, s.draft) x) as item
	  from checklist_shown s
	 where s.tenant_id = $1::uuid
	   and ($2::text is null or s.kind = $2)
	   and ($3::text is null or s.state = $3)
	   and ($7::text is null
	        or strpos(lower(s.code), lower($7)) > 0
	        or exists (select from json_each_text(case json_typeof(s.title) when 'object' then s.title
	                                              else json_build_object('', s.title) end) t
	                    where strpos(lower(t.value), lower($7)) > 0))
	   and ($5::text is null or (s.code, s.id) > ($5, $6::uuid))
	 order by s.code, s.id
	 limit $4::integer + 1
)
select coalesce(json_agg(item order by nr) filter (where nr <= $4::integer), '[]') as items,
       case when count(*) > $4::integer then max(code) filter (where nr = $4::integer) end as next_key,
       case when count(*) > $4::integer then max(id::text) filter (where nr = $4::integer) end as next_id
  from found;

-- checklist_show: one checklist with all its versions, the newest first
select row_to_json(x) as body
  from (select s.id, s.code, s.kind, s.title, s.state, s.created_at, s.changed_at, s.published, s.draft,
               coalesce((select json_agg(v.body order by v.number desc)
                           from checklist_version_shown v
                          where v.tenant_id = s.tenant_id and v.checklist_id = s.id), '[]') as versions
          from checklist_shown s
         where s.tenant_id = $1::uuid
           and s.id = $2::uuid) x;

-- checklist_version_show: one version, and what its ETag says
select body, case state when 'draft' then sha256 else sha256 || '.' || state end as tag
  from checklist_version_shown
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and number = $3::integer;

-- checklist_version_show_all: one version with its document, and what its ETag says
select (select row_to_json(x)
          from (select v.id, v.number, v.state, v.sha256, cardinality(v.questions) as questions_nr,
                       v.created_by, moment(v.created_at) as created_at,
                       moment(v.changed_at) as changed_at, v.published_by,
                       moment(v.published_at) as published_at, moment(v.retired_at) as retired_at,
                       v.document::json as document) x) as body,
       case v.state when 'draft' then v.sha256 else v.sha256 || '.' || v.state end as tag
  from checklist_version v
 where v.tenant_id = $1::uuid
   and v.checklist_id = $2::uuid
   and v.number = $3::integer;

-- checklist_document_show: a document as it came
select document as body, sha256 as tag
  from checklist_version
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and number = $3::integer;
