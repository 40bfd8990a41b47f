/*
 * What the reports are tried on: a group with three kinds of checklists and some hundred visits,
 * findings and actions in every state, drawn from a seed and written straight into the database.
 *
 *	group ── hotels (brand) ── east (region) ── shanghai, ningbo
 *	      │                 └─ west (region) ── chengdu
 *	      └─ inns (brand) ── harbour (store)
 */
import { randomUUID } from 'node:crypto';
import { Group, is } from './group.js';
import { start } from './harness.js';
import { Fraction } from './fraction.js';

const hour = 3600 * 1000;
const day = 24 * hour;
export const now = Date.parse('2026-11-21T08:00:00Z');
export const iso = (ms) => new Date(ms).toISOString();

/* The same numbers every time. */
class Chance {
	#state;

	constructor(seed) { this.#state = seed; }

	below(n) {
		this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
		return Math.floor(this.#state / 4294967296 * n);
	}

	of(list) { return list[this.below(list.length)]; }
	in(percent) { return this.below(100) < percent; }
}

const question = (key, department) => ({ key, text: { en: `Is ${key} good?` }, type: 'check', points: 5, deduct: 2,
	fails: false, severity: 'major', department });

const documents = {
	lobby: { kind: 'daily', method: 'points',
		questions: [['floor', 'housekeeping'], ['light', 'engineering'], ['desk', 'front-office']] },
	tour: { kind: 'tour', method: 'points',
		questions: [['floor', 'housekeeping'], ['lift', 'engineering'], ['sign', 'unknown']] },
	guest: { kind: 'mystery', method: 'points', questions: [['smile', 'front-office']] },
	hygiene: { kind: 'special', method: 'demerit', questions: [['fridge', 'kitchen'], ['hands', 'kitchen']] },
};

const literal = (value) => {
	if (value === null || value === undefined)
		return 'null';
	if (Array.isArray(value))
		return `'{${value.join(',')}}'`;
	return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
};

export class World {
	visits = [];
	findings = [];
	actions = [];
	#script = [];

	static async start({ visits = 160 } = {}) {
		const world = new World();
		world.server = await start({ now });
		world.group = await Group.of(world.server);
		await world.#furnish();
		world.#fill(visits);
		await world.write();
		return world;
	}

	async #furnish() {
		const { group } = this;
		await group.stores();
		group.inns = await group.unit(group.top, 'brand');
		group.harbour = await group.unit(group.inns, 'store');
		this.stores = [group.shanghai, group.ningbo, group.chengdu, group.harbour];
		this.units = [group.top, group.hotels, group.inns, group.east, group.west, ...this.stores];
		[{ id: this.tenant }] = await this.server.sql(`select id from tenant where code = 'demo'`);
		this.departments = [];
		for (const code of ['housekeeping', 'engineering', 'front-office', 'kitchen'])
			this.departments.push(is(await group.admin.post('/v1/departments', { code, name: { en: code } }), 201));
		this.inspectors = [];
		for (let n = 0; n < 3; n++)
			this.inspectors.push(await group.person('inspector', group.top));
		this.checklists = [];
		for (const [code, { kind, method, questions }] of Object.entries(documents))
			this.checklists.push(await this.#publish(code, kind, method, questions));
	}

	async #publish(code, kind, method, questions) {
		const { admin } = this.group;
		const body = is(await admin.post('/v1/checklists', {
			format: 'gemba.checklist/1', code, kind, title: { en: code },
			scoring: method === 'demerit' ? { method, bands: [{ grade: 'A', max_total: 10 }, { grade: 'B' }] } : { method },
			sections: [{ key: 's', title: { en: 's' }, questions: questions.map(([key, d]) => question(key, d)) }],
		}), 201);
		const { id: version } = is(await admin.post(`/v1/checklists/${body.id}/versions/1/publish`), 200);
		return { id: body.id, code, kind, method, version, questions };
	}

	/* From the unit up to the group. */
	above(unit) {
		const found = [];
		for (let at = unit; at; at = this.units.find(({ id }) => id === at.parent_id))
			found.push(at);
		return found;
	}

	#insert(table, row) {
		this.#script.push(`insert into ${table} (tenant_id, ${Object.keys(row).join(', ')})
			values ('${this.tenant}', ${Object.values(row).map(literal).join(', ')});`);
	}

	async write() {
		const script = this.#script.join('\n');
		this.#script = [];
		await this.server.sql.script(`begin; ${script} commit;`);
	}

	/* A visit with its outcomes; percent is a Fraction, or null. */
	addVisit({ store, checklist, state, status, percent = null, earned = 0, outcomes, releasedAt, lead, stood }) {
		const id = randomUUID();
		const visit = { id, store, checklist, state, status, percent, earned, outcomes, releasedAt, lead, stood };
		const isDone = ['submitted', 'released', 'voided'].includes(state);
		this.#insert('inspection', {
			id, unit_id: store.id, checklist_id: checklist.id, kind: checklist.kind,
			state: isDone ? 'submitted' : state, version_id: checklist.version,
			lead_id: lead.id, created_at: iso(releasedAt), changed_at: iso(releasedAt), started_at: iso(releasedAt),
			started_by: lead.id, needs_review: checklist.kind === 'mystery' ? 'true' : 'false',
			status: isDone ? status : null,
			submitted_at: isDone ? iso(releasedAt) : null,
			percent: isDone ? percent?.round(2) : null, exact_percent: isDone ? percent?.round(32) : null,
			earned: isDone ? earned : null, possible: isDone ? 10 : null,
			units_above: isDone ? (stood ?? this.above(store)).map((unit) => unit.id) : null,
		});
		if (isDone)
			this.#insert('outcome', { inspection_id: id, version_id: checklist.version, outcomes,
				lost: outcomes.map(() => 0) });
		/* What was released takes no outcome any more. */
		for (const next of { released: ['released'], voided: ['released', 'voided'] }[state] ?? [])
			this.#script.push(`update inspection set state = '${next}', released_at = '${iso(releasedAt)}'
				${next === 'voided' ? `, voided_at = '${iso(releasedAt)}', void_reason = 'Wrong store'` : ''}
				where tenant_id = '${this.tenant}' and id = '${id}';`);
		this.visits.push(visit);
		return visit;
	}

	#fill(nr) {
		const chance = new Chance(7);
		for (let i = 0; i < nr; i++) {
			const checklist = chance.of(this.checklists);
			const isDemerit = checklist.method === 'demerit';
			const visit = this.addVisit({
				store: chance.of(this.stores), checklist, lead: chance.of(this.inspectors),
				state: chance.of(['released', 'released', 'released', 'released', 'voided', 'submitted', 'started']),
				status: chance.of(['pass', 'pass', 'fail', 'not_scored']),
				percent: isDemerit || chance.in(10) ? null : new Fraction(chance.below(10000), 1 + chance.below(97)),
				earned: chance.below(20000) / 1000,
				outcomes: checklist.questions.map(() => chance.below(6)),
				releasedAt: now - chance.below(200) * day - chance.below(24) * hour,
			});
			if (['released', 'voided'].includes(visit.state))
				this.#find(visit, chance);
		}
		for (let i = 0; i < 12; i++)
			this.addFinding({ store: chance.of(this.stores), department: chance.of([null, ...this.departments]),
				severity: chance.of(['minor', 'critical']), foundAt: now - chance.below(200) * day,
				action: this.#addAction({ store: chance.of(this.stores) }, chance) });
	}

	#find(visit, chance) {
		visit.outcomes.forEach((outcome, place) => {
			if (outcome !== 5)
				return;
			const [question, code] = visit.checklist.questions[place];
			const department = this.departments.find((d) => d.code === code) ?? null;
			this.addFinding({ visit, store: visit.store, question, department,
				severity: chance.of(['minor', 'major', 'critical']), repeat: 1 + chance.below(3), lost: chance.below(9000),
				indicator: chance.of([null, 'clean', 'clean.floor']), foundAt: visit.releasedAt,
				action: this.#addAction({ store: visit.store, checklist: visit.checklist, question, department }, chance) });
		});
	}

	addFinding({ visit, store, question = null, department = null, severity, repeat = 1, lost = 0, indicator = null,
		foundAt, action }) {
		const finding = { id: randomUUID(), visit, store, question, department, severity, repeat, lost, indicator, foundAt,
			/* some of what visits found, whatever the numbers' chance is */
			isFixed: Boolean(visit) && this.findings.length % 4 === 0 };
		this.#insert('finding', {
			id: finding.id, source: visit ? 'inspection' : 'hand', unit_id: store.id, department_id: department?.id,
			inspection_id: visit?.id, checklist_id: visit?.checklist.id, question, severity, indicator,
			title: JSON.stringify({ en: question ?? 'By hand' }), lost, repeat, found_at: iso(foundAt), action_id: action.id,
			is_fixed_on_spot: finding.isFixed,
		});
		this.findings.push(finding);
		return finding;
	}

	/* Of one question at one store only one is unfinished. */
	#addAction({ store, checklist, question, department }, chance) {
		const isTaken = this.actions.some((a) => question && a.store === store && a.checklist === checklist &&
			a.question === question && !['closed', 'cancelled'].includes(a.state));
		const state = isTaken ? chance.of(['closed', 'cancelled']) : chance.of(['open', 'planned', 'in_progress',
			'submitted', 'monitoring', 'closed', 'cancelled', 'disputed']);
		const openedAt = now - chance.below(100) * day - chance.below(24) * hour;
		const dueAt = openedAt + (1 + chance.below(60)) * day;
		const isHandedIn = ['submitted', 'monitoring', 'closed'].includes(state);
		const action = {
			id: randomUUID(), store, checklist, question, department, state, openedAt, dueAt,
			kind: state === 'planned' || state === 'monitoring' ? 'corrective' : chance.of(['correction', 'corrective']),
			severity: chance.of(['minor', 'major', 'critical']), responsible: chance.of([null, ...this.inspectors]),
			round: 1 + chance.below(2), returned: chance.below(3),
			effect: state === 'closed' ? chance.of([null, 'effective', 'too_little_evidence']) : null, extensions: chance.below(3),
			recurrenceOf: chance.of([null, this.actions.at(-1)?.id ?? null]),
			handedInAt: isHandedIn ? chance.of([dueAt, dueAt + 1, openedAt + chance.below(90 * 24 * 3600) * 1000]) : null,
		};
		this.#insertAction(action);
		this.actions.push(action);
		return action;
	}

	#insertAction(a) {
		const [fixer, verifier] = this.inspectors;
		const isVerified = ['monitoring', 'closed'].includes(a.state);
		this.#insert('action', {
			id: a.id, unit_id: a.store.id, department_id: a.department?.id, kind: a.kind, severity: a.severity, state: a.state,
			round: a.round, title: '{"en":"Title"}', checklist_id: a.checklist?.id, question: a.question,
			responsible_id: a.responsible?.id, routed_by: 'hand', needs_cause: 'false', opened_at: iso(a.openedAt),
			due_at: iso(a.dueAt), plan: 'Plan', planned_at: iso(a.openedAt), returned: a.returned, effect: a.effect, extensions_nr: a.extensions, recurrence_of: a.recurrenceOf,
			handed_in_by: a.handedInAt ? fixer.id : null, handed_in_at: a.handedInAt ? iso(a.handedInAt) : null,
			verified_by: isVerified ? verifier.id : null, verified_at: isVerified ? iso(now) : null,
			closed_at: a.state === 'closed' ? iso(now) : null, cancel_reason: a.state === 'cancelled' ? 'No' : null,
			cancelled_at: a.state === 'cancelled' ? iso(now) : null, waived_at: a.state === 'waived' ? iso(now) : null,
			waive_reason: a.state === 'waived' ? 'So be it' : null, effect_passes: a.state === 'monitoring' ? 2 : null,
			effect_days: a.state === 'monitoring' ? 90 : null,
			...a.state === 'disputed' && { disputed_at: iso(now), disputed_from: 'open' },
			effect_until: a.state === 'monitoring' ? iso(now + 90 * 86400000) : null, changed_at: iso(now), last_step: 'opened',
		});
	}
}
