/*
 * plans_world: a group with stores, a checklist in force and a clock that stands, for the tests of plans.
 */
import assert from 'node:assert/strict';
import { all, Group, is, newCode } from './group.js';
import { start } from './harness.js';
import { until } from './postgres_session.js';
import { checklist, good } from './visits.js';

export const hour = 3600000;
export const day = 24 * hour;

export class PlanWorld {
	static async start(now) {
		const w = new PlanWorld();
		w.server = await start({ now: Date.parse(now) });
		w.sql = w.server.sql;
		w.group = await (await Group.of(w.server)).stores();
		w.admin = w.group.admin;
		for (const code of ['housekeeping', 'engineering'])
			is(await w.admin.post('/v1/departments', { code, name: { en: code } }), 201);
		w.list = await w.checklist();
		return w;
	}

	async checklist() {
		const { id } = is(await this.admin.post('/v1/checklists', checklist({ code: newCode('list') })), 201);
		is(await this.admin.post(`/v1/checklists/${id}/versions/1/publish`), 200);
		return id;
	}

	async signInAgain() {
		this.admin.token = await this.server.signIn();
	}

	/* From here on the clock stands there, and the administrator is signed in. */
	async at(time) {
		await this.server.clock.set(Date.parse(time));
		await this.signInAgain();
	}

	store(more) {
		return this.group.unit(this.group.west, 'store', more);
	}

	body(unit, more) {
		return { name: newCode('plan'), unit_id: unit.id, checklist_id: this.list, starts_on: '2026-10-01', rrule: 'FREQ=DAILY',
			on_closed: 'keep', ...more };
	}

	/* A plan that was looked through. */
	async plan(unit, more) {
		const plan = is(await this.admin.post('/v1/plans', this.body(unit, more)), 201);
		await this.dispatched(plan);
		return plan;
	}

	async dispatched(plan) {
		await until(async () => {
			const [row] = await this.sql(`select dispatch_at > '${new Date(this.server.clock.now).toISOString()}'::timestamptz as is_done
				from plan where id = '${plan.id}'`);
			return row.is_done;
		}, 'the dispatch');
	}

	async again(plan) {
		await this.server.sql.script(`update plan set dispatch_at = '2000-01-01' where id = '${plan.id}'`);
		await this.dispatched(plan);
	}

	async change(plan, body) {
		const changed = is(await this.admin.patch(`/v1/plans/${plan.id}`, body), 200);
		await this.dispatched(plan);
		return changed;
	}

	/* A visit to the store, made and released now. */
	async done(store) {
		const { id } = is(await this.admin.post('/v1/inspections', { unit_id: store.id, checklist_id: this.list }), 201);
		is(await this.admin.post(`/v1/inspections/${id}/submit`, { answers: good }), 200);
	}

	occurrences(plan, query = '') {
		return all(this.admin, `/v1/plans/${plan.id}/occurrences?${query}`);
	}

	preview(unit, more) {
		return this.admin.post('/v1/plans/preview', this.body(unit, more));
	}

	/* The starts of a plan's occurrences in a preview, by their occurrence. */
	async starts(unit, more) {
		const { occurrences } = is(await this.preview(unit, more), 200);
		return Object.fromEntries(occurrences.map((one) => [one.occurrence, one.start_at]));
	}

	stop() {
		return this.server.stop();
	}
}

export { assert, is, newCode };
