/*
 * What the tests of findings and actions share: a small group with people for each part, written
 * straight into the database, and the steps of an action.
 *
 *	group ── brand ── r1 ── s1, s2
 *	              └── r2 ── s3
 */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { start } from './harness.js';
import { problemName } from './schema.js';

/* login: [role, unit, department] */
const people = {
	hk: ['department_head', 's1', 'rooms'],
	hk2: ['department_head', 's1', 'rooms'],
	eng: ['department_head', 's1', 'works'],
	mgr: ['store_manager', 's1'],
	mgr2: ['store_manager', 's2'],
	north: ['regional_manager', 'r1'],
	south: ['regional_manager', 'r2'],
	qa: ['quality', 'group'],
	inspector: ['inspector', 'brand'],
	viewer: ['viewer', 's1'],
	nobody: ['shopper', 's2'],
};

/* The rows of a group, for one tenant; ids by their short names. */
function rows(tenant, ids) {
	const unit = (name, parent, kind) => `
		insert into unit (tenant_id, id, parent_id, kind, code, name, time_zone, created_at, changed_at)
		select id, '${ids[name]}', ${parent === 'group' ? `(select id from unit where tenant_id = tenant.id
			and parent_id is null)` : `'${ids[parent]}'`}, '${kind}', '${name}', 'Unit ${name}',
			${kind === 'store' ? `'Asia/Shanghai'` : 'null'}, now(), now()
		  from tenant where code = '${tenant}';`;
	const department = (name, kind) => `
		insert into department (tenant_id, id, kind, code, name, created_at, changed_at)
		select id, '${ids[name]}', '${kind}', '${name}', '{"en":"${name}"}', now(), now()
		  from tenant where code = '${tenant}';`;
	return [unit('brand', 'group', 'brand'), unit('r1', 'brand', 'region'),
		unit('r2', 'brand', 'region'), unit('s1', 'r1', 'store'), unit('s2', 'r1', 'store'),
		unit('s3', 'r2', 'store'), department('rooms', 'department'), department('works', 'department'),
		department('lift', 'partner')].join('\n');
}

export const sha = (text = randomUUID()) => createHash('sha256').update(text).digest('hex');

export class World {
	#tokens = new Map();
	#taken = 0;
	#photos = {};

	static async start(options) {
		const world = new World();
		world.server = await start(options);
		world.sql = world.server.sql;
		await world.#build().catch(async (error) => {
			await world.stop();
			throw error;
		});
		return world;
	}

	async #build() {
		const names = ['brand', 'r1', 'r2', 's1', 's2', 's3', 'rooms', 'works', 'lift'];
		this.ids = Object.fromEntries(names.map((name) => [name, randomUUID()]));
		await this.sql.script(rows('demo', this.ids));
		const [group] = await this.sql(`select u.id, t.id as tenant from unit u join tenant t
			on t.id = u.tenant_id where t.code = 'demo' and u.parent_id is null`);
		this.ids.group = group.id;
		this.tenant = group.tenant;
		for (const [login, [role, unit, department]] of Object.entries(people)) {
			await this.addPerson(login);
			await this.give(login, role, unit, department);
		}
	}

	/* With the administrator's password, so that nothing has to be hashed. */
	async addPerson(login, name = `Person ${login}`) {
		this.ids[login] = randomUUID();
		await this.sql.script(`
			insert into person (tenant_id, id, login, name, password_hash, created_at, changed_at)
			select tenant_id, '${this.ids[login]}', '${login}', '${name}', password_hash, now(), now()
			  from person where tenant_id = '${this.tenant}' and login = 'admin'`);
		return this.ids[login];
	}

	async give(login, role, unit, department) {
		await this.sql.script(`
			insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, created_at)
			select tenant_id, gen_random_uuid(), '${this.ids[login]}', id, '${this.ids[unit]}',
				${department ? `'${this.ids[department]}'` : 'null'},
				timestamptz '2026-01-01' + make_interval(secs => ${this.#taken++})
			  from role where tenant_id = '${this.tenant}' and code = '${role}'`);
	}

	/* A role of the tenant's own. */
	async addRole(code, rights) {
		await this.sql.script(`
			insert into role (tenant_id, id, code, name, rights, created_at, changed_at)
			values ('${this.tenant}', gen_random_uuid(), '${code}', '{"en":"${code}"}',
				'{${rights.join(',')}}', now(), now())`);
	}

	/* A store of its own, so that one test does not see another's actions; under "r1". */
	async addStore(name = `store${++this.#taken}`, parent = 'r1') {
		this.ids[name] = randomUUID();
		await this.sql.script(`
			insert into unit (tenant_id, id, parent_id, kind, code, name, time_zone, created_at, changed_at)
			values ('${this.tenant}', '${this.ids[name]}', '${this.ids[parent]}', 'store', '${name}',
				'Unit ${name}', 'Asia/Shanghai', now(), now())`);
		return name;
	}

	/* So many stores that lists are read along their order instead of unit by unit. */
	addManyStores() {
		return this.sql.script(`
			insert into unit (tenant_id, id, parent_id, kind, code, name, time_zone, created_at, changed_at)
			select '${this.tenant}', gen_random_uuid(), '${this.ids.r2}', 'store', 'many' || n, 'Many ' || n,
				'Asia/Shanghai', now(), now()
			  from generate_series(1, 120) n`);
	}

	/* Every id of a list, page by page. */
	async list(path, login = 'admin', limit = 7) {
		const seen = [];
		let after = '';
		do {
			const page = this.ok(await (await this.as(login)).get(`${path}&limit=${limit}${after}`));
			assert.ok(page.items.length <= limit);
			seen.push(...page.items.map((item) => item.id));
			after = page.next && `&after=${page.next}`;
		} while (after);
		assert.equal(new Set(seen).size, seen.length);
		return seen;
	}

	policy(column, value) {
		return this.sql.script(`update policy set ${column} = ${value} where tenant_id = '${this.tenant}'`);
	}

	/* A photograph that everybody has sent and that nothing shows yet; no clock of a test makes it too old to keep. */
	async photo(state = 'ready') {
		const hashes = this.#photos[state] ??= [];
		if (!hashes.length) {
			hashes.push(...Array.from({ length: state === 'ready' ? 100 : 1 }, () => sha()));
			await this.sql.script(`
				insert into photo (tenant_id, sha256, size_bytes, state, unreadable_why, format, width, height,
					uploaded_by, uploaded_at, due_at)
				select '${this.tenant}', hash, 1000, '${state}',
					${state === 'unreadable' ? `'it is no picture'` : 'null'}, 'jpeg', 10, 10,
					'${this.ids.hk}', '2099-01-01', '2100-01-01'
				  from unnest('{${hashes}}'::text[]) hash;
				insert into capture (tenant_id, id, sha256, person_id, received_at)
				select tenant_id, gen_random_uuid(), hash, id, '2099-01-01'
				  from person, unnest('{${hashes}}'::text[]) hash where tenant_id = '${this.tenant}'`);
		}
		return hashes.pop();
	}

	/* The API as somebody sees it. A token that the clock has left behind is replaced. */
	async as(login, tenant = 'demo') {
		const { server } = this;
		const known = this.#tokens.get(`${tenant}/${login}`);
		if (known && server.clock.now - known.at < 600000)
			return known.api;
		const api = server.api(await server.signIn(tenant, login));
		this.#tokens.set(`${tenant}/${login}`, { at: server.clock.now, api });
		return api;
	}

	/* Adds a finding by hand as the inspector; its action as the administrator sees it. */
	async open(finding = {}) {
		const made = await this.find(finding);
		return this.ok(await (await this.as('admin')).get(`/v1/actions/${made.action_id}`));
	}

	async find({ unit = 's1', department = 'rooms', severity = 'minor', by = 'inspector', ...rest } = {}) {
		const answer = await (await this.as(by)).post('/v1/findings', {
			unit_id: this.ids[unit], ...department && { department_id: this.ids[department] },
			severity, title: { en: 'The floor is wet' }, ...rest,
		});
		return this.ok(answer, 201);
	}

	/* One step by somebody; the answer whatever it is. Time goes on between two steps. */
	async try(action, login, step, body) {
		await this.server.clock.advance(1000);
		return (await this.as(login)).post(`/v1/actions/${action.id ?? action}/${step}`, body);
	}

	async do(action, login, step, body) {
		return this.ok(await this.try(action, login, step, body));
	}

	async handIn(action, login = 'hk', body = {}) {
		return this.do(action, login, 'hand-in', { done: 'Mopped', photos: [await this.photo()], ...body });
	}

	/* An action that has come as far as the state. */
	async in(state, finding = {}, login = 'hk') {
		let action = await this.open(finding);
		const steps = {
			planned: () => this.do(action, login, 'plan', { cause: 'A leak', plan: 'Mend it' }),
			in_progress: () => this.do(action, login, 'start'),
			submitted: () => this.handIn(action, login),
			monitoring: () => this.do(action, 'north', 'verify', {}),
			closed: () => this.do(action, 'north', 'verify', {}),
			cancelled: () => this.do(action, 'qa', 'cancel', { reason: 'Not needed' }),
		};
		const way = {
			open: [], planned: ['planned'], cancelled: ['cancelled'],
			in_progress: ['planned', 'in_progress'], submitted: ['planned', 'in_progress', 'submitted'],
			monitoring: ['planned', 'in_progress', 'submitted', 'monitoring'],
			closed: ['planned', 'in_progress', 'submitted', 'closed'],
		}[state];
		for (const next of way) {
			if (next !== 'planned' || action.kind === 'corrective')
				action = await steps[next]();
		}
		assert.equal(action.state, state);
		return action;
	}

	async get(action, login = 'admin') {
		return this.ok(await (await this.as(login)).get(`/v1/actions/${action.id ?? action}`));
	}

	async timeline(action, login = 'admin') {
		const answer = await (await this.as(login)).get(`/v1/actions/${action.id ?? action}/timeline`);
		return this.ok(answer).items;
	}

	ok(answer, status = 200) {
		assert.equal(answer.status, status, answer.text);
		return answer.body;
	}

	stop() {
		return this.server.stop();
	}
}

/* The answer is this problem; gives its body. */
export function refused(answer, status, problem) {
	assert.deepEqual([answer.status, problemName(answer.body)], [status, problem], answer.text);
	return answer.body;
}
