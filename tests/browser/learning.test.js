/*
 * What is learnt: a failure is put right on the spot, without a network; a later date is asked for and
 * approved; a proposal is taken up; other stores are looked at; actions are handed over; a photograph is
 * written off, a visit voided; and the group changes its policy.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from '../api/group.js';
import { decoded, put, sha256 } from '../api/photos.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, place, world } from './world.js';

const locale = 'zh-CN';
const phone = reader('phone', locale);
const t = reader('portal', locale);
const questions = Object.fromEntries(checklist.sections.flatMap((section) => section.questions.map((one) => [one.key, one])));

let w;
let browser;
let inspector;
let director;
let action;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'learning-broken'));
	isBroken = false;
	browser.check();
});
const card = (key) => inspector.page.getByRole('article', { name: questions[key].text[locale] });
const dialog = () => director.page.getByRole('dialog');
const press = (name) => dialog().getByRole('button', { name, exact: true }).click();
const gone = () => dialog().waitFor({ state: 'detached' });

/* Chooses in a field that searches while one types. */
async function pick(label, name) {
	const field = dialog().getByRole('combobox', { name: label });
	await field.fill(name);
	await dialog().getByRole('option', { name }).first().click();
}

async function photograph(within, file) {
	const chooser = inspector.page.waitForEvent('filechooser');
	await within.getByRole('button', { name: phone('photo.take') }).click();
	await (await chooser).setFiles(file);
}

/* Another visit by the API: the bed and the floor fail. */
async function fails() {
	const { id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: w.list, lead_id: w.inspector.person.id }), 201);
	const answers = { 'lobby.floor': { choice: 'yes' }, 'lobby.light': { check: true }, 'room.bed': { choice: 'no' } };
	return is(await w.inspector.post(`/v1/inspections/${id}/submit`, { answers }), 200);
}

/* A photograph of the department head, by its hash. */
async function arrives({ buffer, mimeType }) {
	const answer = await put(w.housekeeper, buffer, { type: mimeType });
	assert.ok([200, 201].includes(answer.status), answer.text);
	await decoded(w.housekeeper, sha256(buffer));
	return sha256(buffer);
}

describe('what is learnt', () => {
	before(async () => {
		w = await world(locale);
		browser = await open(w.server);
		inspector = await browser.visitor('phone', locale, { place });
		director = await browser.visitor('desktop', locale);
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('without a network a failure is put right on the spot, with a photograph of its own', async () => {
		const { page } = inspector;
		await signIn(inspector, 'phone', w.inspector, phone);
		await page.getByRole('link', { name: w.here.name }).waitFor();
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
		await inspector.offline(true);
		await page.getByRole('link', { name: w.here.name }).click();
		const floor = card('lobby.floor');
		await floor.getByText(questions['lobby.floor'].choices[2].label[locale], { exact: true }).click();
		await photograph(floor, w.pictures[0]);
		await floor.locator('.thumb img').waitFor();
		await floor.getByRole('textbox').fill('门口有水。');
		await floor.getByRole('textbox').blur();
		await floor.getByRole('switch', { name: phone('fix.title') }).click();
		await floor.getByText(phone('fix.needs_photo')).waitFor();
		await inspector.look('phone-fix-needed');
		const fix = floor.getByRole('group', { name: phone('fix.photos') });
		await photograph(fix, w.pictures[0]);
		await fix.getByText(phone('photo.trouble.shown')).waitFor();
		await photograph(fix, w.pictures[1]);
		await fix.locator('.thumb img').waitFor();
		await card('lobby.light').getByText(phone('frame.yes'), { exact: true }).click();
		await page.getByRole('button', { name: phone('visit.after') }).click();
		await card('room.bed').getByText(questions['room.bed'].choices[0].label[locale], { exact: true }).click();
		/* What is shown is on the disk; before that, leaving the page may lose the tap. */
		await card('room.bed').getByRole('radio', { checked: true }).waitFor();
	});

	step('a reload keeps it, the overview shows it, and it opens no action', async () => {
		const { page } = inspector;
		await page.reload();
		await page.locator('nav').getByRole('link', { name: phone('visit.overview') }).click();
		await page.getByText(phone('submit.complete')).waitFor();
		await page.getByText(phone('fix.title'), { exact: true }).waitFor();
		await inspector.look('phone-fix-overview');
		await page.getByRole('button', { name: phone('submit.send') }).click();
		await page.getByText(phone('sent.is_kept')).waitFor();
		await inspector.offline(false);
		await page.getByText(phone('sent.is_released')).waitFor();
		await page.getByText(phone('fix.title'), { exact: true }).waitFor();
		const { items } = is(await w.director.get(`/v1/findings?inspection_id=${w.visit}`), 200);
		assert.deepEqual(items.map((one) => [one.question, one.is_fixed_on_spot, one.action_id]), [['lobby.floor', true, null]]);
	});

	step('the result shows how it was put right', async () => {
		await signIn(director, 'portal', w.director, t);
		await director.page.waitForURL((url) => url.pathname.includes('/actions'));
		await director.page.goto(`${w.server.url}/portal/results/${w.visit}`);
		await director.page.getByText(t('visits.fixed'), { exact: true }).waitFor();
		await director.look('portal-fixed');
	});

	step('who approves finds the later date that was asked for, and approves it', async () => {
		const { findings } = await fails();
		action = findings[0].action_id;
		const { due_at } = is(await w.housekeeper.get(`/v1/actions/${action}`), 200);
		const later = new Date(Date.parse(due_at) + 7 * 86400000).toISOString();
		is(await w.housekeeper.post(`/v1/actions/${action}/extensions`, { due_at: later, reason: '配件下周四到货' }), 201);
		const { page } = director;
		await page.getByRole('link', { name: t('extensions.title'), exact: true }).click();
		await page.getByText('配件下周四到货').waitFor();
		await director.look('portal-extensions');
		const what = questions['room.bed'].text[locale];
		await page.getByRole('button', { name: t('extensions.of', { step: t('actions.do.approve'), what }), exact: true }).click();
		await dialog().getByLabel(t('words.note')).fill('仅此一次');
		await director.look('portal-extension-approve');
		await press(t('actions.do.approve'));
		await page.getByText(t('extensions.none_to_decide')).waitFor();
		assert.equal(is(await w.housekeeper.get(`/v1/actions/${action}`), 200).due_at, later);
	});

	step('the same is looked for in another store', async () => {
		const { page } = director;
		await page.goto(`${w.server.url}/portal/actions/${action}`);
		await page.getByRole('button', { name: t('elsewhere.title'), exact: true }).click();
		await pick(t('words.store'), '海港酒店宁波店');
		await dialog().getByText(t('visits.stores.chosen', { n: 1 })).waitFor();
		await director.look('portal-elsewhere');
		await press(t('elsewhere.do'));
		await gone();
		await page.getByRole('link', { name: '海港酒店宁波店' }).waitFor();
		await director.look('portal-action-elsewhere');
	});

	step('what a verified action teaches is taken up', async () => {
		is(await w.housekeeper.post(`/v1/actions/${action}/start`), 200);
		is(await w.housekeeper.post(`/v1/actions/${action}/hand-in`, { done: '已更换', photos: [await arrives(w.pictures[2])] }), 200);
		is(await w.director.post(`/v1/actions/${action}/verify`, {}), 200);
		is(await w.housekeeper.post(`/v1/actions/${action}/proposals`, { kind: 'procedure', text: '每次退房后检查床品' }), 201);
		const { page } = director;
		await page.getByRole('link', { name: t('proposals.title'), exact: true }).click();
		await page.getByText('每次退房后检查床品').waitFor();
		await director.look('portal-proposals');
		await page.getByRole('button', { name: t('extensions.of', { step: t('proposals.accept'), what: '每次退房后检查床品' }), exact: true }).click();
		await press(t('proposals.accept'));
		await page.getByText(t('proposals.empty')).waitFor();
	});

	step('all that one person has is handed over', async () => {
		const { findings } = await fails();
		const { page } = director;
		await page.getByRole('link', { name: t('actions.title'), exact: true }).click();
		await page.getByRole('button', { name: t('hand_over.title'), exact: true }).click();
		await pick(t('hand_over.from'), w.housekeeper.person.name);
		await pick(t('hand_over.to'), w.manager.person.name);
		await dialog().getByLabel(t('words.reason')).fill('休假至五月');
		await director.look('portal-hand-over');
		await press(t('hand_over.do'));
		await page.getByText(t('hand_over.done', { n: 1 })).waitFor();
		assert.equal(is(await w.manager.get(`/v1/actions/${findings[0].action_id}`), 200).responsible_id, w.manager.person.id);
	});

	step('a photograph that was lost with its phone is written off', async () => {
		const { id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: w.list, lead_id: w.inspector.person.id }), 201);
		const { page } = director;
		await page.goto(`${w.server.url}/portal/visits/${id}`);
		await page.getByRole('button', { name: t('lost.title'), exact: true }).click();
		await dialog().getByLabel(t('lost.sha256')).fill('ab'.repeat(32));
		await pick(t('lost.question'), questions['lobby.floor'].text[locale]);
		await dialog().getByLabel(t('words.reason')).fill('手机掉进泳池');
		await director.look('portal-lost');
		await press(t('lost.do'));
		await page.getByRole('heading', { name: t('lost.photos') }).waitFor();
		await director.look('portal-visit-lost');
	});

	step('a released visit that was wrong is voided, and says why', async () => {
		const { page } = director;
		await page.goto(`${w.server.url}/portal/results/${w.visit}`);
		await page.getByRole('button', { name: t('visits.void'), exact: true }).click();
		await dialog().getByLabel(t('words.reason')).fill('检查了另一家店');
		await director.look('portal-void');
		await press(t('visits.void'));
		await page.getByText('检查了另一家店').waitFor();
		assert.equal(is(await w.director.get(`/v1/inspections/${w.visit}`), 200).state, 'voided');
	});

	step('who manages the group changes its policy', async () => {
		const admin = await browser.visitor('desktop', locale);
		const { page } = admin;
		await signIn(admin, 'portal', { tenant: w.inspector.tenant, person: { login: 'admin' } }, t);
		await page.getByRole('link', { name: t('policy.title'), exact: true }).click();
		const passes = page.getByLabel(t('policy.effect_passes'));
		await passes.fill('11');
		await passes.press('Tab');
		await page.getByRole('button', { name: t('frame.save'), exact: true }).click();
		await page.getByRole('spinbutton', { name: t('policy.effect_passes') }).and(page.locator('[aria-invalid="true"]')).waitFor();
		admin.forget(/policy/);
		await passes.fill('3');
		await passes.press('Tab');
		await page.getByRole('button', { name: t('frame.save'), exact: true }).click();
		await page.getByRole('button', { name: t('frame.save'), exact: true, disabled: true }).waitFor();
		await admin.look('portal-policy');
		await page.reload();
		await page.getByLabel(t('policy.effect_passes')).waitFor();
		assert.equal(await page.getByLabel(t('policy.effect_passes')).inputValue(), '3');
	});
});
