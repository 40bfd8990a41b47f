-- context_alone: of a visit one context is made at a time; unlike a row's lock this writes nothing
select pg_advisory_xact_lock(hashtextextended('context ' || $1, 0));

-- context_make: what a sheet of this visit is scored with now; the one handed out last is kept while it is the same
with visits as (
	select i.id, row_number() over (order by i.submitted_at desc, i.id) as n
	  from inspection i
	 where i.tenant_id = $1::uuid
	   and i.unit_id = $3::uuid
	   and i.checklist_id = $4::uuid
	   and i.state = 'released'
	   and i.submitted_at > $6::timestamptz - make_interval(days => $8::integer)
	 order by i.submitted_at desc, i.id
	 limit $7::integer
), answered as (
	select v.n, q.question, q.outcome
	  from visits v
	  join outcome o on o.tenant_id = $1::uuid and o.inspection_id = v.id
	  join checklist_version c on c.tenant_id = $1::uuid and c.id = o.version_id,
	       unnest(c.questions, o.outcomes) q(question, outcome)
	 where q.outcome in (4, 5)
), failed as (
	-- as often as it failed since it passed last
	select a.question, count(*) as nr
	  from answered a
	  left join (select question, min(n) as n from answered where outcome = 4 group by question) p
	    on p.question = a.question
	 where a.outcome = 5
	   and (p.n is null or a.n < p.n)
	 group by a.question
), now as (
	select u.tags,
	       '{' || coalesce((select string_agg(to_json(question)::text || ':' || nr, ',' order by question)
	                          from failed), '') || '}' as history
	  from unit u
	 where u.tenant_id = $1::uuid and u.id = $3::uuid
), last as (
	select c.id, c.version_id, c.tags, c.history::text as history, c.made_at
	  from scoring_context c
	 where c.tenant_id = $1::uuid and c.inspection_id = $2::uuid
	 order by c.made_at desc, c.id desc
	 limit 1
), made as (
	-- never at the moment of another: one of them is the last
	insert into scoring_context (tenant_id, id, inspection_id, version_id, tags, history, made_at)
	select $1::uuid, $9::uuid, $2::uuid, $5::uuid, now.tags, now.history::json,
	       greatest($6::timestamptz, (select made_at + interval '1 microsecond' from last))
	  from now
	 where not exists (select from last
	                    where last.version_id = $5::uuid and last.tags = now.tags and last.history = now.history)
	returning id, tags, history::text as history
)
select id, to_json(tags)::text as tags, history from made
union all
select id, to_json(tags)::text, history from last where not exists (select from made);

-- context_get: a context that was handed out for this visit
select id, version_id, to_json(tags)::text as tags, history::text as history
  from scoring_context
 where tenant_id = $1::uuid
   and inspection_id = $2::uuid
   and id = $3::uuid;

-- context_choose: the context that is named; else that of the visit's sheet; else the last one that was handed out
with named as materialized (
	select coalesce($3::uuid, (select s.context_id from sheet s
	                            where s.tenant_id = $1::uuid and s.inspection_id = $2::uuid
	                            order by s.revision desc limit 1)) as id
)
select c.id, c.version_id, to_json(c.tags)::text as tags, c.history::text as history
  from named n
  join scoring_context c on c.tenant_id = $1::uuid and c.inspection_id = $2::uuid and (n.id is null or c.id = n.id)
 order by c.made_at desc, c.id desc
 limit 1;

-- bundle_show: what the phone needs besides the checklist: the visit, the store, names, what failed before (which a
-- mystery shopper is not told), and why the review wants it done again
select (select s.body::text from inspection_shown s
         where s.tenant_id = $1::uuid and s.inspection_id = $2::uuid and not s.is_discreet) as inspection,
       (select row_to_json(x)::text
          from (select u.id, u.code, u.name, u.time_zone, u.lat, u.lon, u.radius_m, u.address, u.tags
                  from unit u where u.tenant_id = $1::uuid and u.id = $3::uuid) x) as unit,
       (select coalesce(json_agg(x order by x.code), '[]')::text
          from (select d.code, d.kind, d.name from department d
                 where d.tenant_id = $1::uuid and d.state = 'active') x) as departments,
       (select coalesce(json_agg(x order by x.question, x.instance), '[]')::text
          from (select f.question, f.instance, f.severity, f.repeat, f.note, moment(f.found_at) as found_at,
                       f.action_id, a.state as action_state,
                       coalesce((select json_agg(p.sha256 order by p.sha256) from finding_photo p
                                  where p.tenant_id = $1::uuid and p.finding_id = f.id and not p.is_fix), '[]') as photos
                  from finding f
                  left join action a on a.tenant_id = f.tenant_id and a.id = f.action_id
                 where f.tenant_id = $1::uuid
                   and f.void_at is null
                   and f.inspection_id = (select i.id from inspection i
                                           where i.tenant_id = $1::uuid and i.unit_id = $3::uuid
                                             and i.checklist_id = $4::uuid and i.state = 'released'
                                             and i.kind <> 'mystery'
                                           order by i.submitted_at desc, i.id limit 1)) x) as previous,
       (select row_to_json(x)::text
          from (select s.revision, s.edit, s.context_id, s.document -> 'answers' as answers,
                       s.document -> 'instances' as instances, s.fixed
                  from sheet s
                 where s.tenant_id = $1::uuid and s.inspection_id = $2::uuid
                 order by s.revision desc limit 1) x) as sheet,
       (select row_to_json(x)::text
          from (select r.return_reason as reason, moment(r.returned_at) as returned_at, moment(r.redo_until) as redo_until
                  from review r
                 where r.tenant_id = $1::uuid and r.inspection_id = $2::uuid and r.state = 'returned') x) as returned;
