-- report_zone_is_known: whether periods can be cut in this time zone
select exists (select from pg_timezone_names
                where name = $1 and name !~ '^(posix|right|local|Factory)') as is_known;

-- report_scores: what visits scored or, where departments are asked for, how their questions were answered
with visit as materialized (
	select *
	  from report_visit($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::uuid, $6::uuid, $7, $8)
), place as materialized (
	select place, report_unit($1::uuid, place, $9::text, $5::uuid) as unit_id
	  from (select distinct place from visit where $9::text in ('unit', 'store', 'region', 'brand')) p
), answered as materialized (
	select v.inspection_id, q.department, count(*) filter (where q.outcome = 4) as passed,
	       count(*) filter (where q.outcome = 5) as failed
	  from visit v
	  join outcome o on o.tenant_id = $1::uuid and o.inspection_id = v.inspection_id
	  join checklist_version c on c.tenant_id = $1::uuid and c.id = o.version_id,
	       unnest(o.outcomes, c.departments) q (outcome, department)
	 where $10::boolean
	   and q.outcome in (4, 5)
	   and q.department <> ''
	 group by v.inspection_id, q.department
), counted as (
	select v.inspection_id, v.place, v.checklist_id, v.kind, v.inspector_id, v.released_at, v.exact_percent,
	       case when c.method = 'demerit' and v.status <> 'not_scored' then v.earned end as demerits,
	       (v.status = 'pass')::integer as passed, (v.status = 'fail')::integer as failed,
	       (v.status = 'not_scored')::integer as not_scored, null::uuid as department_id,
	       null::text as department
	  from visit v
	  join checklist_version c on c.tenant_id = $1::uuid and c.id = v.version_id
	 where not $10::boolean
	union all
	select v.inspection_id, v.place, v.checklist_id, v.kind, v.inspector_id, v.released_at, null, null, a.passed,
	       a.failed, 0, d.id, a.department
	  from visit v
	  join answered a on a.inspection_id = v.inspection_id
	  left join department d on d.tenant_id = $1::uuid and d.code = a.department
	 where ($11::uuid is null or d.id = $11::uuid)
	   and (v.departments is null or d.id = any (v.departments))
), keyed as (
	select c.*,
	       case $9::text when 'checklist' then c.checklist_id when 'inspector' then c.inspector_id
	                     when 'department' then c.department_id else p.unit_id end as id,
	       case $9::text when 'kind' then c.kind when 'department' then c.department end as key,
	       case when $9::text in ('day', 'week', 'month')
	            then date_trunc($9::text, c.released_at at time zone $12::text) end as begins
	  from counted c
	  left join place p on p.place = c.place
), figure as (
	select id, key, begins, grouping(id) > 0 as is_total, count(distinct inspection_id) as visits,
	       count(exact_percent) as scored, avg(exact_percent) as mean, coalesce(sum(passed), 0) as passed,
	       coalesce(sum(failed), 0) as failed, coalesce(sum(not_scored), 0) as not_scored,
	       count(demerits) as demerit_visits, avg(demerits) as demerit_mean,
	       trim_scale(coalesce(sum(demerits), 0)) as demerit_total
	  from keyed
	 group by grouping sets ((id, key, begins), ())
), named as (
	select f.*, coalesce(f.key, to_char(f.begins, 'YYYY-MM-DD'), u.code, c.code) as shown_key,
	       coalesce(to_json(u.name), c.title, d.name, to_json(p.name)) as name,
	       case when $10::boolean then f.passed / nullif(f.passed + f.failed, 0) else f.mean end as merit,
	       f.begins at time zone $12::text as since,
	       case when f.begins is not null
	            then (f.begins + ('1 ' || $9::text)::interval) at time zone $12::text end as until
	  from figure f
	  left join unit u on $9::text in ('unit', 'store', 'region', 'brand') and u.tenant_id = $1::uuid
	                  and u.id = f.id
	  left join checklist c on $9::text = 'checklist' and c.tenant_id = $1::uuid and c.id = f.id
	  left join department d on $9::text = 'department' and d.tenant_id = $1::uuid and d.id = f.id
	  left join person p on $9::text = 'inspector' and p.tenant_id = $1::uuid and p.id = f.id
), shown as (
	select n.is_total,
	       row_number() over (partition by n.is_total
	                          order by case when $13::text = 'worst' then n.merit end nulls last,
	                                   case when $13::text = 'best' then n.merit end desc nulls last,
	                                   case when $13::text <> 'key' then n.visits end desc,
	                                   n.shown_key nulls last, n.name::text, n.id) as nr,
	       (select row_to_json(r) from (
		select n.id, n.shown_key as key, n.name, n.visits, n.scored, mean_text(n.mean) as mean_percent,
		       n.passed, n.failed, n.not_scored, percent_of(n.passed, n.passed + n.failed) as pass_rate,
		       n.demerit_visits, mean_text(n.demerit_mean) as demerit_mean, n.demerit_total,
		       (select row_to_json(q) from (
			select case when $9::text in ('unit', 'store', 'region', 'brand') and not n.is_total
			            then n.id else $5::uuid end as unit_id,
			       case when $9::text = 'checklist' and not n.is_total
			            then n.id else $6::uuid end as checklist_id,
			       case when $9::text = 'kind' and not n.is_total then n.key else $7::text end as kind,
			       case when $9::text = 'department' and not n.is_total
			            then n.id else $11::uuid end as department_id,
			       case when $9::text = 'inspector' then n.id end as inspector_id,
			       moment(greatest($3::timestamptz, n.since)) as "from",
			       moment(least($4::timestamptz, n.until)) as "to") q
		         where n.is_total or n.id is not null
		            or $9::text in ('kind', 'day', 'week', 'month')) as filter) r) as row
	  from named n
	 where n.is_total or n.visits >= $14::integer
)
select (select row_to_json(x) from (
	select $9::text as by, case when $10::boolean then 'questions' else 'visits' end as counts,
	       (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $15::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;

-- report_findings: what fails most, and what share of all that is
with place as materialized (
	select * from report_place($1::uuid, $2::uuid)
), standing as materialized (
	select place, report_unit($1::uuid, place, $9::text, $5::uuid) as unit_id
	  from (select distinct place from place where $9::text in ('unit', 'store', 'region', 'brand')) p
), counted as (
	select f.id, f.inspection_id, f.unit_id, f.repeat, f.lost, f.title, f.found_at,
	       case $9::text when 'question' then f.checklist_id when 'department' then f.department_id
	                     else s.unit_id end as key_id,
	       case $9::text when 'question' then f.question when 'indicator' then f.indicator
	                     when 'severity' then f.severity end as key
	  from finding f
	  join place p on p.unit_id = f.unit_id and (p.departments is null or f.department_id = any (p.departments))
	  left join standing s on s.place = p.place
	  left join inspection i on i.tenant_id = $1::uuid and i.id = f.inspection_id
	 where f.tenant_id = $1::uuid
	   and (f.inspection_id is null or i.state = 'released')
	   and ($3::timestamptz is null or f.found_at >= $3::timestamptz)
	   and ($4::timestamptz is null or f.found_at < $4::timestamptz)
	   and ($5::uuid is null or $5::uuid = any (p.place))
	   and ($6::uuid is null or f.checklist_id = $6::uuid)
	   and ($7::text is null or i.kind = $7)
	   and ($8::uuid is null or f.department_id = $8::uuid)
	   and ($10::text is null or f.severity = $10)
), figure as (
	select key_id, key, grouping(key_id) > 0 as is_total, count(*) as findings,
	       count(*) filter (where repeat > 1) as repeats, trim_scale(coalesce(sum(lost), 0) / 1000) as lost,
	       count(distinct inspection_id) as visits, count(distinct unit_id) as units,
	       (array_agg(title order by found_at desc, id))[1] as title
	  from counted
	 group by grouping sets ((key_id, key), ())
), named as (
	select f.*, coalesce(f.key, u.code, d.code) as shown_key,
	       coalesce(case when $9::text = 'question' and f.key is not null then f.title end, to_json(u.name),
	                d.name) as name,
	       sum(f.findings) over (partition by f.is_total) as all_findings
	  from figure f
	  left join unit u on $9::text in ('unit', 'store', 'region', 'brand') and u.tenant_id = $1::uuid
	                  and u.id = f.key_id
	  left join department d on $9::text = 'department' and d.tenant_id = $1::uuid and d.id = f.key_id
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
		       percent_of(r.findings_so_far, r.all_findings) as cumulative_share, r.repeats, r.lost, r.visits,
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
	select * from report_place($1::uuid, $2::uuid)
), standing as materialized (
	select place, report_unit($1::uuid, place, $9::text, $5::uuid) as unit_id
	  from (select distinct place from place where $9::text in ('unit', 'store', 'region', 'brand')) p
), counted as (
	select a.state, a.round, a.returned, a.handed_in_at is not null as is_handed_in,
	       a.handed_in_at <= a.due_at as is_on_time,
	       extract(epoch from a.handed_in_at - a.opened_at) / 3600 as hours,
	       a.state in ('open', 'planned', 'in_progress') and a.due_at < $11::timestamptz as is_overdue,
	       case $9::text when 'department' then a.department_id when 'responsible' then a.responsible_id
	                     else s.unit_id end as id,
	       case $9::text when 'severity' then a.severity when 'kind' then a.kind end as key
	  from action a
	  join place p on p.unit_id = a.unit_id and (p.departments is null or a.department_id = any (p.departments))
	  left join standing s on s.place = p.place
	 where a.tenant_id = $1::uuid
	   and ($3::timestamptz is null or a.opened_at >= $3::timestamptz)
	   and ($4::timestamptz is null or a.opened_at < $4::timestamptz)
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
	       coalesce(sum(returned), 0) as returned, count(*) filter (where round > 1) as reopened
	  from counted
	 group by grouping sets ((id, key), ())
), named as (
	select f.*, coalesce(f.key, u.code, d.code) as shown_key,
	       coalesce(to_json(u.name), d.name, to_json(p.name)) as name
	  from figure f
	  left join unit u on $9::text in ('unit', 'store', 'region', 'brand') and u.tenant_id = $1::uuid
	                  and u.id = f.id
	  left join department d on $9::text = 'department' and d.tenant_id = $1::uuid and d.id = f.id
	  left join person p on $9::text = 'responsible' and p.tenant_id = $1::uuid and p.id = f.id
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
