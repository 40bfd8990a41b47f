-- teller_waiting: the tenants with events that nobody was told of yet
select t.tenant_id
  from teller t
  join stamp s on s.tenant_id = t.tenant_id
 where s.event_seq > t.event_seq
 order by t.tenant_id;

-- reminder_waiting: the tenants whose dates were not looked at since
select tenant_id
  from teller
 where reminded_at <= $1::timestamptz
 order by tenant_id;

-- notice_forget: removes some of what is too old
with old as (
	select tenant_id, id
	  from notice
	 where at < $1::timestamptz
	 order by at
	 limit $2::integer
), gone as (
	delete from notice n
	 using old
	 where n.tenant_id = old.tenant_id
	   and n.id = old.id
	returning n.id
)
select count(*) as nr from gone;
