-- postman_waiting: the tenants that nobody has looked at for letters since
select tenant_id
  from postman
 where looked_at <= $1::timestamptz;

-- postman_daily_waiting: the same, for the letters of the day
select tenant_id
  from postman
 where daily_at <= $1::timestamptz;

-- mail_claim: the letter that has waited longest, until $2
update mail m
   set due_at = $2::timestamptz
  from (select tenant_id, id
          from mail
         where state = 'waiting'
           and due_at <= $1::timestamptz
         order by due_at
         limit 1
           for update skip locked) due
 where m.tenant_id = due.tenant_id
   and m.id = due.id
returning m.tenant_id, m.id;

-- mail_forget: removes some of the old letters that no notice names any more
with old as (
	select tenant_id, id
	  from mail m
	 where state <> 'waiting'
	   and made_at < $1::timestamptz
	   and not exists (select from notice n where n.tenant_id = m.tenant_id and n.mail_id = m.id)
	 order by made_at
	 limit $2::integer
), gone as (
	delete from mail m
	 using old
	 where m.tenant_id = old.tenant_id
	   and m.id = old.id
	returning m.id
)
select count(*) as nr from gone;
