-- audit_tenant: which tenant has the code
select id
  from tenant
 where code = $1;
