-- report_zone_is_known: whether periods can be cut in this time zone
select exists (select from pg_timezone_names
                where name = $1 and name !~ '^(posix|right|local|Factory)') as is_known;

-- report_scores: what visits scored or, where departments are asked for, how their questions were answered; and
-- ($16) what they had scored in as long a time directly before, by the clock of the time zone
with span as materialized (
	-- always a moment, and asked for by a query of its own: only so is an index asked by it
	select coalesce(case when $16::boolean then (t.since - (t.until - t.since)) at time zone $12::text
	                     else $3::timestamptz end, '-infinity') as since,
	       coalesce($4::timestamptz, 'infinity') as until
	  from (select $3::timestamptz at time zone $12::text as since,
	               $4::timestamptz at time zone $12::text as until) t
), seen as materialized (
	select unit_id from report_seen($1::uuid, $2::uuid)
), place as materialized (
	select p.*, p.departments is not null as is_limited,
	       case when p.departments is not null then (
		select array_agg(d.code) from department d
		 where d.tenant_id = $1::uuid and d.id = any (p.departments)) end as codes
	  from report_place($1::uuid, $2::uuid, $9::text, $5::uuid) p
), visit as (
	-- whatever makes a row; a unit is found for the place of then only when there are few left
	select i.id as visit_id, i.version_id, i.status, i.exact_percent, i.earned, p.is_limited, p.codes,
	       case when $9::text in ('unit', 'store', 'region', 'brand') and $8::text = 'then'
	            then i.units_above end as stood,
	       case $9::text when 'checklist' then i.checklist_id
	                     when 'inspector'
	                     then case when i.kind <> 'mystery' or p.may_know_shopper then i.lead_id end
	                     else case when $8::text = 'now' then p.group_id end end as id,
	       case when $9::text = 'kind' then i.kind end as key,
	       case when $9::text in ('day', 'week', 'month')
	            then date_trunc($9::text, i.released_at at time zone $12::text) end as begins,
	       coalesce(i.released_at < $3::timestamptz, false) as is_before
	  from place p
	  join inspection i on i.tenant_id = $1::uuid and i.unit_id = p.unit_id
	 where i.state = 'released'
	   and i.released_at >= (select since from span)
	   and i.released_at < (select until from span)
	   and ($6::uuid is null or i.checklist_id = $6::uuid)
	   and ($7::text is null or i.kind = $7::text)
	   and ($5::uuid is null
	        or case $8::text when 'now' then $5::uuid = any (p.place)
	                         else $5::uuid = any (i.units_above) and $5::uuid in (select unit_id from seen) end)
), part as materialized (
	select v.stood, v.id, v.key, v.begins, v.is_before, count(*) as visits, count(*) as firsts,
	       count(v.exact_percent) as scored, sum(v.exact_percent) as percents,
	       count(*) filter (where v.status = 'pass') as passed,
	       count(*) filter (where v.status = 'fail') as failed,
	       count(*) filter (where v.status = 'not_scored') as not_scored,
	       count(*) filter (where c.method = 'demerit' and v.status <> 'not_scored') as demerit_visits,
	       sum(v.earned) filter (where c.method = 'demerit' and v.status <> 'not_scored') as demerits
	  from visit v
	  join checklist_version c on c.tenant_id = $1::uuid and c.id = v.version_id
	 where not $10::boolean
	 group by v.stood, v.id, v.key, v.begins, v.is_before
	union all
	select v.stood, v.id, coalesce(v.key, a.key), v.begins, v.is_before, count(*), count(*) filter (where a.is_first), 0, null,
	       sum(a.passed), sum(a.failed), 0, 0, null
	  from visit v
	  join outcome o on o.tenant_id = $1::uuid and o.inspection_id = v.visit_id
	  join checklist_version c on c.tenant_id = $1::uuid and c.id = o.version_id
	 cross join lateral (
		select case when $9::text = 'department' then q.department end as key,
		       count(*) filter (where q.outcome = 4) as passed,
		       count(*) filter (where q.outcome = 5) as failed, row_number() over () = 1 as is_first
		  from unnest(o.outcomes, c.departments) q (outcome, department)
		 where q.outcome in (4, 5)
		   and q.department <> ''
		   and ($11::uuid is null
		        or q.department = (select code from department where tenant_id = $1::uuid and id = $11::uuid))
		   and (not v.is_limited or q.department = any (v.codes))
		 group by q.department) a
	 where $10::boolean
	 group by v.stood, v.id, coalesce(v.key, a.key), v.begins, v.is_before
), keyed as (
	select p.*,
	       case when p.stood is null then coalesce(p.id, d.id)
	            when $9::text = 'unit'
	            then s.place[greatest(coalesce(array_position(s.place, $5::uuid), cardinality(s.place)) - 1, 1)]
	            else s.nearest end as group_id
	  from part p
	  left join department d on $9::text = 'department' and d.tenant_id = $1::uuid and d.code = p.key
	 cross join lateral (
		select array_agg(u.id order by w.nr) as place,
		       (array_agg(u.id order by w.nr) filter (where u.kind = $9::text))[1] as nearest
		  from unnest(p.stood) with ordinality w (id, nr)
		  join unit u on u.tenant_id = $1::uuid and u.id = w.id
		 -- "is true" keeps it a look-up: a join with what is taken for few rows is a loop over many
		 where (w.id in (select unit_id from seen)) is true) s
), figure as (
	select group_id as id, key, begins, grouping(group_id) > 0 as is_total,
	       coalesce(case when grouping(group_id) > 0 then sum(firsts) else sum(visits) end, 0) as visits,
	       coalesce(sum(scored), 0) as scored, sum(percents) / nullif(sum(scored), 0) as mean,
	       coalesce(sum(passed), 0) as passed, coalesce(sum(failed), 0) as failed,
	       coalesce(sum(not_scored), 0) as not_scored, coalesce(sum(demerit_visits), 0) as demerit_visits,
	       sum(demerits) / nullif(sum(demerit_visits), 0) as demerit_mean,
	       trim_scale(coalesce(sum(demerits), 0)) as demerit_total
	  from keyed
	 where not is_before
	 group by grouping sets ((group_id, key, begins), ())
), earlier as (
	select group_id as id, key, grouping(group_id) > 0 as is_total,
	       coalesce(case when grouping(group_id) > 0 then sum(firsts) else sum(visits) end, 0) as visits,
	       coalesce(sum(scored), 0) as scored, sum(percents) / nullif(sum(scored), 0) as mean,
	       coalesce(sum(passed), 0) as passed, coalesce(sum(failed), 0) as failed
	  from keyed
	 where is_before
	 group by grouping sets ((group_id, key), ())
), compared as (
	select f.*, e.visits as visits_before, e.scored as scored_before, e.mean as mean_before,
	       e.passed as passed_before, e.failed as failed_before,
	       case when $10::boolean
	            then percent_of(f.passed, f.passed + f.failed)::numeric
	                 - percent_of(e.passed, e.passed + e.failed)::numeric
	            else mean_text(f.mean)::numeric - mean_text(e.mean)::numeric end as change
	  from figure f
	  left join earlier e on e.is_total = f.is_total and coalesce(e.id::text, '') = coalesce(f.id::text, '')
	   and coalesce(e.key, '') = coalesce(f.key, '')
), named as (
	select f.*, coalesce(f.key, to_char(f.begins, 'YYYY-MM-DD'), n.code) as shown_key, n.name,
	       case when $10::boolean then f.passed / nullif(f.passed + f.failed, 0) else f.mean end as merit,
	       case when $10::boolean then f.visits else f.scored end as weight,
	       case when $10::boolean then f.visits_before else f.scored_before end as weight_before,
	       f.begins at time zone $12::text as since,
	       case when f.begins is not null
	            then (f.begins + ('1 ' || $9::text)::interval) at time zone $12::text end as until
	  from compared f
	 cross join lateral report_name($1::uuid, $9::text, f.id) n
), shown as (
	select n.is_total,
	       row_number() over (partition by n.is_total
	                          order by case when $13::text = 'worst' then n.merit
	                                        when $13::text = 'worsened' then n.change end nulls last,
	                                   case when $13::text = 'best' then n.merit
	                                        when $13::text = 'improved' then n.change end desc nulls last,
	                                   case when $13::text <> 'key' then n.visits end desc,
	                                   n.shown_key nulls last, n.name::text, n.id) as nr,
	       (select row_to_json(r) from (
		select n.id, n.shown_key as key, n.name, n.visits, n.scored, mean_text(n.mean) as mean_percent,
		       n.passed, n.failed, n.not_scored, percent_of(n.passed, n.passed + n.failed) as pass_rate,
		       n.demerit_visits, mean_text(n.demerit_mean) as demerit_mean, n.demerit_total,
		       (select row_to_json(b) from (
			select coalesce(n.visits_before, 0) as visits, coalesce(n.scored_before, 0) as scored,
			       mean_text(n.mean_before) as mean_percent, coalesce(n.passed_before, 0) as passed,
			       coalesce(n.failed_before, 0) as failed,
			       percent_of(n.passed_before, n.passed_before + n.failed_before) as pass_rate,
			       moment((select since from span)) as "from", moment($3::timestamptz) as "to") b
		         where $16::boolean) as before,
		       n.change::text as change,
		       (select row_to_json(q) from (
			select case when $9::text in ('unit', 'store', 'region', 'brand') and not n.is_total
			            then n.id else $5::uuid end as unit_id,
			       case when $9::text = 'checklist' and not n.is_total
			            then n.id else $6::uuid end as checklist_id,
			       case when $9::text = 'kind' and not n.is_total then n.key else $7::text end as kind,
			       case when $9::text = 'department' and not n.is_total
			            then n.id else $11::uuid end as department_id,
			       case when $9::text = 'inspector' then n.id end as lead_id,
			       moment(greatest($3::timestamptz, n.since)) as "from",
			       moment(least($4::timestamptz, n.until)) as "to") q
		         where n.is_total or n.id is not null
		            or $9::text in ('kind', 'day', 'week', 'month')) as filter) r) as row
	  from named n
	 where n.is_total
	    or n.weight >= $14::integer and (not $16::boolean or coalesce(n.weight_before, 0) >= $14::integer)
)
select (select row_to_json(x) from (
	select $9::text as by, case when $10::boolean then 'questions' else 'visits' end as counts,
	       (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $15::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;

-- report_findings: what fails most, and what share of all that is
with place as materialized (
	select * from report_place($1::uuid, $2::uuid, $9::text, $5::uuid)
), counted as (
	select f.id, f.inspection_id, f.unit_id, f.repeat, f.lost, f.title, f.found_at, f.is_fixed_on_spot,
	       case $9::text when 'question' then f.checklist_id when 'department' then f.department_id
	                     else p.group_id end as key_id,
	       case $9::text when 'question' then f.question when 'indicator' then f.indicator
	                     when 'severity' then f.severity end as key
	  from finding f
	  join place p on p.unit_id = f.unit_id and (p.departments is null or f.department_id = any (p.departments))
	  left join inspection i on i.tenant_id = $1::uuid and i.id = f.inspection_id
	 where f.tenant_id = $1::uuid
	   and f.void_at is null
	   and (f.inspection_id is null or i.state = 'released')
	   and f.found_at >= (select coalesce($3::timestamptz, '-infinity'))
	   and f.found_at < (select coalesce($4::timestamptz, 'infinity'))
	   and ($5::uuid is null or $5::uuid = any (p.place))
	   and ($6::uuid is null or f.checklist_id = $6::uuid)
	   and ($7::text is null or i.kind = $7)
	   and ($8::uuid is null or f.department_id = $8::uuid)
	   and ($10::text is null or f.severity = $10)
), figure as (
	select key_id, key, grouping(key_id) > 0 as is_total, count(*) as findings,
	       count(*) filter (where repeat > 1) as repeats, count(*) filter (where is_fixed_on_spot) as fixed_on_spot,
	       trim_scale(coalesce(sum(lost), 0) / 1000) as lost,
	       count(distinct inspection_id) as visits, count(distinct unit_id) as units,
	       (array_agg(title order by found_at desc, id)
	           filter (where key is not null and $9::text = 'question'))[1] as title
	  from counted
	 group by grouping sets ((key_id, key), ())
), named as (
	select f.*, coalesce(f.key, n.code) as shown_key, case when not f.is_total then coalesce(f.title, n.name) end as name,
	       sum(f.findings) over (partition by f.is_total) as all_findings
	  from figure f
	 cross join lateral report_name($1::uuid, $9::text, f.key_id) n
), ranked as (
	select n.*,
	       row_number() over falling as nr, sum(n.findings) over falling as findings_so_far
	  from named n
	window falling as (partition by n.is_total
	                   order by n.findings desc, n.lost desc, n.shown_key nulls last, n.key_id
	                   rows unbounded preceding)
), shown as (
	select r.is_total, r.nr,
	       (select row_to_json(x) from (
		select r.key_id as id, r.shown_key as key, r.name, r.findings,
		       percent_of(r.findings, r.all_findings) as share,
		       percent_of(r.findings_so_far, r.all_findings) as cumulative_share, r.repeats, r.fixed_on_spot, r.lost,
		       r.visits,
		       r.units,
		       (select row_to_json(q) from (
			select case when $9::text in ('unit', 'store', 'region', 'brand') and not r.is_total
			            then r.key_id else $5::uuid end as unit_id,
			       case when $9::text = 'question' and not r.is_total
			            then r.key_id else $6::uuid end as checklist_id,
			       $7::text as kind,
			       case when $9::text = 'department' and not r.is_total
			            then r.key_id else $8::uuid end as department_id,
			       case when $9::text = 'severity' and not r.is_total then r.key else $10::text end
			           as severity,
			       case when $9::text = 'question' then r.key end as question,
			       case when $9::text = 'indicator' then r.key end as indicator,
			       moment($3::timestamptz) as "from", moment($4::timestamptz) as "to") q
		         where r.is_total or r.key is not null or r.key_id is not null) as filter) x) as row
	  from ranked r
)
select (select row_to_json(x) from (
	select $9::text as by, (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $11::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;

-- report_actions: how many actions there are, how far they are and how punctual
with place as materialized (
	select * from report_place($1::uuid, $2::uuid, $9::text, $5::uuid)
), counted as (
	select a.state, a.round, a.returned, a.effect, a.extensions_nr, a.recurrence_of, a.handed_in_at is not null as is_handed_in,
	       a.handed_in_at <= a.due_at as is_on_time,
	       extract(epoch from a.handed_in_at - a.opened_at) / 3600 as hours,
	       a.state in ('open', 'planned', 'in_progress') and a.due_at < $11::timestamptz as is_overdue,
	       case $9::text when 'department' then a.department_id when 'responsible' then a.responsible_id
	                     else p.group_id end as id,
	       case $9::text when 'severity' then a.severity when 'kind' then a.kind end as key
	  from action a
	  join place p on p.unit_id = a.unit_id and (p.departments is null or a.department_id = any (p.departments))
	 where a.tenant_id = $1::uuid
	   and a.opened_at >= (select coalesce($3::timestamptz, '-infinity'))
	   and a.opened_at < (select coalesce($4::timestamptz, 'infinity'))
	   and ($5::uuid is null or $5::uuid = any (p.place))
	   and ($6::uuid is null or a.checklist_id = $6::uuid)
	   and ($7::text is null or a.kind = $7)
	   and ($8::uuid is null or a.department_id = $8::uuid)
	   and ($10::text is null or a.severity = $10)
), figure as (
	select id, key, grouping(id) > 0 as is_total, count(*) as actions,
	       count(*) filter (where state = 'open') as open, count(*) filter (where state = 'planned') as planned,
	       count(*) filter (where state = 'in_progress') as in_progress,
	       count(*) filter (where state = 'submitted') as submitted,
	       count(*) filter (where state = 'monitoring') as monitoring,
	       count(*) filter (where state = 'closed') as closed,
	       count(*) filter (where state = 'cancelled') as cancelled,
	       count(*) filter (where state = 'waived') as waived,
	       count(*) filter (where state = 'disputed') as disputed,
	       count(*) filter (where is_overdue) as overdue, count(*) filter (where is_handed_in) as handed_in,
	       count(*) filter (where is_on_time) as on_time, avg(hours) as hours,
	       coalesce(sum(returned), 0) as returned, count(*) filter (where round > 1) as reopened,
	       count(*) filter (where effect = 'effective') as effective,
	       count(*) filter (where effect = 'too_little_evidence') as too_little_evidence,
	       count(recurrence_of) as recurrences, coalesce(sum(extensions_nr), 0) as extensions
	  from counted
	 group by grouping sets ((id, key), ())
), named as (
	select f.*, coalesce(f.key, n.code) as shown_key, n.name
	  from figure f
	 cross join lateral report_name($1::uuid, $9::text, f.id) n
), shown as (
	select n.is_total,
	       row_number() over (partition by n.is_total
	                          order by n.overdue desc, n.actions desc, n.shown_key nulls last, n.name::text,
	                                   n.id) as nr,
	       (select row_to_json(r) from (
		select n.id, n.shown_key as key, n.name, n.actions,
		       (select row_to_json(s) from (
			select n.open, n.planned, n.in_progress, n.submitted, n.monitoring, n.closed, n.cancelled,
			       n.waived, n.disputed) s) as states,
		       n.actions - n.closed - n.cancelled - n.waived as unfinished, n.overdue, n.handed_in,
		       n.on_time, percent_of(n.on_time, n.handed_in) as on_time_rate,
		       mean_text(n.hours) as mean_hours_to_hand_in, n.returned, n.reopened,
		       n.effective, n.too_little_evidence, n.recurrences, n.extensions,
		       (select row_to_json(q) from (
			select case when $9::text in ('unit', 'store', 'region', 'brand') and not n.is_total
			            then n.id else $5::uuid end as unit_id,
			       $6::uuid as checklist_id,
			       case when $9::text = 'kind' and not n.is_total then n.key else $7::text end as kind,
			       case when $9::text = 'department' and not n.is_total
			            then n.id else $8::uuid end as department_id,
			       case when $9::text = 'severity' and not n.is_total then n.key else $10::text end
			           as severity,
			       case when $9::text = 'responsible' then n.id end as responsible_id,
			       moment($3::timestamptz) as "from", moment($4::timestamptz) as "to") q
		         where n.is_total or n.key is not null or n.id is not null) as filter) r) as row
	  from named n
)
select (select row_to_json(x) from (
	select $9::text as by, (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $12::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;

-- report_appeals: how many appeals were made, what became of them and how long that took
with ground as materialized (
	-- by name: a join would be planned for eight units, and go through ten thousand of them for each row
	select jsonb_object_agg(p.unit_id, jsonb_build_object('group_id', p.group_id, 'departments', p.departments)) as places
	  from report_place($1::uuid, $2::uuid, $9::text, $5::uuid) p
	 where $5::uuid is null or $5::uuid = any (p.place)
), appealed as materialized (
	-- few, so they come first; what is below a place is many
	select a.state, a.due_at, a.escalated_at, a.decided_by, a.ended_at, a.appealed_at, f.unit_id, f.department_id,
	       f.checklist_id, f.severity
	  from appeal a
	  join finding f on f.tenant_id = $1::uuid and f.id = a.finding_id
	  join inspection i on i.tenant_id = $1::uuid and i.id = a.inspection_id
	 where a.tenant_id = $1::uuid
	   and a.appealed_at >= (select coalesce($3::timestamptz, '-infinity'))
	   and a.appealed_at < (select coalesce($4::timestamptz, 'infinity'))
	   and ($6::uuid is null or f.checklist_id = $6::uuid)
	   and ($7::text is null or i.kind = $7)
	   and ($8::uuid is null or f.department_id = $8::uuid)
	   and ($10::text is null or f.severity = $10)
), counted as (
	select a.state, a.state = 'open' and a.due_at < $11::timestamptz as is_late, a.escalated_at is not null as is_escalated,
	       case when a.decided_by is not null then extract(epoch from a.ended_at - a.appealed_at) / 3600 end as hours,
	       case $9::text when 'department' then a.department_id when 'checklist' then a.checklist_id
	                     else (p.place ->> 'group_id')::uuid end as id,
	       case when $9::text = 'severity' then a.severity end as key
	  from appealed a
	 cross join lateral (select (select places from ground) -> a.unit_id::text as place) p
	 where p.place is not null
	   and (p.place -> 'departments' = 'null' or p.place -> 'departments' ? a.department_id::text)
), figure as (
	select id, key, grouping(id) > 0 as is_total, count(*) as appeals,
	       count(*) filter (where state = 'open') as open, count(*) filter (where is_late) as late,
	       count(*) filter (where is_escalated) as escalated,
	       count(*) filter (where state = 'upheld') as upheld, count(*) filter (where state = 'changed') as changed,
	       count(*) filter (where state = 'declined') as declined,
	       count(*) filter (where state = 'withdrawn') as withdrawn, count(*) filter (where state = 'moot') as moot,
	       avg(hours) as hours
	  from counted
	 group by grouping sets ((id, key), ())
), named as (
	select f.*, coalesce(f.key, n.code) as shown_key, n.name
	  from figure f
	 cross join lateral report_name($1::uuid, $9::text, f.id) n
), shown as (
	select n.is_total,
	       row_number() over (partition by n.is_total
	                          order by n.appeals desc, n.shown_key nulls last, n.name::text, n.id) as nr,
	       (select row_to_json(r) from (
		select n.id, n.shown_key as key, n.name, n.appeals, n.open, n.late, n.escalated, n.upheld, n.changed,
		       n.declined, n.withdrawn, n.moot,
		       percent_of(n.changed, n.upheld + n.changed + n.declined) as changed_rate,
		       mean_text(n.hours) as mean_hours_to_decide,
		       (select row_to_json(q) from (
			select case when $9::text in ('unit', 'store', 'region', 'brand') and not n.is_total
			            then n.id else $5::uuid end as unit_id,
			       case when $9::text = 'checklist' and not n.is_total
			            then n.id else $6::uuid end as checklist_id,
			       $7::text as kind,
			       case when $9::text = 'department' and not n.is_total
			            then n.id else $8::uuid end as department_id,
			       case when $9::text = 'severity' and not n.is_total then n.key else $10::text end
			           as severity,
			       moment($3::timestamptz) as "from", moment($4::timestamptz) as "to") q
		         where n.is_total or n.key is not null or n.id is not null) as filter) r) as row
	  from named n
)
select (select row_to_json(x) from (
	select $9::text as by, (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $12::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;

-- report_escalations: how many steps there were, of how many actions, how high they climbed and how many of them are
-- complaints; an action counts at the highest level that it reached in the time
with ground as materialized (
	-- by name: a join would be planned for eight units, and go through ten thousand of them for each row
	select jsonb_object_agg(p.unit_id, jsonb_build_object('group_id', p.group_id, 'departments', p.departments)) as places
	  from report_place($1::uuid, $2::uuid, $8::text, $5::uuid) p
	 where $5::uuid is null or $5::uuid = any (p.place)
), climbed as (
	select e.action_id, count(*) as steps, max(e.level) as level,
	       bool_or(e.cause = 'extensions') as by_extensions, bool_or(e.ended_at is null) as is_running
	  from escalation e
	 where e.tenant_id = $1::uuid
	   and e.at >= (select coalesce($3::timestamptz, '-infinity'))
	   and e.at < (select coalesce($4::timestamptz, 'infinity'))
	 group by e.action_id
), escalated as materialized (
	-- few, so they come first; what is below a place is many
	select c.*, a.unit_id, a.department_id, a.severity,
	       exists (select from finding f
	                where f.tenant_id = $1::uuid and f.action_id = a.id and f.source = 'complaint') as is_complaint
	  from climbed c
	  join action a on a.tenant_id = $1::uuid and a.id = c.action_id
	 where ($6::uuid is null or a.checklist_id = $6::uuid)
	   and ($7::uuid is null or a.department_id = $7::uuid)
	   and ($9::text is null or a.severity = $9)
), counted as (
	select e.*, case $8::text when 'department' then e.department_id else (p.place ->> 'group_id')::uuid end as id,
	       case when $8::text = 'severity' then e.severity end as key
	  from escalated e
	 cross join lateral (select (select places from ground) -> e.unit_id::text as place) p
	 where p.place is not null
	   and (p.place -> 'departments' = 'null' or p.place -> 'departments' ? e.department_id::text)
), figure as (
	select id, key, grouping(id) > 0 as is_total, coalesce(sum(steps), 0) as steps, count(*) as actions,
	       count(*) filter (where is_running) as running, count(*) filter (where is_complaint) as complaints,
	       count(*) filter (where by_extensions) as by_extensions, count(*) filter (where level = 1) as level_1,
	       count(*) filter (where level = 2) as level_2, count(*) filter (where level >= 3) as level_3
	  from counted
	 group by grouping sets ((id, key), ())
), named as (
	select f.*, coalesce(f.key, n.code) as shown_key, n.name
	  from figure f
	 cross join lateral report_name($1::uuid, $8::text, f.id) n
), shown as (
	select n.is_total,
	       row_number() over (partition by n.is_total
	                          order by n.actions desc, n.shown_key nulls last, n.name::text, n.id) as nr,
	       (select row_to_json(r) from (
		select n.id, n.shown_key as key, n.name, n.steps, n.actions, n.running, n.complaints, n.by_extensions,
		       n.level_1, n.level_2, n.level_3,
		       (select row_to_json(q) from (
			select case when $8::text in ('unit', 'store', 'region', 'brand') and not n.is_total
			            then n.id else $5::uuid end as unit_id,
			       $6::uuid as checklist_id,
			       case when $8::text = 'department' and not n.is_total
			            then n.id else $7::uuid end as department_id,
			       case when $8::text = 'severity' and not n.is_total then n.key else $9::text end
			           as severity,
			       moment($3::timestamptz) as "from", moment($4::timestamptz) as "to") q
		         where n.is_total or n.key is not null or n.id is not null) as filter) r) as row
	  from named n
)
select (select row_to_json(x) from (
	select $8::text as by, (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $10::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;
