-- photo_size: how large it has to be, null where it is not there; is_responsible: the caller has an action to see to,
-- or a visit to fill in, and needs no right to bring its photographs
select (select size_bytes from photo where tenant_id = $1::uuid and sha256 = $2) as size_bytes,
       exists (select from action where tenant_id = $1::uuid and responsible_id = $3::uuid
                  and state not in ('closed', 'cancelled', 'waived'))
       or exists (select from inspection where tenant_id = $1::uuid and lead_id = $3::uuid
                     and state in ('planned', 'open', 'started'))
       or exists (select from inspection_member where tenant_id = $1::uuid and person_id = $3::uuid)
       as is_responsible;

-- photo_put: notes an upload; is_new: nobody had uploaded it before
with kept as (
	insert into photo (tenant_id, sha256, size_bytes, format, uploaded_by, uploaded_at, due_at)
	values ($1::uuid, $2, $3::bigint, $4, $5::uuid, $6::timestamptz, $6::timestamptz)
	on conflict (tenant_id, sha256) do nothing
	returning state
), captured as (
	insert into capture (tenant_id, id, sha256, person_id, received_at, method, claimed_at,
	                     clock_offset_ms, lat, lon, accuracy_m, is_mock, original_size_bytes,
	                     original_width, original_height)
	values ($1::uuid, $7::uuid, $2, $5::uuid, $6::timestamptz, $8, $9::timestamptz, $10::bigint,
	        $11::double precision, $12::double precision, $13::double precision, $14::boolean,
	        $15::bigint, $16::integer, $17::integer)
	on conflict (tenant_id, sha256, person_id, claimed_at) do nothing
)
-- what somebody else has added at this moment is not seen yet, and was added as stored
select exists (select from kept) as is_new,
       coalesce((select state from photo where tenant_id = $1::uuid and sha256 = $2), 'stored') as state;

-- photo_lock: whoever keeps or removes its files goes one after the other, until the transaction ends
select pg_advisory_xact_lock(hashtextextended($1 || $2, 7239415));

-- photo_sent_again: to the day, so that sending it often is no work
update photo
   set sent_at = $3::timestamptz
 where tenant_id = $1::uuid
   and sha256 = $2
   and coalesce(sent_at, uploaded_at) < $3::timestamptz - interval '1 day';

-- photo_restored: its bytes had been lost and have come again, so what is made of them is made again
update photo
   set state = 'stored', attempts = 0, due_at = $3::timestamptz, decoded_at = null
 where tenant_id = $1::uuid
   and sha256 = $2
   and state <> 'unreadable';

-- photo_not_ready: those of a list that cannot be handed in, in its order. What somebody else has is missing: whoever
-- shows a photograph has sent its bytes (a visit: one of those who fill it in, or it shows it already), because who
-- shows it may see it. Without a person that is not asked.
select wanted.sha256, case when mine.are then p.state else 'missing' end as state, p.unreadable_why
  from (select sha256, min(n) as n
          from unnest($2::text[]) with ordinality listed (sha256, n)
         group by sha256) wanted
  left join photo p on p.tenant_id = $1::uuid and p.sha256 = wanted.sha256
 cross join lateral (
	select p.sha256 is not null
	       and ($3::uuid is null
	            or exists (select from capture c
	                        where c.tenant_id = $1::uuid and c.sha256 = wanted.sha256
	                          and (c.person_id = $3::uuid
	                               or exists (select from inspection i
	                                           where i.tenant_id = $1::uuid and i.id = $4::uuid
	                                             and c.person_id in (i.lead_id, i.started_by))
	                               or exists (select from inspection_member m
	                                           where m.tenant_id = $1::uuid and m.inspection_id = $4::uuid
	                                             and m.person_id = c.person_id)))
	            or exists (select from inspection_photo u
	                        where u.tenant_id = $1::uuid and u.sha256 = wanted.sha256
	                          and u.inspection_id = $4::uuid)) as are) mine
 where (not mine.are or p.state <> 'ready')
   and not exists (select from lost_photo l
                    where l.tenant_id = $1::uuid and l.inspection_id = $4::uuid and l.sha256 = wanted.sha256)
 order by wanted.n;

-- photo_get: a photograph and what the caller may know of it; no row where that is nothing
with shown as (
	select distinct u.inspection_id, u.question, u.instance, i.kind = 'mystery' as is_mystery, i.unit_id
	  from inspection_photo u
	  join inspection i on i.tenant_id = u.tenant_id and i.id = u.inspection_id
	 where u.tenant_id = $1::uuid
	   and u.sha256 = $2
), seen_inspection as (
	-- one look for each visit: a join with everything the caller may see would read all of that
	select inspection_id, question, instance
	  from shown
	 where (select true
	          from inspection_seen s
	         where s.tenant_id = $1::uuid
	           and s.inspection_id = shown.inspection_id
	           and s.person_id = $3::uuid
	         limit 1)
), answer as materialized (
	-- what shows it now; from here to its findings, or a plan that was made for empty tables goes along all findings, and
	-- for each of them along all of them
	select u.inspection_id, u.question, u.instance
	  from inspection_photo u
	  join inspection i on i.tenant_id = $1::uuid and i.id = u.inspection_id and i.revision = u.revision
	 where u.tenant_id = $1::uuid
	   and u.sha256 = $2
), by_hand as materialized (
	select finding_id from action_photo where tenant_id = $1::uuid and sha256 = $2 and finding_id is not null
), of_finding as (
	select f.id as finding_id, f.action_id, f.unit_id
	  from answer u
	  join finding f on f.tenant_id = $1::uuid and f.inspection_id = u.inspection_id and f.question = u.question
	   and coalesce(f.instance, '') = u.instance
	union all
	select f.id, f.action_id, f.unit_id
	  from by_hand q
	  join finding f on f.tenant_id = $1::uuid and f.id = q.finding_id
), of_appeal as (
	select f.id as finding_id, f.unit_id
	  from appeal_photo q
	  join appeal a on a.tenant_id = $1::uuid and a.id = q.appeal_id
	  join finding f on f.tenant_id = $1::uuid and f.id = a.finding_id
	 where q.tenant_id = $1::uuid
	   and q.sha256 = $2
), seen_finding as (
	select finding_id, unit_id
	  from (select finding_id, unit_id from of_finding union select finding_id, unit_id from of_appeal) of_finding
	 where (select true
	          from finding_scope s
	         where s.tenant_id = $1::uuid
	           and s.finding_id = of_finding.finding_id
	           and s.person_id = $3::uuid
	           and 'finding.read' = any (s.rights)
	         limit 1)
), of_action as (
	select action_id, step
	  from action_photo
	 where tenant_id = $1::uuid
	   and sha256 = $2
	union
	select action_id, 'finding'
	  from of_finding
), seen_action as (
	select u.action_id, u.step, a.unit_id
	  from of_action u
	  join action a on a.tenant_id = $1::uuid and a.id = u.action_id
	 where (select true
	          from action_scope s
	         where s.tenant_id = $1::uuid
	           and s.action_id = u.action_id
	           and s.person_id = $3::uuid
	           and 'action.read' = any (s.rights)
	         limit 1)
), my_teams as (
	select i.id
	  from inspection i
	 where i.tenant_id = $1::uuid and i.lead_id = $3::uuid and i.state = 'started'
	 union
	select m.inspection_id
	  from inspection_member m
	 where m.tenant_id = $1::uuid and m.person_id = $3::uuid
), of_team as (
	-- what somebody else of a team has taken for the sheet that they fill in together
	select i.id
	  from my_teams t
	  join inspection i on i.tenant_id = $1::uuid and i.id = t.id and i.state = 'started' and i.kind <> 'mystery'
	  join sheet s on s.tenant_id = $1::uuid and s.inspection_id = i.id and not s.is_submitted
	 where (strpos(s.document::text, $2) > 0 or strpos(s.fixed::text, $2) > 0)
	   and exists (select from capture c
	                where c.tenant_id = $1::uuid and c.sha256 = $2
	                  and (c.person_id = i.lead_id
	                       or exists (select from inspection_member m
	                                   where m.tenant_id = $1::uuid and m.inspection_id = i.id
	                                     and m.person_id = c.person_id)))
), caller as (
	select exists (select from capture
	                where tenant_id = $1::uuid and sha256 = $2 and person_id = $3::uuid) as is_uploader,
	       exists (select from seen_inspection) or exists (select from seen_finding)
	       or exists (select from seen_action) or exists (select from of_team) as sees,
	       exists (select from seen_inspection)
	       or exists (select from (select unit_id from seen_finding union select unit_id from seen_action) u
	                    join scope s on s.tenant_id = $1::uuid and s.person_id = $3::uuid
	                     and s.unit_id = u.unit_id and 'inspection.read' = any (s.rights)) as sees_visits,
	       not exists (select from shown where is_mystery)
	       or exists (select from shown
	                    join scope s on s.tenant_id = $1::uuid and s.person_id = $3::uuid
	                     and s.unit_id = shown.unit_id and 'mystery.identity' = any (s.rights)
	                   where shown.is_mystery) as may_identify
), may as (
	select is_uploader, sees, sees and may_identify as know_all, is_uploader or may_identify as know,
	       is_uploader or sees_visits and may_identify as have_original
	  from caller
)
select p.state, p.format, may.have_original,
       (select row_to_json(b) from (
	select p.sha256, p.state, p.unreadable_why, p.size_bytes, p.format, p.width, p.height,
	       case when may.know then p.taken_at end as taken_at,
	       case when may.know then p.taken_offset end as taken_offset,
	       case when may.know then p.lat end as lat,
	       case when may.know then p.lon end as lon,
	       case when may.know then p.camera end as camera,
	       case when may.know then p.software end as software,
	       case when may.know_all or p.uploaded_by = $3::uuid then p.uploaded_by end as uploaded_by,
	       case when may.know_all or p.uploaded_by = $3::uuid then moment(p.uploaded_at) end as uploaded_at,
	       case when may.know then moment(p.decoded_at) end as decoded_at,
	       (select coalesce(json_agg(c order by c.received_at, c.person_id), '[]')
	          from (select person_id, moment(received_at) as received_at, method,
	                       moment(claimed_at) as claimed_at, clock_offset_ms, lat, lon, accuracy_m,
	                       is_mock, original_size_bytes, original_width, original_height
	                  from capture
	                 where tenant_id = $1::uuid
	                   and sha256 = $2
	                   and (may.know_all or person_id = $3::uuid)) c) as captures,
	       (select coalesce(json_agg(i order by i.inspection_id, i.question, i.instance), '[]')
	          from (select inspection_id, question, nullif(instance, '') as instance
	                  from seen_inspection) i) as inspections,
	       (select coalesce(json_agg(f order by f.finding_id), '[]')
	          from (select distinct finding_id from seen_finding) f) as findings,
	       (select coalesce(json_agg(a order by a.action_id, a.step), '[]')
	          from (select action_id, step from seen_action) a) as actions
       ) b) as body
  from photo p, may
 where p.tenant_id = $1::uuid
   and p.sha256 = $2
   and (may.is_uploader or may.sees);
