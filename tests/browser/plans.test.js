/*
 * Visits that come again: a plan is written beside a preview of what would come of it, says who cannot go,
 * is made, makes its visits, is changed, paused and ended.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, is } from '../api/group.js';
import { until } from '../api/postgres_session.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, world } from './world.js';

const locale = 'en';
const t = reader('portal', locale);
const r = reader('reports', locale);
const day = 86400000;
/* Where the stores are. */
const tomorrow = new Date(Date.now() + day + 8 * 3600000).toISOString().slice(0, 10);

let w;
let browser;
let visitor;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'plans-broken'));
	isBroken = false;
	browser.check();
});
const button = (name) => visitor.page.getByRole('button', { name, exact: true });
const dialog = () => visitor.page.getByRole('dialog');
const field = (label) => visitor.page.getByLabel(new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}`)).first();
const preview = () => visitor.page.getByRole('region', { name: t('plans.preview') });
const theOne = async () => (await all(w.director, '/v1/plans'))[0];
const visits = async () => (await all(w.director, `/v1/plans/${(await theOne()).id}/occurrences`)).filter((one) => one.inspection_id);

async function pick(label, name) {
	await visitor.page.getByRole('combobox', { name: label }).fill(name);
	await visitor.page.getByRole('option', { name }).first().click();
}

describe('a plan', () => {
	before(async () => {
		w = await world(locale);
		browser = await open(w.server);
		visitor = await browser.visitor('desktop', locale);
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('is written, and what would come of it stands beside it', async () => {
		const { page } = visitor;
		await signIn(visitor, 'portal', w.director, t);
		await page.getByRole('link', { name: t('plans.title'), exact: true }).click();
		await page.getByText(t('plans.empty')).waitFor();
		await page.getByRole('link', { name: t('plans.add') }).click();
		await page.getByRole('heading', { name: t('plans.add'), level: 1 }).waitFor();
		await field(t('words.name')).fill('Lobby every other day');
		await pick(t('words.checklist'), checklist.title[locale]);
		await pick(t('plans.where'), 'East');
		await field(t('plans.starts_on')).fill(tomorrow);
		await field(t('plans.how_often')).selectOption('daily');
		await field(t('plans.every.daily')).fill('2');
		await field(t('plans.every.daily')).press('Tab');
		await preview().getByText(t('plans.preview_sum', { visits: 14, stores: 2 })).waitFor();
		await visitor.look('portal-plan-new');
	});

	step('says who cannot go before it is made', async () => {
		const { page } = visitor;
		await field(t('plans.assign')).selectOption('role');
		await pick(t('people.role'), 'Store manager');
		await preview().getByText(t('plans.cannot')).waitFor();
		await preview().getByText(t('plans.reasons.no_holder')).or(preview().getByText(t('plans.reasons.own_unit'))).first().waitFor();
		await visitor.look('portal-plan-unstaffed');
		await field(t('plans.assign')).selectOption('rotation');
		await pick(t('plans.pool'), w.inspector.person.name);
		await page.getByRole('button', { name: t('visits.take_out', { name: w.inspector.person.name }) }).waitFor();
		await preview().getByText(t('plans.preview_sum', { visits: 14, stores: 2 })).waitFor();
		await preview().getByText(t('plans.cannot')).waitFor({ state: 'detached' });
	});

	step('with a rule beyond what is understood is refused at the field', async () => {
		const { page } = visitor;
		await field(t('plans.how_often')).selectOption('own');
		await field(t('plans.own')).fill('FREQ=HOURLY');
		await field(t('plans.own')).press('Tab');
		await button(t('plans.make')).click();
		await field(t('plans.own')).and(page.locator('[aria-invalid="true"]')).waitFor();
		visitor.forget(/plans/);
		await visitor.look('portal-plan-rule');
		await field(t('plans.own')).fill('FREQ=DAILY;INTERVAL=2');
		await field(t('plans.own')).press('Tab');
		await button(t('plans.make')).click();
		await page.getByRole('heading', { name: 'Lobby every other day', level: 1 }).waitFor();
		visitor.forget(/plans/);
		const made = await theOne();
		assert.deepEqual([made.rrule, made.assign, made.pool], ['FREQ=DAILY;INTERVAL=2', 'rotation', [w.inspector.person.id]]);
	});

	step('makes its visits, which lead to them', async () => {
		const { page } = visitor;
		await until(async () => (await visits()).length >= 12, 'the visits of the plan');
		await page.reload();
		await page.getByRole('table', { name: t('plans.occurrences') }).getByRole('link', { name: w.here.name }).first().waitFor();
		await visitor.look('portal-plan');
		await page.getByRole('table', { name: t('plans.occurrences') }).getByRole('link', { name: w.here.name }).first().click();
		await page.waitForURL((url) => url.pathname.includes('/visits/'));
		await page.goBack();
	});

	step('by chance shows how it was drawn', async () => {
		const { page } = visitor;
		const { id } = is(await w.director.post('/v1/plans', { name: 'Whoever is drawn', unit_id: w.here.id, checklist_id: (await theOne()).checklist_id,
			starts_on: tomorrow, rrule: 'FREQ=DAILY', on_closed: 'keep', assign: 'draw', pool: [w.inspector.person.id, w.director.person.id] }), 201);
		await until(async () => (await all(w.director, `/v1/plans/${id}/occurrences`)).length, 'the draw');
		await page.goto(`${w.server.url}/portal/plans/${id}`);
		await page.getByRole('link', { name: t('plans.draw.person') }).first().click();
		await page.getByText(t('plans.draw.same')).waitFor();
		await page.getByRole('rowheader', { name: w.inspector.person.name }).waitFor();
		await visitor.look('portal-plan-draw');
		/* An address without the occurrence means the next one, and takes no step of its own on the way back. */
		await page.goto(`${w.server.url}/portal/plans/${id}/draw`);
		await page.waitForURL((url) => url.searchParams.has('occurrence') && url.searchParams.get('unit_id') === w.here.id);
		await page.getByText(t('plans.draw.same')).waitFor();
		await page.goBack();
		await page.getByText(t('plans.draw.same')).waitFor();
		await page.goto(`${w.server.url}/portal/plans/${(await theOne()).id}/draw`);
		await page.getByText(t('plans.draw.never')).waitFor();
		await page.getByRole('link', { name: t('plans.draw.to_plan') }).click();
		await page.getByRole('heading', { name: 'Lobby every other day', level: 1 }).waitFor();
	});

	step('is changed, paused and ended', async () => {
		const { page } = visitor;
		await field(t('plans.times')).fill('08:30');
		await field(t('plans.times')).press('Tab');
		await button(t('frame.save')).click();
		await page.getByText(t('frame.saved')).waitFor();
		assert.deepEqual((await theOne()).times, ['08:30']);
		await button(t('plans.pause')).click();
		await dialog().getByRole('button', { name: t('plans.pause'), exact: true }).click();
		await button(t('plans.resume')).waitFor();
		assert.equal((await theOne()).state, 'paused');
		await button(t('plans.end')).click();
		await dialog().getByRole('button', { name: t('plans.end'), exact: true }).click();
		await dialog().waitFor({ state: 'detached' });
		await button(t('plans.end')).waitFor({ state: 'detached' });
		await visitor.look('portal-plan-ended');
		await page.getByRole('link', { name: t('plans.title'), exact: true }).click();
		await field(t('words.state')).selectOption('ended');
		await page.getByRole('link', { name: 'Lobby every other day' }).waitFor();
		await visitor.look('portal-plans');
	});

	step('leads to what is late, from the figure to the visit', async () => {
		const { page } = visitor;
		const { checklist_id } = await theOne();
		const at = (hours) => new Date(Date.now() + hours * 3600000).toISOString();
		const { id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id, start_at: at(-3), due_at: at(-1) }), 201);
		await page.goto(`${w.server.url}/reports/punctuality`);
		await page.getByRole('button', { name: r('by.store'), exact: true }).click();
		await page.getByRole('link', { name: w.here.name }).first().waitFor();
		await visitor.look('reports-punctuality');
		/* Due, late, and of them not finished: each figure leads to its visits. */
		for (const [nr, punctuality] of ['due', 'late', 'unfinished'].entries()) {
			const figures = page.getByRole('row').filter({ hasText: w.here.name }).getByRole('link', { name: '1', exact: true });
			await figures.nth(nr).click();
			await page.waitForURL((url) => url.searchParams.get('punctuality') === punctuality && url.searchParams.get('unit_id') === w.here.id);
			await page.getByRole('button', { name: r(`punctuality.of.${punctuality}`), exact: true, pressed: true }).waitFor();
			await page.locator(`a[href="/portal/visits/${id}"]`).waitFor();
			if (punctuality === 'unfinished')
				await visitor.look('reports-punctuality-list');
			else
				await page.goBack();
		}
	});
});
