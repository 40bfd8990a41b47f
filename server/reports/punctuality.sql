-- report_punctuality: how many visits were due, and how many of them were late or missed; of what the store is not to
-- know, whoever has a role there alone hears as much as in the lists; bounds are subqueries because behind the walls
-- coalesce() and least() are no index conditions
with place as materialized (
	select * from report_place($1::uuid, $2::uuid, $8::text, $5::uuid)
), far as materialized (
	select distinct s.unit_id
	  from scope s
	 where s.tenant_id = $1::uuid and s.person_id = $2::uuid and s.distance > 0 and 'report.read' = any (s.rights)
), visit as (
	select p.*, i.checklist_id, i.kind, i.state, i.lead_id, i.is_unannounced, i.visible_from, i.started_at,
	       inspection_punctuality(i.state, i.due_at, i.finished_at) as punctuality, false as is_over
	  from place p
	  join inspection i on i.tenant_id = $1::uuid and i.unit_id = p.unit_id
	 where i.state in ('planned', 'open', 'started')
	   and i.due_key >= (select coalesce($3::timestamptz, '-infinity'))
	   and i.due_key < (select least($4::timestamptz, $9::timestamptz))
	union all
	select p.*, i.checklist_id, i.kind, i.state, i.lead_id, i.is_unannounced, i.visible_from, i.started_at,
	       inspection_punctuality(i.state, i.due_at, i.finished_at), true
	  from place p
	  join inspection i on i.tenant_id = $1::uuid and i.unit_id = p.unit_id
	 where i.state in ('submitted', 'released', 'missed')
	   and i.due_key >= (select coalesce($3::timestamptz, '-infinity'))
	   and i.due_key < (select coalesce($4::timestamptz, 'infinity'))
), counted as (
	select v.punctuality, v.is_over,
	       case $8::text when 'checklist' then v.checklist_id
	                     when 'inspector' then case when v.kind <> 'mystery' or v.may_know_shopper then v.lead_id end
	                     else v.group_id end as id,
	       case when $8::text = 'kind' then v.kind end as key
	  from visit v
	 where v.punctuality is not null
	   and ($5::uuid is null or $5::uuid = any (v.place))
	   and ($6::uuid is null or v.checklist_id = $6::uuid)
	   and ($7::text is null or v.kind = $7)
	   and (v.unit_id in (select unit_id from far)
	        or (v.kind <> 'mystery' or v.state = 'released')
	           and (v.started_at is not null
	                or not v.is_unannounced and coalesce(v.visible_from <= $9::timestamptz, true)))
), figure as (
	select id, key, grouping(id) > 0 as is_total, count(*) as due,
	       count(*) filter (where punctuality = 'on_time') as on_time,
	       count(*) filter (where punctuality = 'late') as late,
	       count(*) filter (where punctuality = 'late' and not is_over) as unfinished,
	       count(*) filter (where punctuality = 'missed') as missed
	  from counted
	 group by grouping sets ((id, key), ())
), named as (
	select f.*, coalesce(f.key, n.code) as shown_key, n.name
	  from figure f
	 cross join lateral report_name($1::uuid, $8::text, f.id) n
), shown as (
	select n.is_total,
	       row_number() over (partition by n.is_total
	                          order by n.late + n.missed desc, n.due desc, n.shown_key nulls last, n.name::text, n.id) as nr,
	       (select row_to_json(r) from (
		select n.id, n.shown_key as key, n.name, n.due, n.on_time, n.late, n.unfinished, n.missed,
		       percent_of(n.on_time, n.due) as on_time_rate, percent_of(n.late, n.due) as late_rate,
		       percent_of(n.missed, n.due) as missed_rate,
		       (select row_to_json(q) from (
			select case when $8::text in ('unit', 'store', 'region', 'brand') and not n.is_total
			            then n.id else $5::uuid end as unit_id,
			       case when $8::text = 'checklist' and not n.is_total
			            then n.id else $6::uuid end as checklist_id,
			       case when $8::text = 'kind' and not n.is_total then n.key else $7::text end as kind,
			       case when $8::text = 'inspector' then n.id end as lead_id,
			       moment($3::timestamptz) as "from", moment($4::timestamptz) as "to") q
		         where n.is_total or n.key is not null or n.id is not null) as filter) r) as row
	  from named n
)
select (select row_to_json(x) from (
	select $8::text as by, (select count(*) from shown where not is_total) as rows_nr,
	       coalesce((select json_agg(row order by nr) from shown where not is_total and nr <= $10::integer),
	                '[]') as rows,
	       (select row from shown where is_total) as total) x)::text as body;
