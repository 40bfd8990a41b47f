/*
 * One mystery visit: offered on the phone, taken for a day, made, reviewed in the portal, released; the store sees a code,
 * a part of the day and a nickname.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Group, is } from '../api/group.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, world } from './world.js';

const locale = 'en';
const phone = reader('phone', locale);
const t = reader('portal', locale);
const title = { en: 'A guest at the bar', 'zh-CN': '酒吧客人' };
const answers = { 'lobby.floor': { choice: 'yes' }, 'lobby.light': { check: false }, 'room.bed': { choice: 'yes' },
	'room.remark': { text: 'I waited for an hour until somebody came.' } };

let w;
let browser;
let guest;
let shopper;
let id;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'mystery-broken'));
	isBroken = false;
	browser.check();
});

describe('a mystery visit', () => {
	before(async () => {
		w = await world(locale);
		const group = await Group.of(w.server, 'demo');
		is(await group.admin.patch('/v1/review-policy', { mystery_release_from_hours: 0, mystery_release_to_hours: 0 }), 200);
		const list = is(await group.admin.post('/v1/checklists', { ...checklist, code: 'guest', kind: 'mystery', title }), 201);
		is(await group.admin.post(`/v1/checklists/${list.id}/versions/1/publish`), 200);
		shopper = Object.assign(await group.somebody('shopper', group.top, { name: 'Olivia Stone' }), { tenant: 'demo' });
		await w.server.sql.script(`insert into shopper (tenant_id, id, person_id, nickname, created_at, changed_at)
			select tenant_id, gen_random_uuid(), id, 'Magpie', now(), now() from person where id = '${shopper.person.id}'`);
		({ id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: list.id,
			due_at: new Date(Date.now() + 5 * 86400000).toISOString() }), 201));
		browser = await open(w.server);
		guest = await browser.visitor('phone', locale);
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('is taken on the phone, for a day', async () => {
		const { page } = guest;
		await signIn(guest, 'phone', shopper, phone);
		await page.getByRole('heading', { name: phone('today.title') }).first().waitFor();
		await page.goto(`${guest.origin}/phone/free`);
		const offers = page.getByRole('region', { name: phone('offers.title') });
		await offers.getByText(title.en).waitFor();
		await offers.getByText(phone('offers.discretion')).waitFor();
		await offers.getByLabel(phone('offers.day')).selectOption({ index: 0 });
		await guest.look('phone-offers');
		await offers.getByRole('button', { name: phone('offers.take_one', { name: w.here.name }) }).click();
		await offers.getByText(phone('offers.empty')).waitFor();
		await page.goto(`${guest.origin}/phone/`);
		await page.getByRole('link', { name: w.here.name }).waitFor();
		assert.ok(!(await page.title()).includes(w.here.name));
		is(await shopper.post(`/v1/inspections/${id}/submit`, { answers }), 200);
	});

	step('is reviewed in the portal, beside its answers', async () => {
		const director = await browser.visitor('desktop', locale);
		const { page } = director;
		await signIn(director, 'portal', w.director, t);
		await page.getByRole('link', { name: t('reviews.title'), exact: true }).click();
		await page.getByRole('link', { name: title.en }).waitFor();
		await page.getByText('Magpie').waitFor();
		await director.look('portal-reviews');
		await page.getByRole('link', { name: title.en }).click();
		const card = page.getByRole('region', { name: t('reviews.one'), exact: true });
		await card.getByRole('button', { name: t('reviews.steps.return') }).waitFor();
		await page.getByText(answers['room.remark'].text).waitFor();
		await director.look('portal-review');
		await card.getByRole('button', { name: t('reviews.steps.release') }).click();
		await page.getByRole('dialog').getByLabel(t('reviews.grade')).selectOption('9');
		await page.getByRole('dialog').getByRole('button', { name: t('reviews.steps.release'), exact: true }).click();
		await card.getByText(t('reviews.states.released'), { exact: true }).waitFor();
	});

	step('is seen by the store without who and when', async () => {
		const manager = await browser.visitor('desktop', locale);
		const { page } = manager;
		await signIn(manager, 'portal', w.manager, t);
		await page.getByRole('link', { name: t('visits.results') }).first().waitFor();
		await page.goto(`${manager.origin}/portal/results/${id}`);
		await page.getByText(t('visits.code')).waitFor();
		await page.getByText('Magpie').waitFor();
		const text = await page.locator('main').innerText();
		assert.ok(!text.includes('Olivia') && !text.includes(t('visits.moments.started_at')), text);
		assert.equal(await page.getByRole('region', { name: t('reviews.one'), exact: true }).count(), 0);
		await manager.look('portal-mystery-store');
	});
});
