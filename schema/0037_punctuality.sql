-- How punctual visits are: made in time, late, missed.

-- Null: nothing to be said: never due, not due yet, or it counts for nothing.
create function inspection_punctuality(state text, due_at timestamptz, finished_at timestamptz)
returns text language sql stable parallel safe
return case when due_at is null then null
            when state = 'missed' then 'missed'
            when state in ('submitted', 'released') then case when finished_at > due_at then 'late' else 'on_time' end
            when state in ('planned', 'open', 'started')
                 and coalesce(finished_at, current_setting('app.now')::timestamptz) > due_at then 'late' end;

-- What was due and is over, by when it was due; what is not over has inspection_by_due.
create index inspection_was_due on inspection (tenant_id, due_key, id) where state in ('submitted', 'released', 'missed');
