/*
 * Holidays: a calendar of a country, one of a region that builds upon it, a make-up workday; hours in the
 * wrong order are refused at the field.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, Group, is } from '../api/group.js';
import { start } from '../api/harness.js';
import { open, pages } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';

const locale = 'zh-CN';
const t = reader('portal', locale);
const year = new Date().getFullYear() + 1;

let server;
let group;
let browser;
let visitor;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'calendars-broken'));
	isBroken = false;
	browser.check();
});
const button = (name) => visitor.page.getByRole('button', { name, exact: true });
const field = (label) => visitor.page.getByLabel(new RegExp(`^\\s*${label}`)).first();
const calendar = async (name) => is(await group.admin.get(`/v1/calendars/${(await all(group.admin, '/v1/calendars')).find((one) => one.name === name).id}`), 200);

async function addDays(first, last, kind, name) {
	await field(t('calendars.first')).fill(first);
	if (last)
		await field(t('calendars.last')).fill(last);
	await visitor.page.getByRole('group', { name: t('calendars.add_days') }).getByRole('combobox').selectOption(kind);
	await field(t('calendars.day_name')).fill(name);
	await button(t('calendars.add_days')).click();
}

describe('a calendar', () => {
	before(async () => {
		server = await start({ clock: false, env: { GEMBA_PAGES: pages } });
		group = await (await Group.of(server)).stores();
		browser = await open(server);
		visitor = await browser.visitor('desktop', locale);
		await signIn(visitor, 'portal', { tenant: 'demo', person: { login: 'admin' } }, t);
		await visitor.page.waitForURL((url) => url.pathname.includes('/actions'));
	});
	after(async () => {
		await browser?.close();
		await server?.stop();
	});

	step('of a country is there to be built upon', async () => {
		const { page } = visitor;
		await page.getByRole('link', { name: t('calendars.title'), exact: true }).click();
		await page.getByText(t('calendars.empty')).waitFor();
		await page.getByRole('link', { name: t('calendars.add') }).click();
		await field(t('words.name')).fill('全国节假日');
		await addDays(`${year}-10-07`, `${year}-10-01`, 'closed', '国庆节');
		await page.getByText(t('calendars.not_in_order')).waitFor();
		await addDays(`${year}-10-01`, `${year}-10-07`, 'closed', '国庆节');
		await addDays(`${year}-10-10`, '', 'open', '调休');
		await field(t('calendars.closes')).fill('08:00');
		await button(t('calendars.make')).click();
		await field(t('calendars.closes')).and(page.locator('[aria-invalid="true"]')).waitFor();
		visitor.forget(/calendars/);
		await field(t('calendars.closes')).fill('18:00');
		await button(t('calendars.make')).click();
		await page.getByRole('heading', { name: '全国节假日', level: 1 }).waitFor();
		await visitor.look('portal-calendar');
		const { unit_id: unit, days } = await calendar('全国节假日');
		assert.equal(unit, null);
		assert.deepEqual(days.map(({ day, is_open: isOpen }) => [day, isOpen]), [...Array.from({ length: 7 }, (_, n) => [`${year}-10-0${n + 1}`, false]), [`${year}-10-10`, true]]);
	});

	step('of a region shows the days of the one that it builds upon', async () => {
		const { page } = visitor;
		await page.goto(`${server.url}/portal/organization/calendars/new`);
		await field(t('words.name')).fill('华东日历');
		for (const [label, name] of [[t('calendars.where'), group.east.name], [t('calendars.base'), '全国节假日']]) {
			await page.getByRole('combobox', { name: label }).fill(name);
			await page.getByRole('option', { name }).first().click();
		}
		await button(String(year)).click();
		const october = page.getByRole('table').filter({ hasText: '十月' });
		await october.locator('td.closed.named', { hasText: /^7/ }).waitFor();
		await visitor.look('portal-calendar-new');
		await button(t('calendars.make')).click();
		await page.getByRole('heading', { name: '华东日历', level: 1 }).waitFor();
		assert.equal((await calendar('华东日历')).base_name, '全国节假日');
	});

	step('that others build upon is not deleted; one that nobody does, is', async () => {
		const { page } = visitor;
		const dialog = page.getByRole('dialog');
		const { id } = await calendar('全国节假日');
		await page.goto(`${server.url}/portal/organization/calendars/${id}`);
		await button(t('calendars.remove')).click();
		await dialog.getByRole('button', { name: t('calendars.remove'), exact: true }).click();
		await dialog.getByText(t('problems.calendar_is_built_upon.title')).waitFor();
		visitor.forget(/calendars/);
		await dialog.getByRole('button', { name: t('frame.cancel'), exact: true }).click();
		await page.goto(`${server.url}/portal/organization/calendars/${(await calendar('华东日历')).id}`);
		await button(t('calendars.remove')).click();
		await dialog.getByRole('button', { name: t('calendars.remove'), exact: true }).click();
		await page.getByRole('cell', { name: '全国节假日' }).first().waitFor();
		await visitor.look('portal-calendars');
		assert.deepEqual((await all(group.admin, '/v1/calendars')).map((one) => one.name), ['全国节假日']);
	});
});
