/*
 * Several people on one visit, each with a phone: what one answers is seen by the other, two answers to one question
 * are decided, and the lead sends the whole. And what the review has to do with a phone: a store that was closed, and
 * a visit that was returned.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Group, is } from '../api/group.js';
import { until } from '../api/postgres_session.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, place, world } from './world.js';

const home = 'zh-CN';
const questions = Object.fromEntries(checklist.sections.flatMap((section) => section.questions).map((question) => [question.key, question]));

let w;
let browser;
let colleague;
let lead;
let member;
let shared;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'team-broken'));
	isBroken = false;
	browser.check();
});

const made = async (more) => is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: w.list,
	lead_id: w.inspector.person.id, due_at: new Date(Date.now() + 4 * 3600000).toISOString(), ...more }), 201).id;

/* What stands on the phone of somebody, in his or her language. */
class OnPhone {
	constructor(visitor, locale) {
		Object.assign(this, { visitor, page: visitor.page, locale, t: reader('phone', locale) });
	}

	static async of(person, locale, more = {}) {
		const visitor = await browser.visitor('phone', locale, { place, ...more });
		const phone = new OnPhone(visitor, locale);
		await signIn(visitor, 'phone', person, phone.t);
		await visitor.page.getByRole('heading', { name: phone.t('today.title') }).first().waitFor();
		return phone;
	}

	async open(id) {
		await this.page.goto(`${w.server.url}/phone/`);
		await this.page.locator(`a[href$="/visits/${id}"]`).waitFor();
		await this.page.goto(`${w.server.url}/phone/visits/${id}`);
		await this.card('lobby.floor').waitFor();
	}

	card(key) { return this.page.getByRole('article', { name: questions[key].text[this.locale] }); }
	label(key, n) { return questions[key].choices ? questions[key].choices[n].label[this.locale] : this.t(n ? 'frame.no' : 'frame.yes'); }
	isChosen(key, n) { return this.card(key).getByRole('radio', { name: this.label(key, n), exact: true, checked: true }).waitFor(); }

	async choose(key, n) {
		await this.card(key).getByText(this.label(key, n), { exact: true }).click();
		await this.isChosen(key, n);
	}

	async overview() {
		await this.page.locator('nav').getByRole('link', { name: this.t('visit.overview') }).click();
		await this.page.getByRole('heading', { name: this.t('submit.title') }).waitFor();
	}

	async take(button, n = 0) {
		const chooser = this.page.waitForEvent('filechooser');
		await button.click();
		await (await chooser).setFiles(w.pictures[n]);
	}

	/* How what failed was put right: the switch, and what shows it. */
	fix(key) { return this.card(key).getByRole('group', { name: this.t('fix.photos') }); }
	isFixed(key, isSo = true) { return this.card(key).getByRole('switch', { checked: isSo }).waitFor(); }
}

describe('a visit of two', () => {
	before(async () => {
		w = await world(home);
		const group = await Group.of(w.server, 'other');
		colleague = Object.assign(await group.somebody('inspector', group.top, { name: '周杰' }), { tenant: 'other' });
		browser = await open(w.server);
		shared = await made({ team: [colleague.person.id] });
		lead = await OnPhone.of(w.inspector, 'zh-CN');
		member = await OnPhone.of(colleague, 'zh-CN', { scheme: 'dark' });
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('shows on each phone what the other has answered, photographs too', async () => {
		await lead.open(shared);
		await lead.choose('lobby.light', 0);
		await member.open(shared);
		await member.isChosen('lobby.light', 0);
		await member.choose('lobby.floor', 2);
		await member.take(member.card('lobby.floor').getByRole('button', { name: member.t('photo.take') }));
		await member.card('lobby.floor').locator('.thumb img').waitFor();
		await member.card('lobby.floor').getByRole('textbox').fill('门口有积水');
		await member.card('lobby.floor').getByRole('textbox').blur();
		await member.page.getByText(member.t('team.all_shared')).waitFor();
		await member.visitor.look('phone-team-member');
		await lead.isChosen('lobby.floor', 2);
		await lead.card('lobby.floor').locator('.thumb img').waitFor();
		await lead.visitor.look('phone-team-lead');
		/* Asked for before anybody had begun. */
		lead.visitor.forget(/404/);
	});

	step('shows what a member has put right on the spot, with its photograph', async () => {
		await member.card('lobby.floor').getByRole('switch').click();
		await member.isFixed('lobby.floor');
		await member.take(member.fix('lobby.floor').getByRole('button', { name: member.t('photo.take') }), 1);
		await member.fix('lobby.floor').locator('.thumb img').waitFor();
		await member.page.getByText(member.t('team.all_shared')).waitFor();
		await member.visitor.look('phone-team-fixed');
		await lead.isFixed('lobby.floor');
		await lead.fix('lobby.floor').locator('.thumb img').waitFor();
		await lead.card('lobby.floor').getByRole('switch').click();
		await member.isFixed('lobby.floor', false);
		await member.card('lobby.floor').getByRole('switch').click();
		await lead.isFixed('lobby.floor');
	});

	step('keeps what a member answers without a network, and shows both answers to one question', async () => {
		await member.visitor.offline(true);
		await member.page.getByRole('button', { name: member.t('visit.after') }).click();
		await member.choose('room.bed', 1);
		await lead.page.getByRole('button', { name: lead.t('visit.after') }).click();
		await lead.choose('room.bed', 0);
		await until(async () => is(await w.director.get(`/v1/inspections/${shared}/sheet`), 200).answers['room.bed']?.choice === 'yes', 'the answer of the lead');
		await member.visitor.offline(false);
		await member.card('room.bed').getByText(member.t('question.theirs', { text: member.label('room.bed', 0) })).waitFor();
		await member.visitor.look('phone-team-two-answers');
		await member.card('room.bed').getByRole('button', { name: member.t('question.keep_mine') }).click();
		await lead.isChosen('room.bed', 1);
		member.visitor.forget(/412/);
	});

	step('is sent by its lead, and leaves the phone of the other', async () => {
		await member.overview();
		await member.page.getByText(member.t('submit.not_lead', { name: w.inspector.person.name })).waitFor();
		assert.equal(await member.page.getByRole('button', { name: member.t('submit.send') }).count(), 0);
		await member.visitor.look('phone-team-overview');
		await lead.overview();
		await lead.page.getByText(lead.t('fix.title')).waitFor();
		await lead.page.getByRole('button', { name: lead.t('submit.send') }).click();
		await lead.page.getByText(lead.t('sent.is_released')).waitFor();
		const { items } = is(await w.director.get(`/v1/findings?inspection_id=${shared}&fixed_on_spot=true`), 200);
		assert.deepEqual(items.map((one) => [one.question, one.action_id, one.fix_photos.length]), [['lobby.floor', null, 1]]);
		const sheet = is(await w.director.get(`/v1/inspections/${shared}/sheet`), 200);
		assert.deepEqual([sheet.answers['lobby.floor'].note, sheet.answers['lobby.floor'].photos.length, sheet.answers['room.bed'].choice], ['门口有积水', 1, 'partly']);
		await member.page.goto(`${w.server.url}/phone/`);
		await member.page.getByText(member.t('today.empty')).waitFor();
	});
});

describe('a visit that is reviewed', () => {
	let phone;
	let id;

	before(async () => {
		[w, isBroken] = [await world('en'), false];
		browser = await open(w.server);
		phone = await OnPhone.of(w.inspector, 'en');
		id = await made({ needs_review: true });
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('is given back where the store is closed, with a photograph that shows it', async () => {
		const { page, t } = phone;
		await phone.open(id);
		await page.getByRole('button', { name: t('closed.open') }).click();
		const dialog = page.getByRole('dialog', { name: t('closed.title') });
		await dialog.getByRole('textbox').fill('The shutters are down.');
		await phone.take(dialog.getByRole('button', { name: t('photo.take') }));
		await dialog.locator('.thumb img').waitFor();
		await phone.visitor.look('phone-closed');
		await dialog.getByRole('button', { name: t('closed.send') }).click();
		await page.getByText(t('closed.is_sent')).waitFor();
		await phone.visitor.look('phone-closed-sent');
		const { inspection, review } = is(await w.director.get(`/v1/inspections/${id}/review`), 200);
		assert.deepEqual([inspection.state, review.misfire_note, review.misfire_photos.length], ['misfired', 'The shutters are down.', 1]);
	});

	step('comes back to the phone that sent it, with the reason and until when', async () => {
		const { page, t } = phone;
		is(await w.director.post(`/v1/inspections/${id}/return`, { reason: 'The side door is open on Sundays.' }), 200);
		await phone.open(id);
		await page.getByText('The side door is open on Sundays.').waitFor();
		await phone.choose('lobby.floor', 0);
		await phone.choose('lobby.light', 0);
		await phone.visitor.look('phone-returned');
		await page.getByRole('button', { name: t('visit.after') }).click();
		await phone.choose('room.bed', 0);
		await phone.overview();
		await page.getByRole('button', { name: t('submit.send') }).click();
		await page.getByText(t('sent.is_in_review')).waitFor();
	});

	step('of the store itself is appealed against where its result is, with a photograph', async () => {
		const daily = is(await w.director.post('/v1/checklists', { ...checklist, code: 'daily-round', kind: 'daily' }), 201);
		is(await w.director.post(`/v1/checklists/${daily.id}/versions/1/publish`), 200);
		const round = await made({ checklist_id: daily.id, lead_id: w.manager.person.id });
		const store = await OnPhone.of(w.manager, 'en');
		const { page, t } = store;
		await store.open(round);
		await store.choose('lobby.floor', 0);
		await store.choose('lobby.light', 1);
		await page.getByRole('button', { name: t('visit.after') }).click();
		await store.choose('room.bed', 0);
		await store.overview();
		await page.getByRole('button', { name: t('submit.send') }).click();
		await page.getByText(t('sent.is_released')).waitFor();
		const against = t('appeal.against', { what: questions['lobby.light'].text.en });
		await page.getByRole('button', { name: against }).click();
		const dialog = page.getByRole('dialog', { name: against });
		await dialog.getByRole('textbox').fill('The lamp was changed the same day.');
		await store.take(dialog.getByRole('button', { name: t('photo.take') }));
		await dialog.getByText(t('appeal.photos', { n: 1 }).split(' | ')[0]).waitFor();
		await store.visitor.look('phone-appeal');
		await dialog.getByRole('button', { name: t('appeal.make'), exact: true }).click();
		await dialog.waitFor({ state: 'detached' });
		await page.getByText(t('appeal_state.open'), { exact: true }).waitFor();
		await store.visitor.look('phone-appealed');
		const [appeal] = is(await w.director.get('/v1/appeals'), 200).items;
		assert.deepEqual([appeal.reason, appeal.photos.length], ['The lamp was changed the same day.', 1]);
	});
});
