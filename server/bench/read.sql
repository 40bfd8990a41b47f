-- read_history: the group has been at it for a while; every store has had more visits, all released
insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, lead_id, start_at, due_at, created_by,
                        created_at, changed_at, version_id, started_by, started_at, submitted_by, submitted_at,
                        finished_at, released_by, released_at, revision, status, grade, percent, exact_percent, earned,
                        possible, asked, failed, not_applicable, units_above)
select tenant_id, gen_random_uuid(), unit_id, checklist_id, kind, state, lead_id, start_at - ago, due_at - ago,
       created_by, created_at - ago, changed_at - ago, version_id, started_by, started_at - ago, submitted_by,
       submitted_at - ago, finished_at - ago, released_by, released_at - ago, revision, status, grade, percent,
       exact_percent, earned, possible, asked, failed, not_applicable, units_above
  from inspection
 cross join lateral (select day * interval '1 day' as ago from generate_series(1, $2::integer) day) d
 where tenant_id = $1::uuid
   and state = 'released';

-- read_again: another visit at every store that had one, open and handed out
with given as materialized (
	select i.unit_id, i.checklist_id, i.lead_id, i.version_id, gen_random_uuid() as id,
	       gen_random_uuid() as context_id
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.state = 'released'
), visit as (
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, lead_id, start_at, due_at,
	                        created_by, created_at, changed_at)
	select $1::uuid, id, unit_id, checklist_id, 'tour', 'open', lead_id, $2::timestamptz,
	       $2::timestamptz + interval '1 day', lead_id, $2::timestamptz, $2::timestamptz
	  from given
), context as (
	insert into scoring_context (tenant_id, id, inspection_id, version_id, tags, history, made_at)
	select $1::uuid, context_id, id, version_id, '{}', '{}', $2::timestamptz from given
)
select id, unit_id, context_id, lead_id from given;
