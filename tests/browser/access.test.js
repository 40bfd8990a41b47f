/*
 * How people get in: a colleague is invited and chooses a password, a phone is enrolled by the link of a
 * QR code, roles are set against rights, and somebody who has left is erased.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Group, is } from '../api/group.js';
import { password, start } from '../api/harness.js';
import { open, pages } from './browser.js';
import { reader } from './words.js';

const locale = 'zh-CN';
const t = reader('portal', locale);
const pt = reader('phone', locale);

let server;
let browser;
let group;
let portal;
let phone;
let inspector;

before(async () => {
	server = await start({ clock: false, env: { GEMBA_PAGES: pages } });
	group = await (await Group.of(server)).stores();
	inspector = await group.person('inspector', group.shanghai, { name: '王芳' });
	await group.role(['action.read', 'report.read']);
	browser = await open(server);
	portal = await browser.visitor('desktop', locale);
	phone = await browser.visitor('phone', locale, { scheme: 'dark' });
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'access-broken'));
	isBroken = false;
	browser.check();
});

const button = (visitor, name) => visitor.page.getByRole('button', { name, exact: true });
const personPage = () => portal.page.goto(`${server.url}/portal/organization/people/${inspector.id}`);

/* What the dialog with the code has: its link. Waits for the QR code to be drawn. */
async function codeLink(kind, shot) {
	await button(portal, t(`access.${kind}`)).click();
	const dialog = portal.page.getByRole('dialog');
	await dialog.getByRole('img', { name: t('account.qr') }).waitFor();
	if (shot)
		await portal.look(shot);
	const link = await dialog.getByRole('link').getAttribute('href');
	await dialog.getByRole('button', { name: t('account.close'), exact: true }).click();
	return link;
}

describe('access', () => {
	step('an administrator invites somebody, who chooses a password', async () => {
		await portal.page.goto(`${server.url}/portal/`);
		await portal.page.getByLabel(t('sign_in.tenant')).fill('demo');
		await portal.page.getByLabel(t('sign_in.login')).fill('admin');
		await portal.page.getByLabel(t('sign_in.password')).fill(password);
		await button(portal, t('sign_in.title')).click();
		await portal.page.waitForURL((url) => !url.pathname.includes('sign-in'));
		await personPage();
		const link = await codeLink('invitations', 'access-code');
		await portal.look('access-person');
		const guest = await browser.visitor('phone', locale);
		await guest.page.goto(link);
		await guest.page.getByRole('heading', { name: t('access.welcome.title') }).waitFor();
		await guest.look('access-welcome');
		assert.ok(!guest.page.url().includes('#'), 'the code stays in no address');
		await guest.page.getByLabel(t('account.new_password')).fill('一句自己的话，很长很长');
		await button(guest, t('access.do')).click();
		await guest.page.waitForURL((url) => !url.pathname.endsWith('/welcome'));
		assert.ok(is(await group.admin.get(`/v1/people/${inspector.id}`), 200).has_password);
	});

	step('a phone is enrolled by a link and needs no password', async () => {
		await personPage();
		await phone.page.goto(await codeLink('enrolments'));
		await phone.page.getByRole('heading', { name: pt('enrol.title') }).waitFor();
		await phone.look('access-enrol');
		await button(phone, pt('enrol.do')).click();
		await phone.page.getByRole('heading', { name: pt('today.title'), level: 1 }).waitFor();
		const { items } = is(await group.admin.get(`/v1/devices?person_id=${inspector.id}`), 200);
		assert.equal(items.length, 1);
		await phone.page.goto(`${server.url}/phone/account`);
		await phone.page.getByRole('heading', { name: pt('account.sessions') }).waitFor();
		await phone.look('access-phone-account');
	});

	step('one\'s own sessions are seen and ended', async () => {
		is(await server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password, client: 'Elsewhere' }), 201);
		await portal.page.goto(`${server.url}/portal/account`);
		const end = portal.page.getByRole('button', { name: t('account.end_session', { name: 'Elsewhere' }) });
		await end.waitFor();
		await portal.look('access-account');
		await end.click();
		await end.waitFor({ state: 'detached' });
	});

	step('a role of the group\'s own is changed in the matrix', async () => {
		await portal.page.goto(`${server.url}/portal/organization/roles/matrix`);
		const box = portal.page.locator('td input:not(:disabled):not(:checked)').first();
		await box.waitFor();
		await portal.look('access-matrix');
		await box.check();
		await button(portal, t('roles.save_matrix')).click();
		await portal.page.getByText(t('roles.saved')).waitFor();
	});

	step('somebody who has left is erased, after a warning', async () => {
		is(await group.admin.patch(`/v1/people/${inspector.id}`, { state: 'left' }), 200);
		await personPage();
		await button(portal, t('access.erase')).click();
		const dialog = portal.page.getByRole('dialog');
		const erase = dialog.getByRole('button', { name: t('access.erase'), exact: true });
		assert.ok(await erase.isDisabled());
		await dialog.getByLabel(t('access.erase_reason')).fill('本人要求');
		await dialog.getByRole('checkbox').check();
		await portal.look('access-erase');
		await erase.click();
		await portal.page.getByText(t('people.erased'), { exact: true }).waitFor();
		assert.match(is(await group.admin.get(`/v1/people/${inspector.id}`), 200).name, /^Former person/);
	});
});
