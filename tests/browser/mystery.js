/*
 * Mystery visits from one end to the other, in one language: a shopper is entered in the register, takes an offer on
 * the phone and goes; the review returns the report once, puts an answer right and approves it; at the moment that was
 * drawn it is released, and the store sees a code, a part of the day and a nickname. A store that was closed is gone to
 * no more, and a poor report is made again by somebody else.
 *
 *	tell('en');
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Group, is } from '../api/group.js';
import { decoded, putNew } from '../api/photos.js';
import { until } from '../api/postgres_session.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, world } from './world.js';

const hour = 3600000;
const title = { en: 'A guest at the bar', 'zh-CN': '酒吧客人' };
const answers = { 'lobby.floor': { choice: 'yes' }, 'lobby.light': { check: false }, 'room.bed': { choice: 'yes' },
	'room.remark': { text: 'I waited for an hour until somebody came.' } };

export function tell(locale) {
	const t = reader('portal', locale);
	const phone = reader('phone', locale);
	const light = checklist.sections[0].questions[1].text[locale];
	const tenant = locale === 'en' ? 'demo' : 'other';
	/* As the page names a language to its reader. */
	const language = (tag) => `${new Intl.DisplayNames(locale, { type: 'language' }).of(tag)} (${tag})`;
	let w;
	let group;
	let browser;
	let keeper;
	let guest;
	let admin;
	let shopper;
	let id;
	let guests;
	let isBroken = false;
	const step = (name, run) => it(name, async () => {
		assert.ok(!isBroken, 'a step before this one has failed');
		isBroken = true;
		await run().catch((error) => browser.explain(error, `mystery-broken-${locale}`));
		isBroken = false;
		browser.check();
	});
	const dialog = ({ page }) => page.getByRole('dialog');
	const card = ({ page }) => page.getByRole('region', { name: t('reviews.one'), exact: true });
	const fact = (visitor, text) => card(visitor).getByRole('definition').filter({ hasText: new RegExp(`^${text}$`) });
	const visits = '/v1/inspections';

	/* A review's step, with its reason, once the dialog is closed. */
	async function decide(visitor, name, reason, more = async () => {}) {
		await card(visitor).getByRole('button', { name, exact: true }).click();
		if (reason)
			await dialog(visitor).getByLabel(t('words.reason')).fill(reason);
		await more(dialog(visitor));
		await dialog(visitor).getByRole('button', { name, exact: true }).click();
		await dialog(visitor).waitFor({ state: 'detached' });
	}

	/* A visit of the inspector's that somebody reviews. */
	const reviewed = async () => is(await w.director.post(visits, { id: randomUUID(), unit_id: w.here.id, checklist_id: w.list,
		lead_id: w.inspector.person.id, needs_review: true }), 201).id;

	describe(`a mystery visit, in ${locale}`, () => {
		before(async () => {
			w = await world(locale, { hasClock: true });
			group = await Group.of(w.server, tenant);
			const list = is(await group.admin.post('/v1/checklists', { ...checklist, code: 'guest', kind: 'mystery', title }), 201);
			is(await group.admin.post(`/v1/checklists/${list.id}/versions/1/publish`), 200);
			guests = list.id;
			await group.unit(group.top, 'brand', { name: 'Quiet Inns' });
			shopper = Object.assign(await group.somebody('shopper', group.top, { name: 'Olivia Stone' }), { tenant });
			const other = await group.person('shopper', group.top, { name: 'Henry Moss' });
			keeper = Object.assign(await group.somebody('viewer', group.top), { tenant });
			const role = await group.role(['mystery.identity']);
			/* Nobody can give a right that he has not: whoever runs the server gives the first one. */
			await w.server.sql.script(`insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
				select tenant_id, gen_random_uuid(), id, '${role.id}', '${group.top.id}', now() from person where id = '${keeper.person.id}'`);
			is(await keeper.post('/v1/shoppers', { id: randomUUID(), person_id: other.id, nickname: 'Robin' }), 201);
			({ id } = is(await w.director.post(visits, { unit_id: w.here.id, checklist_id: list.id,
				due_at: new Date(w.server.clock.now + 5 * 24 * hour).toISOString() }), 201));
			browser = await open(w.server);
		});
		after(async () => {
			await browser?.close();
			await w?.server.stop();
		});

		step('a shopper is entered in the register, with a companion, and was recognised somewhere', async () => {
			const visitor = await browser.visitor('desktop', locale);
			const { page } = visitor;
			await signIn(visitor, 'portal', keeper, t);
			await page.getByRole('link', { name: t('shoppers.title'), exact: true }).click();
			await page.getByRole('link', { name: 'Robin' }).waitFor();
			await page.getByRole('link', { name: t('shoppers.add') }).click();
			await page.getByLabel(t('shoppers.person'), { exact: false }).first().fill('Olivia');
			await page.getByRole('option', { name: /Olivia Stone/ }).click();
			await page.getByLabel(t('shoppers.nickname')).fill('Magpie');
			await page.getByLabel(t('shoppers.languages')).fill('zh-CN，en');
			await page.getByLabel(t('shoppers.birth_from')).fill('1985');
			await page.getByLabel(t('shoppers.birth_to')).fill('1990');
			await page.getByLabel(t('shoppers.companions')).fill('Rob');
			await page.getByRole('option', { name: /Robin/ }).click();
			await page.getByRole('button', { name: t('visits.take_out', { name: 'Robin' }) }).waitFor();
			await visitor.look('portal-shopper-new');
			await page.getByRole('button', { name: t('shoppers.enter') }).click();
			await page.getByRole('heading', { name: 'Magpie' }).waitFor();
			await page.getByRole('button', { name: t('shoppers.recognise') }).click();
			await dialog(visitor).getByLabel(t('shoppers.recognised_at')).fill('Quiet');
			await page.getByRole('option', { name: /Quiet Inns/ }).click();
			await dialog(visitor).getByLabel(t('words.note')).fill('前台叫出了她的名字。');
			await dialog(visitor).getByRole('button', { name: t('shoppers.recognise') }).click();
			await dialog(visitor).waitFor({ state: 'detached' });
			await page.getByText('前台叫出了她的名字。').waitFor();
			await visitor.look('portal-shopper');
			await page.getByLabel(t('words.note')).fill('周末有空。');
			await page.getByRole('button', { name: t('frame.save'), exact: true }).click();
			await page.getByText(t('frame.saved')).waitFor();
			await page.getByRole('link', { name: t('frame.back'), exact: true }).click();
			await page.getByRole('link', { name: 'Magpie' }).waitFor();
			await visitor.look('portal-shoppers');
			await visitor.context.close();
		});

		step('is taken on the phone, for a day', async () => {
			guest = await browser.visitor('phone', locale);
			const { page } = guest;
			await signIn(guest, 'phone', shopper, phone);
			await page.getByRole('heading', { name: phone('today.title') }).first().waitFor();
			await page.goto(`${guest.origin}/phone/free`);
			const offers = page.getByRole('region', { name: phone('offers.title') });
			await offers.getByText(title[locale]).waitFor();
			await offers.getByText(phone('offers.discretion')).waitFor();
			await offers.getByLabel(phone('offers.day')).selectOption({ index: 0 });
			await guest.look('phone-offers');
			await offers.getByRole('button', { name: phone('offers.take_one', { name: w.here.name }) }).click();
			await offers.getByText(phone('offers.empty')).waitFor();
			await page.goto(`${guest.origin}/phone/`);
			await page.getByRole('link', { name: w.here.name }).waitFor();
			assert.ok(!(await page.title()).includes(w.here.name));
			is(await shopper.post(`${visits}/${id}/submit`, { answers }), 200);
		});

		step('is returned once by the review, with the reason', async () => {
			admin = await browser.visitor('desktop', locale);
			const { page } = admin;
			await signIn(admin, 'portal', { tenant, person: { login: 'admin' } }, t);
			await page.getByRole('link', { name: t('reviews.title'), exact: true }).click();
			await page.getByRole('link', { name: title[locale] }).waitFor();
			await page.getByText('Magpie').waitFor();
			await admin.look('portal-reviews');
			await page.getByRole('link', { name: title[locale] }).click();
			await page.getByText(answers['room.remark'].text).waitFor();
			await card(admin).getByRole('button', { name: t('reviews.steps.return'), exact: true }).waitFor();
			await admin.look('portal-review');
			await decide(admin, t('reviews.steps.return'), 'Which bar was it?');
			await fact(admin, t('reviews.states.returned')).waitFor();
			const sheet = await shopper.get(`${visits}/${id}/sheet`);
			is(await shopper.post(`${visits}/${id}/submit`, { answers: { ...answers, 'room.remark': { text: 'I waited for an hour in the bar on the roof.' } } },
				{ 'if-match': sheet.headers.get('etag') }), 200);
		});

		step('an answer is put right, and what was answered stays', async () => {
			const { page } = admin;
			await page.reload();
			await page.getByText('the bar on the roof').waitFor();
			await page.getByRole('button', { name: t('visits.shows.all'), exact: true }).click();
			await page.getByRole('button', { name: t('answers.correct_of', { what: light }) }).click();
			const save = dialog(admin).getByRole('button', { name: t('answers.save') });
			await dialog(admin).getByLabel(t('words.reason')).fill('The photograph shows that it was lit.');
			assert.equal(await save.isDisabled(), true, 'the answer is as it was');
			await dialog(admin).getByText(t('frame.yes'), { exact: true }).click();
			await admin.look('portal-correct');
			await save.click();
			await dialog(admin).waitFor({ state: 'detached' });
			await page.getByText('The photograph shows that it was lit.').waitFor();
			await page.getByText(t('visits.changed'), { exact: true }).first().waitFor();
		});

		step('is approved, and released at the moment that was drawn', async () => {
			await decide(admin, t('reviews.steps.release'), '', (form) => form.getByLabel(t('reviews.grade')).selectOption('9'));
			await fact(admin, t('reviews.states.approved')).waitFor();
			await card(admin).getByText(t('reviews.moments.release_at'), { exact: true }).waitFor();
			await admin.look('portal-review-approved');
			await browser.pass(73 * hour);
			await until(async () => (await w.server.sql(`select state from inspection where id = '${id}'`))[0].state === 'released', 'the release');
			await admin.page.reload();
			await fact(admin, t('reviews.states.released')).waitFor();
		});

		step('is seen by the store without who and when', async () => {
			const manager = await browser.visitor('desktop', locale);
			const { page } = manager;
			await signIn(manager, 'portal', w.manager, t);
			await page.getByRole('link', { name: t('visits.results') }).first().waitFor();
			await page.goto(`${manager.origin}/portal/results/${id}`);
			await page.getByText(t('visits.code')).waitFor();
			await page.getByText('Magpie').waitFor();
			await page.getByRole('heading', { name: t('visits.answers') }).waitFor();
			const text = await page.locator('main').innerText();
			assert.ok(!text.includes('Olivia') && !text.includes(t('visits.moments.started_at')), text);
			assert.equal(await page.getByRole('region', { name: t('reviews.one'), exact: true }).count(), 0);
			await manager.look('portal-mystery-store');
			await manager.context.close();
		});

		step('of a store that was closed the review believes what the photograph shows', async () => {
			for (const one of [w.director, w.inspector])
				one.token = await w.server.signIn(tenant, one.person.login);
			const closed = await reviewed();
			const { buffer, mimeType } = w.pictures[0];
			const sha256 = await putNew(w.inspector, buffer, { type: mimeType });
			await decoded(w.inspector, sha256);
			is(await w.inspector.post(`${visits}/${closed}/misfire`, { note: 'A sign says "closed".', photos: [sha256] }), 200);
			await admin.page.goto(`${admin.origin}/portal/visits/${closed}`);
			await card(admin).getByText('A sign says "closed".').waitFor();
			await card(admin).getByRole('img').or(card(admin).locator('img')).first().waitFor();
			await admin.look('portal-review-closed');
			await decide(admin, t('reviews.steps.believe'), 'So it was.');
			await fact(admin, t('reviews.outcomes.misfire')).waitFor();
		});

		step('a poor report is left out, and made again', async () => {
			const poor = await reviewed();
			is(await w.inspector.post(`${visits}/${poor}/submit`, { answers }), 200);
			await admin.page.goto(`${admin.origin}/portal/visits/${poor}`);
			await card(admin).getByRole('button', { name: t('reviews.steps.reshop'), exact: true }).click();
			await dialog(admin).getByLabel(t('words.reason')).fill('Half of it is missing.');
			await admin.look('portal-reshop');
			await dialog(admin).getByRole('button', { name: t('reviews.steps.reshop'), exact: true }).click();
			await card(admin).getByRole('link', { name: t('reviews.to_reshop') }).click();
			await admin.page.getByText(t('visits.anybody')).waitFor();
		});

		step('is offered to those whom headquarters asks for', async () => {
			const { page } = admin;
			const { id: offer } = is(await w.director.post(visits, { unit_id: w.here.id, checklist_id: guests }), 201);
			await page.goto(`${admin.origin}/portal/visits/${offer}`);
			const who = page.getByRole('region', { name: t('requirements.title'), exact: true });
			await who.getByText(t('requirements.anybody')).waitFor();
			await who.getByText(t('requirements.offered')).waitFor();
			await who.getByRole('button', { name: t('requirements.change') }).click();
			const languages = dialog(admin).getByLabel(t('requirements.languages'));
			await languages.fill('ja, x y');
			await dialog(admin).getByLabel(t('requirements.min_rating')).fill('6');
			await dialog(admin).getByRole('button', { name: t('frame.save'), exact: true }).click();
			await dialog(admin).getByText(locale === 'en' ? 'This is no tag of a language.' : t('faults.language_tag')).waitFor();
			assert.equal(await languages.getAttribute('aria-invalid'), 'true');
			await admin.look('portal-requirements-fault');
			admin.forget(/status of 422/);
			await languages.fill('ja, zh-CN');
			await dialog(admin).getByRole('button', { name: t('frame.save'), exact: true }).click();
			await dialog(admin).waitFor({ state: 'detached' });
			await who.getByText(['ja', 'zh-CN'].map(language).join(t('requirements.or'))).waitFor();
			await who.getByText(t('requirements.rating', { n: 6 })).waitFor();
			await admin.look('portal-requirements');
		});

		step('the rules of reviews and shoppers are the group\'s', async () => {
			const { page } = admin;
			await page.getByRole('link', { name: t('review_policy.title'), exact: true }).click();
			await page.getByLabel(t('review_policy.mystery_release_to_hours')).fill('96');
			await page.getByLabel(t('review_policy.store_rest_days')).fill('120');
			await page.getByLabel(t('review_policy.store_rest_days')).blur();
			await admin.look('portal-review-policy');
			await page.getByRole('button', { name: t('frame.save'), exact: true }).click();
			await page.getByText(t('frame.saved')).waitFor();
			group.admin.token = await w.server.signIn(tenant);
			const { mystery_release_to_hours, store_rest_days } = is(await group.admin.get('/v1/review-policy'), 200);
			assert.deepEqual([mystery_release_to_hours, store_rest_days], [96, 120]);
		});
	});
}
