/*
 * Escalation: the group sets its ladder; somebody complains; what is overdue climbs, is found by whom it was told to,
 * and counted in the reports.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from '../api/group.js';
import { until } from '../api/postgres_session.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { world } from './world.js';

const locale = 'zh-CN';
const t = reader('portal', locale);
const r = reader('reports', locale);
const complaint = '客人投诉汤是冷的';

let w;
let browser;
let admin;
let store;
let director;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'escalations-broken'));
	isBroken = false;
	browser.check();
});

describe('escalation', () => {
	before(async () => {
		w = await world(locale);
		browser = await open(w.server);
		admin = await browser.visitor('desktop', locale);
		store = await browser.visitor('phone', locale);
		director = await browser.visitor('desktop', locale);
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('the group sets its ladder', async () => {
		await signIn(admin, 'portal', { tenant: w.director.tenant, person: { login: 'admin' } }, t);
		const { page } = admin;
		await page.getByRole('link', { name: t('ladder.title'), exact: true }).click();
		const critical = page.getByRole('group', { name: t('severity.critical') });
		await critical.getByLabel(t('ladder.after_hours')).first().waitFor();
		assert.deepEqual(await critical.getByLabel(t('ladder.after_hours')).evaluateAll((inputs) => inputs.map((one) => one.value)), ['4', '24', '48']);
		await critical.getByLabel(t('ladder.after_hours')).first().fill('3');
		await critical.getByLabel(t('ladder.after_hours')).first().blur();
		await page.getByRole('button', { name: `${t('severity.minor')}: ${t('ladder.remove', { n: 3 })}` }).click();
		await admin.look('portal-ladder');
		await page.getByRole('button', { name: t('frame.save'), exact: true }).click();
		await page.getByText(t('frame.saved')).waitFor();
	});

	step('somebody at the store writes a complaint down', async () => {
		await signIn(store, 'portal', w.manager, t);
		const { page } = store;
		await page.waitForURL((url) => url.pathname.includes('/actions'));
		await page.goto(`${w.server.url}/portal/findings/new`);
		await page.getByLabel(t('findings.source')).selectOption({ label: t('findings.sources.complaint') });
		const department = page.getByRole('combobox', { name: t('words.department') });
		await department.fill('客房部');
		await page.getByRole('option', { name: '客房部' }).first().click();
		await page.getByRole('textbox', { name: t('findings.what') }).first().fill(complaint);
		await page.getByLabel(t('words.severity')).selectOption({ label: t('severity.critical') });
		await store.look('portal-complaint');
		await page.getByRole('button', { name: t('findings.create'), exact: true }).click();
		await page.waitForURL((url) => /\/actions\/[0-9a-f-]{36}$/.test(url.pathname));
	});

	step('who hears the same again adds it to the action that is open', async () => {
		const { page } = store;
		const action = page.url();
		await page.goto(`${w.server.url}/portal/findings/new`);
		await page.getByLabel(t('findings.source')).selectOption({ label: t('findings.sources.complaint') });
		const department = page.getByRole('combobox', { name: t('words.department') });
		await department.fill('客房部');
		await page.getByRole('option', { name: '客房部' }).first().click();
		await page.getByRole('combobox', { name: t('findings.joins') }).click();
		await page.getByRole('option', { name: complaint }).click();
		await page.getByRole('textbox', { name: t('findings.what') }).first().fill(`${complaint} 2`);
		await store.look('portal-complaint-joins');
		await page.getByRole('button', { name: t('findings.create'), exact: true }).click();
		await page.waitForURL(action);
		await page.getByText(`${complaint} 2`).first().waitFor();
		await page.getByText(t('actions.line.joined')).waitFor();
	});

	step('it climbs when it is overdue, and says so in its timeline', async () => {
		const { items: [finding] } = is(await w.director.get('/v1/findings?source=complaint'), 200);
		await w.server.sql.script(`update action set due_at = now() - interval '50 hours', changed_at = now() where id = '${finding.action_id}'`);
		const { page } = director;
		await signIn(director, 'portal', w.director, t);
		await page.waitForURL((url) => url.pathname.includes('/actions'));
		await until(async () => is(await w.director.get('/v1/escalations?mine=true'), 200).items.length, 'the escalation');
		await page.goto(`${w.server.url}/portal/escalations`);
		await page.getByRole('link', { name: complaint }).waitFor();
		await director.look('portal-escalations');
		await page.getByRole('link', { name: complaint }).click();
		await page.getByText(t('actions.line.escalated')).waitFor();
		await director.look('portal-action-escalated');
	});

	step('the reports count it, as a complaint', async () => {
		const { page } = director;
		await page.goto(`${w.server.url}/reports/escalations`);
		await page.getByRole('table').getByRole('link', { name: '1', exact: true }).nth(1).waitFor();
		await director.look('reports-escalations');
		await page.getByRole('table').getByRole('link', { name: '1', exact: true }).nth(1).click();
		await page.getByRole('heading', { name: r('escalations.list') }).waitFor();
		await page.getByText(complaint).waitFor();
		await director.look('reports-escalation-list');
		/* A column of levels leads to the actions that came as high as that. */
		await page.goBack();
		await page.locator('a[href*="level_from=3"]').first().click();
		await page.getByText(r('escalations.columns.level_3')).waitFor();
		await page.getByRole('link', { name: complaint }).first().waitFor();
	});

	step('the wall asks again by itself, and says when the server is away', async () => {
		const { page } = director;
		await page.clock.install();
		await page.goto(`${w.server.url}/reports/wall`);
		const tiles = page.locator('.tiles');
		const status = page.locator('footer').getByRole('status');
		const refreshed = r('wall.refreshed', { at: '' }).trim();
		await status.getByText(refreshed).waitFor();
		const changes = async (part, step) => {
			const before = await part.innerText();
			await step();
			await until(async () => await part.innerText() !== before, 'the next refresh');
		};
		await changes(status, () => page.clock.fastForward(121000));
		is(await w.inspector.post(`/v1/inspections/${w.visit}/submit`, { answers: { 'lobby.floor': { choice: 'yes' },
			'lobby.light': { check: true }, 'room.bed': { choice: 'yes' } } }), 200);
		await changes(tiles, () => page.clock.fastForward(121000));
		await director.look('reports-wall-refreshed');
		await director.offline(true);
		await page.clock.fastForward(121000);
		await page.getByText(r('wall.away')).waitFor();
		await director.offline(false);
		await page.getByText(r('wall.away')).waitFor({ state: 'detached' });
	});
});
