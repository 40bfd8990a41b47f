-- attempt_insert: one more, unless it is blocked (then no row); beyond what is free the next is blocked for a while
insert into attempt as a (kind, account, address, failures, counted_at)
values ($1, $2, $3, 1, $4::timestamptz)
on conflict (kind, account, address) do update
   set failures = attempts_left(a.failures, a.counted_at, excluded.counted_at, $6::double precision) + 1,
       counted_at = excluded.counted_at,
       blocked_until = case when attempts_left(a.failures, a.counted_at, excluded.counted_at, $6::double precision) + 1
                                 > $5::double precision
                            then excluded.counted_at + interval '1 second'
                                 * least($8::double precision,
                                         $7::double precision
                                         * 2 ^ least(30, attempts_left(a.failures, a.counted_at, excluded.counted_at,
                                                                       $6::double precision) - $5::double precision))
                       end
 where a.blocked_until is null
    or a.blocked_until <= excluded.counted_at
returning failures;

-- attempt_wait: for how many seconds it is still blocked
select ceil(extract(epoch from blocked_until - $4::timestamptz))::integer as seconds
  from attempt
 where kind = $1
   and account = $2
   and address = $3;

-- attempt_take_back: it was right; what is above its limit stays blocked
update attempt
   set failures = greatest(0, failures - 1),
       blocked_until = case when failures - 1 > $4::double precision then blocked_until end
 where kind = $1
   and account = $2
   and address = $3;

-- attempt_forget: the account has been signed in to from there
delete from attempt
 where kind = $1
   and account = $2
   and address = $3;

-- attempt_forget_account: every count of the account
delete from attempt
 where account = $1;

-- attempt_blocked: until when sign-ins to the account are refused, from wherever that is longest
select moment(max(blocked_until)) as blocked_until, count(blocked_until) filter (where address = '') > 0 as is_everywhere
  from attempt
 where account = $1
   and kind in ('here', 'account')
   and blocked_until > $2::timestamptz;

-- attempt_delete_drained: what nobody has counted for two days
delete from attempt
 where (kind, account, address) in
       (select kind, account, address
          from attempt
         where counted_at < $1::timestamptz - interval '2 days'
         limit 1000
           for update skip locked)
returning kind;
