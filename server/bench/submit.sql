-- submit_sample: what a submission wrote, for the bare statement to write it again
with sample as materialized (
	select f.question, f.indicator, f.note, f.lost, a.severity, a.department_id, a.title, a.responsible_id,
	       a.routed_by, a.due_at, a.kind, a.needs_cause, e.data
	  from finding f
	  join action a on a.tenant_id = f.tenant_id and a.id = f.action_id
	  join event e on e.tenant_id = f.tenant_id and e.subject_id = a.id
	 where f.tenant_id = $1::uuid
	   and f.inspection_id = $2::uuid
)
select i.edit, i.status, i.grade, i.percent::text as percent, i.exact_percent::text as exact_percent, i.earned, i.possible,
       i.asked, i.failed, i.not_applicable, i.units_above[2:]::text as units_above, h.document::text as document,
       h.result::text as result, h.submission_sha256, o.outcomes::text as outcomes, o.lost::text as lost, s.*,
       t.session_id, t.request_id, t.address_hash, t.body_hash
  from inspection i
  join sheet h on h.tenant_id = i.tenant_id and h.inspection_id = i.id
  join outcome o on o.tenant_id = i.tenant_id and o.inspection_id = i.id
  join audit_entry t on t.tenant_id = i.tenant_id and t.subject_id = i.id::text and t.operation = 'sheet_submit',
       (select array_agg(question order by question)::text as questions,
               array_agg(indicator order by question)::text as indicators,
               array_agg(note order by question)::text as notes,
               array_agg(lost order by question)::text as losses,
               array_agg(severity order by question)::text as severities,
               array_agg(department_id order by question)::text as departments,
               array_agg(title order by question)::text as titles,
               array_agg(responsible_id order by question)::text as responsible,
               array_agg(routed_by order by question)::text as routed_by,
               array_agg(due_at order by question)::text as due_at,
               array_agg(kind order by question)::text as kinds,
               array_agg(needs_cause order by question)::text as needs_cause,
               (array_agg(data order by question))[1]::text as event_1,
               (array_agg(data order by question))[2]::text as event_2,
               (array_agg(data order by question))[3]::text as event_3
          from sample) s
 where i.tenant_id = $1::uuid
   and i.id = $2::uuid;

-- submit_bare: the rows of a submission and nothing else: no guard, no arithmetic, no routing, no answer
with visit as (
	update inspection
	   set state = 'released', version_id = $4::uuid, started_by = $3::uuid, started_at = $7::timestamptz,
	       finished_at = $7::timestamptz, submitted_by = $3::uuid, submitted_at = $7::timestamptz,
	       released_by = $3::uuid, released_at = $7::timestamptz, changed_at = $7::timestamptz, revision = 1,
	       edit = $42::integer, status = $8, grade = $9, percent = $10::numeric, exact_percent = $11::numeric, earned = $12::numeric,
	       possible = $13::numeric, asked = $14::integer, failed = $15::integer, not_applicable = $16::integer,
	       units_above = $6::uuid || $17::uuid[]
	 where tenant_id = $1::uuid
	   and id = $2::uuid
), paper as (
	insert into sheet (tenant_id, inspection_id, revision, edit, is_submitted, context_id, document, result,
	                   person_id, changed_at, submission_sha256)
	values ($1::uuid, $2::uuid, 1, 1, true, $18::uuid, $19::json, $20::json, $3::uuid, $7::timestamptz, $21)
), figures as (
	insert into outcome (tenant_id, inspection_id, version_id, outcomes, lost)
	values ($1::uuid, $2::uuid, $4::uuid, $22::smallint[], $23::bigint[])
), fix as (
	insert into action (tenant_id, id, unit_id, department_id, kind, severity, title, checklist_id, question,
	                    responsible_id, routed_by, needs_cause, opened_by, opened_at, due_at, changed_at,
	                    last_step)
	select $1::uuid, a.id, $6::uuid, a.department_id, a.kind, a.severity, a.title, $5::uuid, a.question,
	       a.responsible_id, a.routed_by, a.needs_cause, $3::uuid, $7::timestamptz, a.due_at, $7::timestamptz,
	       'opened'
	  from unnest($24::uuid[], $26::text[], $27::text[], $28::uuid[], $29::json[], $32::uuid[], $33::text[],
	              $34::timestamptz[], $35::text[], $36::boolean[]) as
	       a(id, question, severity, department_id, title, responsible_id, routed_by, due_at, kind, needs_cause)
), failure as (
	insert into finding (tenant_id, id, source, unit_id, department_id, inspection_id, checklist_id, question,
	                     severity, indicator, title, note, lost, found_by, found_at, action_id, is_fixed_on_spot)
	select $1::uuid, f.id, 'inspection', $6::uuid, f.department_id, $2::uuid, $5::uuid, f.question, f.severity,
	       f.indicator, f.title, f.note, f.lost, $3::uuid, $7::timestamptz, f.action_id, false
	  from unnest($25::uuid[], $24::uuid[], $26::text[], $27::text[], $28::uuid[], $29::json[], $30::text[],
	              $31::bigint[], $37::text[]) as
	       f(id, action_id, question, severity, department_id, title, note, lost, indicator)
), entry as (
	insert into audit_entry (tenant_id, id, at, person_id, session_id, operation, subject, subject_id, request_id,
	                         address_hash, body_hash)
	values ($1::uuid, $43::uuid, $7::timestamptz, $3::uuid, $44::uuid, 'sheet_submit', 'inspection', $2::uuid::text,
	        $45, $46, $47)
)
insert into event (tenant_id, id, at, kind, subject, subject_id, unit_id, person_id, data)
select $1::uuid, ($38::uuid[])[e.nr], $7::timestamptz, e.kind, e.subject,
       case when e.nr < 3 then $2::uuid else ($24::uuid[])[e.nr - 2] end, $6::uuid, $3::uuid, e.data
  from (values (1, 'inspection.submitted', 'inspection', '{}'), (2, 'inspection.released', 'inspection', '{}'),
               (3, 'action.opened', 'action', $39::json), (4, 'action.opened', 'action', $40::json),
               (5, 'action.opened', 'action', $41::json)) e(nr, kind, subject, data);

-- submit_compare: what two visits had written, table by table, but for ids, moments and the order of events
with visit as (
	select id, id = $2::uuid as is_first from inspection where tenant_id = $1::uuid and id in ($2::uuid, $3::uuid)
), written as (
	select v.is_first, 'inspection' as name, to_jsonb(i) as body
	  from visit v join inspection i on i.tenant_id = $1::uuid and i.id = v.id
	union all
	select v.is_first, 'sheet', to_jsonb(h)
	  from visit v join sheet h on h.tenant_id = $1::uuid and h.inspection_id = v.id
	union all
	select v.is_first, 'outcome', to_jsonb(o)
	  from visit v join outcome o on o.tenant_id = $1::uuid and o.inspection_id = v.id
	union all
	select v.is_first, 'finding', to_jsonb(f)
	  from visit v join finding f on f.tenant_id = $1::uuid and f.inspection_id = v.id
	union all
	select v.is_first, 'action', to_jsonb(a)
	  from visit v
	  join finding f on f.tenant_id = $1::uuid and f.inspection_id = v.id
	  join action a on a.tenant_id = $1::uuid and a.id = f.action_id
	union all
	select v.is_first, 'event', to_jsonb(e) || jsonb_build_object('data',
	       e.data::jsonb - '{inspection_id,findings,due_at}'::text[])
	  from visit v
	  left join finding f on f.tenant_id = $1::uuid and f.inspection_id = v.id
	  join event e on e.tenant_id = $1::uuid and (e.subject_id = f.action_id or e.subject_id = v.id)
	 group by v.is_first, e.tenant_id, e.id
	union all
	select v.is_first, 'audit_entry', to_jsonb(t)
	  from visit v
	  join audit_entry t on t.tenant_id = $1::uuid and t.subject_id = v.id::text and t.operation = 'sheet_submit'
), plain as (
	select is_first, name,
	       body - '{id,unit_id,inspection_id,context_id,action_id,subject_id,at,units_above}'::text[]
	            - '{created_at,changed_at,started_at,finished_at,submitted_at,released_at}'::text[]
	            - '{start_at,due_at,opened_at,found_at}'::text[]
	            - '{seq,link,session_id,request_id,address_hash,body_hash}'::text[] as body
	  from written
), side as (
	select is_first, name, count(*) as nr, jsonb_agg(body order by body) as bodies
	  from plain
	 group by is_first, name
)
select coalesce(a.name, b.name) as name, coalesce(a.nr, 0) as nr, a.bodies::text as first, b.bodies::text as second,
       a.bodies is not distinct from b.bodies as is_same
  from (select * from side where is_first) a
  full join (select * from side where not is_first) b on b.name = a.name
 order by nr, name;
