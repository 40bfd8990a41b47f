-- What the rows of the reports are made of can be listed: each list takes the filters that a row names.
--
-- What a list is narrowed by is one "case": of that the planner guesses that half remains, whatever is asked for. Of
-- a dozen conditions it would guess that nothing remains, and then it reads and sorts everything that a group has
-- instead of walking along the order until the page is full.

-- Whether a visit is what a list was asked for; null asks for nothing.
create function inspection_fits(state text, kind text, checklist_id uuid, status text, at timestamptz, states text[],
                                kinds text, checklists uuid, statuses text, since timestamptz, until timestamptz)
returns boolean language sql immutable parallel safe
return case when (states is null or state = any (states)) and (kinds is null or kind = kinds)
            and (checklists is null or checklist_id = checklists) and (statuses is null or status = statuses)
            and (since is null or at >= since) and (until is null or at < until) then true else false end;
drop function inspection_fits(text, text, uuid, timestamptz, text[], text, uuid, timestamptz, timestamptz);

-- Whether a visit is of this lead, as far as the person may know: who went on a mystery visit, whoever has the right
-- to know it there knows, and that shopper.
create function inspection_is_led_by(tenant uuid, inspection uuid, person uuid, lead uuid)
returns boolean language sql stable parallel safe
return exists (select from inspection i
                where i.tenant_id = tenant
                  and i.id = inspection
                  and i.lead_id = lead
                  and (i.kind <> 'mystery'
                       or lead = person
                       or exists (select from scope s
                                   where s.tenant_id = tenant and s.person_id = person and s.unit_id = i.unit_id
                                     and 'mystery.identity' = any (s.rights))));

-- Whether a question of the department was asked at a visit: passed or failed, as the reports count them.
create function inspection_asked(tenant uuid, inspection uuid, department uuid)
returns boolean language sql stable parallel safe
return exists (select from outcome o
                 join checklist_version v on v.tenant_id = tenant and v.id = o.version_id
                cross join unnest(o.outcomes, v.departments) q (outcome, department)
                where o.tenant_id = tenant
                  and o.inspection_id = inspection
                  and q.outcome in (4, 5)
                  and q.department = (select d.code from department d where d.tenant_id = tenant and d.id = inspection_asked.department));

create function finding_fits(f finding, department_id uuid, severity text, source text, inspection_id uuid,
                             checklist_id uuid, question text, indicator text, from_at timestamptz, to_at timestamptz)
returns boolean language sql stable parallel safe
return case when (department_id is null or f.department_id = department_id)
        and (severity is null or f.severity = severity)
        and (source is null or f.source = source)
        and (inspection_id is null or f.inspection_id = inspection_id)
        and (checklist_id is null or f.checklist_id = checklist_id)
        and (question is null or f.question = question)
        and (indicator is null or f.indicator = indicator)
        and (from_at is null or f.found_at >= from_at)
        and (to_at is null or f.found_at < to_at) then true else false end;
drop function finding_fits(finding, uuid, text, text, uuid, uuid, text, timestamptz, timestamptz);

-- Whether a finding was found at a visit of this kind, and whether the reports count it (not of a visit that was
-- voided; by hand always); null asks for nothing.
create function finding_visit_fits(tenant uuid, inspection uuid, kind text, is_counted boolean)
returns boolean language sql stable parallel safe
return (finding_visit_fits.kind is null
        or exists (select from inspection i
                    where i.tenant_id = tenant and i.id = inspection and i.kind = finding_visit_fits.kind))
       and (is_counted is null
            or is_counted = (inspection is null
                             or exists (select from inspection i
                                         where i.tenant_id = tenant and i.id = inspection and i.state = 'released')));

-- handed_in: 'any', or whether that was 'on_time' or 'late'.
create function action_fits(a action, states text[], department_id uuid, is_overdue boolean, now timestamptz,
                            severity text, kind text, question text, checklist_id uuid, responsible_id uuid,
                            from_at timestamptz, to_at timestamptz, handed_in text)
returns boolean language sql stable parallel safe
return case when (states is null or a.state = any (states))
        and (department_id is null or a.department_id = department_id)
        and (is_overdue is null
             or is_overdue = (a.state in ('open', 'planned', 'in_progress') and a.due_at < now))
        and (severity is null or a.severity = severity)
        and (kind is null or a.kind = kind)
        and (question is null or a.question = question)
        and (checklist_id is null or a.checklist_id = checklist_id)
        and (responsible_id is null or a.responsible_id = responsible_id)
        and (from_at is null or a.opened_at >= from_at)
        and (to_at is null or a.opened_at < to_at)
        and (handed_in is null
             or a.handed_in_at is not null
                and (handed_in = 'any' or (handed_in = 'on_time') = (a.handed_in_at <= a.due_at))) then true else false end;
drop function action_fits(action, text[], uuid, boolean, timestamptz, text, text, text);
