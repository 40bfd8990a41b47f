-- unit_export: every unit that the caller sees, those above first, as a table
select u.code, u.name, u.kind, up.code as parent, brand.code as brand, region.code as region, u.time_zone, u.lat, u.lon,
       u.radius_m, u.address, array_to_string(u.tags, ', ') as tags, u.state
  from unit u
  left join unit up on up.tenant_id = u.tenant_id and up.id = u.parent_id
  left join lateral (select b.code from unit_above a join unit b on b.tenant_id = a.tenant_id and b.id = a.above_id
                      where a.tenant_id = $1::uuid and a.unit_id = u.id and a.distance > 0 and b.kind = 'brand'
                      order by a.distance limit 1) brand on true
  left join lateral (select b.code from unit_above a join unit b on b.tenant_id = a.tenant_id and b.id = a.above_id
                      where a.tenant_id = $1::uuid and a.unit_id = u.id and a.distance > 0 and b.kind = 'region'
                      order by a.distance limit 1) region on true
 where u.tenant_id = $1::uuid
   and u.parent_id is not null
   and exists (select from scope c
                where c.tenant_id = $1::uuid and c.person_id = $2::uuid and c.unit_id = u.id
                  and 'organization.read' = any (c.rights))
 order by (select count(*) from unit_above a where a.tenant_id = $1::uuid and a.unit_id = u.id), u.code;
