-- unused_next_tenant: the tenant behind that one, by id; none at the end
select id from tenant where $1::uuid is null or id > $1::uuid order by id limit 1;
