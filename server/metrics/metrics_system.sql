-- metrics_queues: what waits: photographs to be decoded, and for how long the first; events without their number
select (select count(*) from photo where state = 'stored') as photos,
       (select coalesce(floor(extract(epoch from $1::timestamptz - min(due_at))), 0)::bigint
          from photo where state = 'stored' and due_at <= $1::timestamptz) as photos_wait_s,
       (select count(*) from event where seq is null and coalesce(tell_at <= $1::timestamptz, true)) as unstamped;
