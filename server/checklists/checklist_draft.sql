-- checklist_lock: nobody else changes this checklist or its versions until the transaction ends
select id
  from checklist
 where tenant_id = $1::uuid
   and id = $2::uuid
   for update;

-- checklist_take: the checklist, one of its versions if it is there, the number of the next one,
-- and whether the caller has the right at the group
select c.code, c.kind, c.state, v.id as version_id, v.state as version_state, v.sha256,
       (select coalesce(max(number), 0) + 1 from checklist_version
         where tenant_id = c.tenant_id and checklist_id = c.id) as next_number,
       $4::uuid is null
       or exists (select from scope s
                    join unit u on u.tenant_id = s.tenant_id and u.id = s.unit_id
                   where s.tenant_id = c.tenant_id and s.person_id = $4::uuid
                     and $5::text = any (s.rights) and u.parent_id is null) as is_allowed
  from checklist c
  left join checklist_version v on v.tenant_id = c.tenant_id and v.checklist_id = c.id
                               and v.number = $3::integer
 where c.tenant_id = $1::uuid
   and c.id = $2::uuid;

-- checklist_insert: a checklist, active and without a version; no row where the id is taken
insert into checklist (tenant_id, id, code, kind, title, created_at, changed_at)
values ($1::uuid, $2::uuid, $3, $4, $5::json, $6::timestamptz, $6::timestamptz)
on conflict (tenant_id, id) do nothing
returning id;

-- checklist_began_with: a row where the checklist began with this document
select id
  from checklist_version
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and number = 1
   and sha256 = $3;

-- checklist_conflicts: questions of a new document that were published with another type
select n.place - 1 as place, old.type
  from unnest($3::text[], $4::text[]) with ordinality n (key, type, place)
  join (select distinct q.key, q.type
          from checklist_version v, unnest(v.questions, v.types) q (key, type)
         where v.tenant_id = $1::uuid
           and v.checklist_id = $2::uuid
           and v.state <> 'draft') old on old.key = n.key and old.type <> n.type
 order by n.place;

-- checklist_draft_insert: the next version; no row where the id is taken
insert into checklist_version (tenant_id, id, checklist_id, number, document, sha256, questions, types,
                               departments, method, created_by, created_at, changed_at)
values ($1::uuid, $2::uuid, $3::uuid, $4::integer, $5, $6, $7::text[], $8::text[], $9::text[], $10,
        $11::uuid, $12::timestamptz, $12::timestamptz)
on conflict (tenant_id, id) do nothing
returning id;

-- checklist_draft_same: the number of the version with this id, if it is this document of this checklist
select number
  from checklist_version
 where tenant_id = $1::uuid
   and id = $2::uuid
   and checklist_id = $3::uuid
   and sha256 = $4;

-- checklist_draft_replace: the draft has another document
update checklist_version
   set document = $4, sha256 = $5, questions = $6::text[], types = $7::text[],
       departments = $8::text[], method = $9, changed_at = $10::timestamptz
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and number = $3::integer
   and state = 'draft';

-- checklist_draft_delete: the draft was not wanted
delete from checklist_version
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and number = $3::integer
   and state = 'draft';

-- checklist_title: until something is in force, the title is that of the draft
update checklist c
   set title = $3::json, changed_at = $4::timestamptz
 where c.tenant_id = $1::uuid
   and c.id = $2::uuid
   and not exists (select from checklist_version v
                    where v.tenant_id = c.tenant_id and v.checklist_id = c.id and v.state = 'published');

-- checklist_former: what is in force is no more
update checklist_version
   set state = 'retired', retired_at = $3::timestamptz, changed_at = $3::timestamptz
 where tenant_id = $1::uuid
   and checklist_id = $2::uuid
   and state = 'published';

-- checklist_publish: the draft is in force, and the checklist has its title
with published as (
	update checklist_version
	   set state = 'published', published_by = $4::uuid, published_at = $5::timestamptz,
	       changed_at = $5::timestamptz
	 where tenant_id = $1::uuid
	   and checklist_id = $2::uuid
	   and number = $3::integer
	   and state = 'draft'
	returning tenant_id, checklist_id, document
)
update checklist c
   set title = p.document::json -> 'title', changed_at = $5::timestamptz
  from published p
 where c.tenant_id = p.tenant_id
   and c.id = p.checklist_id;

-- checklist_end: the checklist gets no more versions
update checklist
   set state = 'retired', changed_at = $3::timestamptz
 where tenant_id = $1::uuid
   and id = $2::uuid;
