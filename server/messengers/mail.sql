-- postman_take: how far the tenant's events were looked at, and how far they could be; no row while another node does it
update postman
   set looked_at = $2::timestamptz
 where tenant_id = (select tenant_id from postman
                     where tenant_id = $1::uuid and looked_at <= $3::timestamptz
                       for no key update skip locked)
returning event_seq, (select s.event_seq from stamp s where s.tenant_id = $1::uuid) as until;

-- postman_note: how far they have been looked at now
update postman
   set event_seq = $2::bigint
 where tenant_id = $1::uuid;

-- postman_daily_take: a row where the letters of the day are to be written now
update postman
   set daily_at = $2::timestamptz
 where tenant_id = (select tenant_id from postman
                     where tenant_id = $1::uuid and daily_at <= $3::timestamptz
                       for no key update skip locked)
returning tenant_id;

-- mail_ways_in: a letter for each invitation and each new password that was asked for, if it is not too late for it
insert into mail (tenant_id, id, person_id, kind, mark, made_at, due_at)
select $1::uuid, gen_random_uuid(), p.id, case e.kind when 'person.invited' then 'invitation' else 'reset' end,
       e.kind || ' ' || e.id, $4::timestamptz, $4::timestamptz
  from event e
  join person p on p.tenant_id = $1::uuid and p.id = e.subject_id
 where e.tenant_id = $1::uuid
   and e.seq > $2::bigint
   and e.seq <= $3::bigint
   and e.kind in ('person.invited', 'person.reset_requested')
   and e.at > $5::timestamptz
   and p.state = 'active'
   and p.email is not null
   and p.mail_bounced_at is null
on conflict on constraint mail_is_there_already do nothing;

-- mail_at_once: a letter to each person with something new since $3 who wants it at once, unless one was written since $4
with fresh as materialized (
	select n.person_id, array_agg(n.id) as notices
	  from notice n
	  join person p on p.tenant_id = $1::uuid and p.id = n.person_id
	 where n.tenant_id = $1::uuid
	   and n.mail_id is null
	   and n.read_at is null
	   and n.at > $3::timestamptz
	   and p.mail = 'at_once'
	   and p.state = 'active'
	   and p.email is not null
	   and p.mail_bounced_at is null
	   and exists (select from notice_seen s where s.tenant_id = $1::uuid and s.notice_id = n.id)
	   and not exists (select from mail m
	                    where m.tenant_id = $1::uuid and m.person_id = n.person_id and m.kind = 'at_once'
	                      and m.made_at > $4::timestamptz)
	 group by n.person_id
), letter as (
	insert into mail (tenant_id, id, person_id, kind, mark, made_at, due_at)
	select $1::uuid, gen_random_uuid(), f.person_id, 'at_once', 'at_once ' || moment($2::timestamptz),
	       $2::timestamptz, $2::timestamptz
	  from fresh f
	on conflict on constraint mail_is_there_already do nothing
	returning id, person_id
)
update notice n
   set mail_id = l.id
  from letter l
  join fresh f on f.person_id = l.person_id
 where n.tenant_id = $1::uuid
   and n.id = any (f.notices);

-- mail_daily: the letter of the day, of what came since $3 and before eight in the morning where the person works
with waiting as materialized (
	select distinct n.person_id
	  from notice n
	  join person p on p.tenant_id = $1::uuid and p.id = n.person_id
	 where n.tenant_id = $1::uuid
	   and n.mail_id is null
	   and n.read_at is null
	   and n.at > $3::timestamptz
	   and p.mail = 'daily'
	   and p.state = 'active'
	   and p.email is not null
	   and p.mail_bounced_at is null
), usual as materialized (
	select mode() within group (order by u.time_zone) as time_zone
	  from unit u
	 where u.tenant_id = $1::uuid
	   and u.kind = 'store'
), placed as (
	-- the clock of the first role's unit or what it belongs to, else of most stores
	select w.person_id,
	       coalesce((select u.time_zone
	                   from membership m
	                   join unit_above a on a.tenant_id = $1::uuid and a.unit_id = m.unit_id
	                   join unit u on u.tenant_id = $1::uuid and u.id = a.above_id
	                  where m.tenant_id = $1::uuid and m.person_id = w.person_id and u.time_zone is not null
	                  order by m.created_at, m.id, a.distance
	                  limit 1),
	                (select time_zone from usual), 'UTC') as time_zone
	  from waiting w
), morning as (
	select person_id, ($2::timestamptz at time zone time_zone)::date as day,
	       (($2::timestamptz at time zone time_zone)::date + time '08:00') at time zone time_zone as at
	  from placed
), fresh as materialized (
	select m.person_id, m.day, array_agg(n.id) as notices
	  from morning m
	  join notice n on n.tenant_id = $1::uuid and n.person_id = m.person_id
	 where m.at <= $2::timestamptz
	   and n.mail_id is null
	   and n.read_at is null
	   and n.at > $3::timestamptz
	   and n.at <= m.at
	   and exists (select from notice_seen s where s.tenant_id = $1::uuid and s.notice_id = n.id)
	 group by m.person_id, m.day
), letter as (
	insert into mail (tenant_id, id, person_id, kind, mark, made_at, due_at)
	select $1::uuid, gen_random_uuid(), f.person_id, 'daily', 'daily ' || f.day, $2::timestamptz, $2::timestamptz
	  from fresh f
	on conflict on constraint mail_is_there_already do nothing
	returning id, person_id
)
update notice n
   set mail_id = l.id
  from letter l
  join fresh f on f.person_id = l.person_id
 where n.tenant_id = $1::uuid
   and n.id = any (f.notices);

-- mail_letter: a letter that is waiting, to whom it goes, and whether it still should
select m.kind, m.attempts, (extract(epoch from m.made_at) * 1000)::bigint as made_at, p.id as person_id, p.name, p.email,
       p.language,
       p.state = 'active' and p.email is not null and p.mail_bounced_at is null
       and case m.kind
           when 'invitation' then p.password_hash is null
           when 'reset' then true
           else p.mail <> 'none' end as is_wanted
  from mail m
  join person p on p.tenant_id = $1::uuid and p.id = m.person_id
 where m.tenant_id = $1::uuid
   and m.id = $2::uuid
   and m.state = 'waiting'
   for update of m;

-- mail_lines: what the letter tells, the oldest first, and how much of it there is
select l.kind, l.subject, l.subject_id, l.unit_name, l.due, l.counts ->> 'handed_on' as handed_on,
       l.counts ->> 'unstaffed' as unstaffed,
       coalesce(l.title ->> $3, l.title ->> 'en', (select t.value from json_each_text(l.title) t limit 1)) as title,
       count(*) over () as nr
  from mail_line l
 where l.tenant_id = $1::uuid
   and l.mail_id = $2::uuid
 order by l.at, l.notice_id
 limit $4::integer;

-- mail_end: it was sent, could not be, or is needless
update mail
   set state = $3, attempts = attempts + ($3 <> 'needless')::integer, tried_at = $4::timestamptz, status = $5::integer,
       why = $6
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- mail_again: it did not go through, and is tried later
update mail
   set attempts = attempts + 1, tried_at = $3::timestamptz, due_at = $4::timestamptz, status = $5::integer, why = $6
 where tenant_id = $1::uuid
   and id = $2::uuid;

-- mail_bounced: the address takes no letters, unless it has changed by now
update person
   set mail_bounced_at = $4::timestamptz, mail_bounced_why = $5
 where tenant_id = $1::uuid
   and id = $2::uuid
   and email = $3
   and state = 'active';
