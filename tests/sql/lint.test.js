/*
 * What holds for every table, read from PostgreSQL's own catalogue of the migrated schema: the
 * walls between tenants, and what a distributed engine would need (the tenant in every key).
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { database, psql } from '../api/harness.js';

/* What has no tenant: the migrations, the tenants themselves, and tries at accounts that may not be there. */
const withoutTenant = ['attempt', 'schema_migration', 'tenant'];
/* What no request sees at all. */
const ofTheSystem = "('attempt', 'schema_migration')";

/* A table's column by which a row belongs to a tenant. */
const tenantColumn = `case when c.relname = 'tenant' then 'id' else 'tenant_id' end`;

/* The tables of tenants, and their column's number. */
const tables = `
	select c.oid, c.relname as name, a.attnum as tenant
	  from pg_class c
	  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
	 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

/* No row is a good row; what comes is said as it is. */
function names(query) {
	return async () => assert.deepEqual((await db.sql(query)).map((row) => row.fault), []);
}

let db;
before(async () => { db = await database(); });
after(() => db.drop());

describe('every key', () => {
	it('begins with the tenant, if it is a primary key', names(`
		select t.name as fault from (${tables}) t
		 where not exists (select from pg_index i
		                    where i.indrelid = t.oid and i.indisprimary and i.indkey[0] = t.tenant)`));

	it('has the tenant, if it is unique', names(`
		select i.indexrelid::regclass::text as fault
		  from (${tables}) t join pg_index i on i.indrelid = t.oid
		 where i.indisunique and not t.tenant = any (i.indkey)`));

	it('has the tenant on both sides, if it is foreign', names(`
		select t.name || '.' || k.conname as fault
		  from (${tables}) t join pg_constraint k on k.conrelid = t.oid
		  join pg_class c on c.oid = k.confrelid
		 where k.contype = 'f'
		   and not exists (
		       select from unnest(k.conkey, k.confkey) as pair (own, other)
		         join pg_attribute a on a.attrelid = k.confrelid and a.attnum = pair.other
		        where pair.own = t.tenant and a.attname = ${tenantColumn})`));

	it('sets nothing to null or to a default when what it refers to goes', names(`
		select conrelid::regclass || '.' || conname as fault from pg_constraint
		 where contype = 'f' and (confdeltype in ('n', 'd') or confupdtype in ('n', 'd'))`));

	it('is no number from a sequence', names(`
		select oid::regclass::text as fault from pg_class
		 where relkind = 'S' and relnamespace = 'public'::regnamespace`));
});

describe('every table', () => {
	it('has a tenant, but for a short list', async () => {
		const rows = await db.sql(`
			select c.relname as name from pg_class c
			 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
			   and not exists (select from pg_attribute a
			                    where a.attrelid = c.oid and a.attname = 'tenant_id')
			 order by 1`);
		assert.deepEqual(rows.map((row) => row.name), withoutTenant);
	});

	it('without a tenant can be changed by nobody in a request', names(`
		select c.relname || ': ' || p as fault
		  from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate']) p
		 where c.relname in (${withoutTenant.map((name) => `'${name}'`)})
		   and (has_table_privilege('gemba_app', c.oid, p)
		        or p in ('insert', 'update') and has_any_column_privilege('gemba_app', c.oid, p))`));

	it('is never emptied, referred to or given triggers by the program', names(`
		select c.relname || ': ' || role || ' ' || p as fault
		  from pg_class c, unnest(array['truncate', 'references', 'trigger']) p,
		       unnest(array['gemba_app', 'gemba_system']) role
		 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		   and has_table_privilege(role, c.oid, p)`));

	it('of tenants has row-level security, for its owner too', names(`
		select c.relname as fault from pg_class c
		 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		   and c.relname <> 'schema_migration'
		   and not (c.relrowsecurity and c.relforcerowsecurity)`));

	/* Any other form costs a hundredfold (a join) or hides the tenant (a function). */
	it('of tenants compares the tenant with the setting and nothing else', names(`
		select c.relname || ': ' || coalesce(p.qual, 'no policy') as fault
		  from pg_class c
		  left join pg_policies p on p.tablename = c.relname and 'gemba_app' = any (p.roles)
		 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		   and c.relname not in ${ofTheSystem}
		   and (p.qual is distinct from
		        format('(%s = (current_setting(''app.tenant''::text))::uuid)', ${tenantColumn})
		        or p.with_check is not null and p.with_check <> p.qual
		        or p.permissive <> 'PERMISSIVE' or p.cmd <> 'ALL' or p.roles <> '{gemba_app}')`));

	it('has no policy for anybody but the two roles of the program, and the owner, who reads for a backup', names(`
		select tablename || '.' || policyname as fault from pg_policies
		 where roles not in ('{gemba_app}', '{gemba_system}')
		   and (policyname, cmd, roles) <> ('owner_reads', 'SELECT', '{gemba}')
		union all
		select c.relname || ' cannot be backed up' from pg_class c
		 where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
		   and not exists (select from pg_policies p where p.tablename = c.relname and p.policyname = 'owner_reads')`));
});

describe('the roles of the program', () => {
	it('own nothing', names(`
		select 'relation ' || relname as fault from pg_class
		 where relowner in ('gemba_app'::regrole, 'gemba_system'::regrole)
		union all
		select 'function ' || proname from pg_proc
		 where proowner in ('gemba_app'::regrole, 'gemba_system'::regrole)
		union all
		select 'schema ' || nspname from pg_namespace
		 where nspowner in ('gemba_app'::regrole, 'gemba_system'::regrole)`));

	it('can do nothing in the cluster, and are members of nothing', names(`
		select rolname as fault from pg_roles
		 where rolname in ('gemba_app', 'gemba_system')
		   and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
		union all
		select member::regrole::text from pg_auth_members
		 where member in ('gemba_app'::regrole, 'gemba_system'::regrole)`));

	it('cannot make objects in the schema', names(`
		select role as fault from unnest(array['gemba_app', 'gemba_system']) role
		 where has_schema_privilege(role, 'public', 'create')`));

	/* A function that takes nothing and gives nothing gets nobody anywhere. */
	it('get no further by a function or a view than by a table', names(`
		select 'function ' || proname as fault from pg_proc
		 where prosecdef and pronamespace = 'public'::regnamespace
		   and not (pronargs = 0 and prorettype = 'void'::regtype)
		union all
		select 'view ' || relname from pg_class
		 where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
		   and not coalesce(reloptions @> '{security_invoker=true}', false)`));
});

describe('the wall', () => {
	/* The moment is always there; only the tenant decides what is seen. */
	const as = (role, script) => psql(db.superuser.replace('user=postgres', `user=${role}`),
		`set app.now = '2026-01-31'; ${script}`);
	let readable;
	let ids;

	before(async () => {
		readable = (await db.sql(`
			select c.relname as name, ${tenantColumn} as tenant
			  from pg_class c
			 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
			   and c.relname <> 'schema_migration' and has_table_privilege('gemba_app', c.oid, 'select')
			 order by 1`));
		ids = Object.fromEntries((await db.sql('select code, id from tenant'))
			.map(({ code, id }) => [code, id]));
		assert.ok(readable.length > 5 && ids.demo && ids.other);
	});

	it('is closed while no tenant is named', async () => {
		for (const { name } of readable) {
			for (const set of ['', `set app.tenant = '';`])
				await assert.rejects(as('gemba_app', `${set} select count(*) from ${name}`),
					/app\.tenant|invalid input syntax for type uuid/, name);
		}
	});

	it('shows one tenant only its own rows', async () => {
		const visible = {};
		for (const { name, tenant } of readable) {
			const [own, others] = (await as('gemba_app', `set app.tenant = '${ids.demo}';
				select count(*) filter (where ${tenant} = '${ids.demo}'),
				       count(*) filter (where ${tenant} <> '${ids.demo}') from ${name}`))
				.trim().split('|').map(Number);
			assert.equal(others, 0, name);
			visible[name] = own;
		}
		assert.equal(visible.tenant, 1);
		assert.ok(visible.person > 0 && visible.role > 0 && visible.unit > 0);
	});

	it('takes no row for another tenant', async () => {
		await assert.rejects(as('gemba_app', `set app.tenant = '${ids.demo}';
			insert into unit (tenant_id, id, kind, code, name, created_at, changed_at)
			values ('${ids.other}', gen_random_uuid(), 'group', 'x', 'x', now(), now())`),
		/violates row-level security/);
		await assert.rejects(as('gemba_app', `set app.tenant = '${ids.demo}';
			update person set tenant_id = '${ids.other}'`), /violates row-level security/);
		assert.equal((await as('gemba_app', `set app.tenant = '${ids.demo}';
			with changed as (update person set name = 'x' where tenant_id = '${ids.other}' returning 1)
			select count(*) from changed`)).trim(), '0');
	});
});
