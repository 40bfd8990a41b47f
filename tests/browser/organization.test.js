/*
 * The organization by hand: a store below its region, a person with a first role there, another role given
 * and taken; somebody leaves, and what he or she had is handed over to a colleague.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, Group, is } from '../api/group.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { world } from './world.js';

const locale = 'en';
const t = reader('portal', locale);

let w;
let group;
let browser;
let visitor;
let store;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'organization-broken'));
	isBroken = false;
	browser.check();
});
const button = (name) => visitor.page.getByRole('button', { name, exact: true });
const dialog = () => visitor.page.getByRole('dialog');
/* The label begins with it; what is required says so behind it. */
const field = (label, within = visitor.page) => within.getByLabel(new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}`));
const section = (name) => visitor.page.getByRole('region', { name });

/* Chooses in a field that searches while one types. */
async function pick(label, name, within = visitor.page) {
	await within.getByRole('combobox', { name: label }).fill(name);
	await within.getByRole('option', { name }).first().click();
}

describe('the organization', () => {
	before(async () => {
		w = await world(locale);
		group = await Group.of(w.server);
		browser = await open(w.server);
		visitor = await browser.visitor('desktop', locale);
		await signIn(visitor, 'portal', { tenant: 'demo', person: { login: 'admin' } }, t);
		await visitor.page.waitForURL((url) => url.pathname.includes('/actions'));
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('gets a store, whose time zone must be one', async () => {
		const { page } = visitor;
		await page.getByRole('link', { name: t('units.title'), exact: true }).click();
		await visitor.look('portal-units');
		await page.getByRole('link', { name: t('units.add') }).click();
		await page.getByRole('heading', { name: t('units.add'), level: 1 }).waitFor();
		await pick(t('units.parent'), 'East');
		await field(t('words.kind')).selectOption('store');
		await field(t('words.name')).fill('Harbour Hotel Hangzhou');
		await field(t('words.code')).fill('hz-01');
		await field(t('units.time_zone')).fill('Asia/Hangzhou');
		await button(t('units.create')).click();
		await field(t('units.time_zone')).and(page.locator('[aria-invalid="true"]')).waitFor();
		visitor.forget(/units/);
		await visitor.look('portal-unit-fault');
		await field(t('units.time_zone')).fill('Asia/Shanghai');
		await button(t('units.create')).click();
		await page.getByRole('heading', { name: 'Harbour Hotel Hangzhou', level: 1 }).waitFor();
		[store] = await all(group.admin, '/v1/units?q=hz-01');
		assert.equal(store.kind, 'store');
	});

	step('gets a person with a first role there', async () => {
		const { page } = visitor;
		await page.getByRole('link', { name: t('people.title'), exact: true }).click();
		await page.getByRole('link', { name: t('people.add') }).click();
		await page.getByRole('heading', { name: t('people.add'), level: 1 }).waitFor();
		await field(t('words.name')).fill('Wei Zhang');
		await field(t('people.login')).fill('wei.zhang');
		await field(t('people.email')).fill('wei.zhang@example.org');
		await pick(t('people.role'), 'Store manager');
		await pick(t('words.unit'), 'Harbour Hotel Hangzhou');
		await visitor.look('portal-person-new');
		await button(t('frame.save')).click();
		await page.getByRole('heading', { name: 'Wei Zhang', level: 1 }).waitFor();
		await page.getByText(t('people.no_password')).waitFor();
		const [person] = await all(group.admin, '/v1/people?q=wei.zhang');
		const [{ unit_id: unit }] = await all(group.admin, `/v1/memberships?person_id=${person.id}`);
		assert.equal(unit, store.id);
	});

	step('gives another role for some days, and takes it', async () => {
		const { page } = visitor;
		await button(t('people.add_role')).click();
		await pick(t('people.role'), 'Inspector', dialog());
		await pick(t('words.unit'), 'East', dialog());
		await field(t('people.ends_on'), dialog()).fill('2030-01-31');
		await visitor.look('portal-role-give');
		await dialog().getByRole('button', { name: t('people.add_role'), exact: true }).click();
		await dialog().waitFor({ state: 'detached' });
		await page.getByText(t('people.until', { day: 'Jan 31, 2030' })).waitFor();
		await button(t('people.take_role', { role: 'Inspector', name: 'Wei Zhang' })).click();
		await dialog().getByRole('button', { name: t('people.take_do'), exact: true }).click();
		await dialog().waitFor({ state: 'detached' });
		await page.getByText(t('people.until', { day: 'Jan 31, 2030' })).waitFor({ state: 'detached' });
		await visitor.look('portal-person');
	});

	step('says what somebody who leaves has left, and hands it over', async () => {
		const { page } = visitor;
		const answers = { 'lobby.floor': { choice: 'yes' }, 'lobby.light': { check: true }, 'room.bed': { choice: 'no' } };
		const { id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: w.list, lead_id: w.inspector.person.id }), 201);
		const [{ action_id: action }] = is(await w.inspector.post(`/v1/inspections/${id}/submit`, { answers }), 200).findings;
		assert.equal(is(await w.director.get(`/v1/actions/${action}`), 200).responsible_id, w.housekeeper.person.id);
		await page.goto(`${w.server.url}/portal/organization/people/${w.housekeeper.person.id}`);
		await button(t('people.leave')).click();
		await visitor.look('portal-leave');
		await dialog().getByRole('button', { name: t('people.leave'), exact: true }).click();
		await section(t('access.handover')).getByRole('link', { name: /Is the bed linen clean/ }).waitFor();
		await visitor.look('portal-handover');
		await button(t('hand_over.title')).click();
		await pick(t('hand_over.to'), w.manager.person.name, dialog());
		await field(t('words.reason'), dialog()).fill('Anna has left');
		await dialog().getByRole('button', { name: t('hand_over.do'), exact: true }).click();
		await section(t('access.handover')).waitFor({ state: 'detached' });
		assert.equal(is(await w.director.get(`/v1/actions/${action}`), 200).responsible_id, w.manager.person.id);
	});
});
