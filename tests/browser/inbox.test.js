/*
 * What reaches people: a visit is made and the bell of the phone tells it; a failure is told on the portal
 * and leads to its action; how often letters come is chosen; a forgotten password is chosen anew by the
 * link of a letter, in each client.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from '../api/group.js';
import { mailServer } from '../api/mail_server.js';
import { until } from '../api/postgres_session.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, place, world } from './world.js';

const locale = 'en';
const words = Object.fromEntries(['phone', 'portal', 'reports'].map((client) => [client, reader(client, locale)]));
const t = words.portal;
const title = checklist.title[locale];

let post;
let w;
let browser;
let inspector;
let housekeeper;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'inbox-broken'));
	isBroken = false;
	browser.check();
});
const link = (visitor, name) => visitor.page.getByRole('link', { name }).filter({ visible: true }).first();
const button = (visitor, name) => visitor.page.getByRole('button', { name, exact: true });


/* A visit whose bed fails, done by the API; the action that it opened. */
async function fails() {
	const { id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: w.list, lead_id: w.inspector.person.id }), 201);
	const answers = { 'lobby.floor': { choice: 'yes' }, 'lobby.light': { check: true }, 'room.bed': { choice: 'no' } };
	return is(await w.inspector.post(`/v1/inspections/${id}/submit`, { answers }), 200).findings[0].action_id;
}

/* The bell counts on by itself, but nobody waits a minute for it here. */
async function counted(visitor, words_of, n) {
	const name = n ? words_of('inbox.bell', { n }) : words_of('inbox.title');
	const bell = visitor.page.getByRole('link', { name, exact: true }).filter({ visible: true }).first();
	for (let tries = 0; tries < 20; tries++) {
		if (await bell.waitFor({ timeout: 1500 }).then(() => true, () => false))
			return bell;
		await visitor.page.reload();
		await visitor.page.locator('main').waitFor();
	}
	return bell.waitFor().then(() => bell);
}

/* The link of the newest letter to somebody, at the server of this test. */
async function letterLink(api, subject) {
	const letter = await until(async () => (await post.letters(api.email)).find((one) => one.subject === subject), subject);
	return letter.plain.match(/https:\/\/gemba\.example\.org(\/\S+)/)[1];
}

describe('what reaches people', () => {
	before(async () => {
		post = await mailServer();
		w = await world(locale, { env: { GEMBA_SMTP: post.url, GEMBA_MAIL_FROM: 'gemba@example.org', GEMBA_URL: 'https://gemba.example.org' } });
		browser = await open(w.server);
		inspector = await browser.visitor('phone', locale, { place });
		housekeeper = await browser.visitor('desktop', locale);
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
		await post?.stop();
	});

	step('the bell of the phone tells of a new visit and leads to it', async () => {
		await signIn(inspector, 'phone', w.inspector, words.phone);
		await inspector.page.getByRole('link', { name: w.here.name }).waitFor();
		await (await counted(inspector, words.phone, 1)).click();
		const line = inspector.page.getByRole('link', { name: words.phone('notices.visit.new') });
		await line.getByText(`${title} · ${w.here.name}`).waitFor();
		await inspector.look('phone-inbox');
		await line.click();
		await inspector.page.waitForURL((url) => url.pathname === `/phone/visits/${w.visit}`);
		await inspector.page.goBack();
		await counted(inspector, words.phone, 0);
	});

	step('a failure is told to whoever answers for it, and all of it is read at once', async () => {
		const action = await fails();
		await signIn(housekeeper, 'portal', w.housekeeper, t);
		await housekeeper.page.waitForURL((url) => url.pathname.includes('/actions'));
		await (await counted(housekeeper, t, 1)).click();
		const line = housekeeper.page.getByRole('link', { name: t('notices.action.new') });
		await line.click();
		await housekeeper.page.waitForURL((url) => url.pathname === `/portal/actions/${action}`);
		await fails();
		await (await counted(housekeeper, t, 1)).click();
		await housekeeper.page.getByRole('link', { name: t('notices.action.raised') }).waitFor();
		await housekeeper.look('portal-inbox');
		await button(housekeeper, t('inbox.read_all')).click();
		await counted(housekeeper, t, 0);
		await button(housekeeper, t('inbox.only_unread')).click();
		await housekeeper.page.getByText(t('inbox.none_unread')).waitFor();
		assert.equal(is(await w.housekeeper.get('/v1/inbox/count'), 200).unread, 0);
	});

	step('how often letters come is chosen, and where they go', async () => {
		await housekeeper.page.goto(`${w.server.url}/portal/account`);
		await housekeeper.page.getByLabel(t('mail.email'), { exact: true }).fill('anna');
		await housekeeper.page.getByRole('radio', { name: t('mail.daily') }).check();
		await button(housekeeper, t('frame.save')).click();
		await housekeeper.page.getByLabel(t('mail.email'), { exact: true }).and(housekeeper.page.locator('[aria-invalid="true"]')).waitFor();
		housekeeper.forget(/\/v1\/me/);
		w.housekeeper.email = 'anna.wu@example.org';
		await housekeeper.page.getByLabel(t('mail.email'), { exact: true }).fill(w.housekeeper.email);
		await button(housekeeper, t('frame.save')).click();
		await housekeeper.page.getByText(t('frame.saved')).waitFor();
		await housekeeper.look('portal-mail');
		const { email, mail } = is(await w.housekeeper.get('/v1/me'), 200);
		assert.deepEqual([email, mail], [w.housekeeper.email, 'daily']);
	});

	step('an address that takes no letters is told, and tried again', async () => {
		const { page } = housekeeper;
		await w.server.sql(`update person set mail_bounced_at = now(), mail_bounced_why = '550 5.1.1 There is nobody of that name.'
			where id = $1 returning id`, w.housekeeper.person.id);
		await page.reload();
		await page.getByText('550 5.1.1').waitFor();
		await housekeeper.look('portal-mail-bounced');
		await button(housekeeper, t('mail.try_again')).click();
		await page.getByText('550 5.1.1').waitFor({ state: 'detached' });
	});

	for (const client of ['phone', 'portal', 'reports'])
		step(`a forgotten password is chosen anew by the link of a letter, asked for at ${client}`, async () => {
			const api = { phone: w.inspector, portal: w.housekeeper, reports: w.director }[client];
			/* A new password ends their sessions, and their pages ask for news all the time. */
			for (const signedIn of [inspector, housekeeper])
				await signedIn.context.close();
			const text = words[client];
			api.email = `${api.person.login}@example.org`;
			is(await api.patch('/v1/me', { email: api.email }), 200);
			const guest = await browser.visitor(client === 'phone' ? 'phone' : 'desktop', locale);
			await guest.page.goto(`${w.server.url}/${client}/sign-in`);
			await guest.page.getByLabel(text('sign_in.tenant')).fill(api.tenant);
			await guest.page.getByLabel(text('sign_in.login')).fill(api.person.login);
			await link(guest, text('sign_in.forgotten')).click();
			await guest.page.getByRole('heading', { name: text('forgotten.title') }).waitFor();
			await guest.look(`${client}-forgotten`);
			await button(guest, text('forgotten.do')).click();
			await guest.page.getByText(text('forgotten.asked_text')).waitFor();
			await guest.look(`${client}-forgotten-asked`);
			await guest.page.goto(w.server.url + await letterLink(api, 'A new password for Gemba'));
			await guest.page.getByLabel(t('account.new_password')).fill('a sentence of one\'s own, long enough');
			await button(guest, t('access.do')).click();
			await guest.page.waitForURL((url) => !url.pathname.endsWith('/reset'));
			is(await w.server.api().post('/v1/sessions', { tenant: api.tenant, login: api.person.login, password: 'a sentence of one\'s own, long enough' }), 201);
			await guest.context.close();
		});
});
