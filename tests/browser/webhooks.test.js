/*
 * Another system is told what happens: a webhook is made and its secret shown once, a test arrives, what
 * failed is sent again, the secret is changed, it is switched off and on, and deleted.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Group, is } from '../api/group.js';
import { start } from '../api/harness.js';
import { open, pages } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';

const locale = 'zh-CN';
const t = reader('portal', locale);

let server;
let group;
let browser;
let visitor;
let receiver;
let answers = 204;
const messages = [];
let secret;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'webhooks-broken'));
	isBroken = false;
	browser.check();
});
const button = (name) => visitor.page.getByRole('button', { name, exact: true });
const dialog = () => visitor.page.getByRole('dialog');
const webhook = async () => is(await group.admin.get('/v1/webhooks'), 200).items[0];
const row = (state) => visitor.page.getByRole('row').filter({ hasText: t(`delivery_state.${state}`) });

async function shownSecret() {
	const text = await dialog().locator('code').textContent();
	assert.match(text, /^whsec_/);
	await dialog().getByRole('button', { name: t('webhooks.kept'), exact: true }).click();
	return text;
}

describe('another system', () => {
	before(async () => {
		receiver = http.createServer(async (req, res) => {
			let body = '';
			for await (const part of req)
				body += part;
			messages.push({ headers: req.headers, body });
			res.writeHead(answers).end();
		});
		await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		server = await start({ clock: false, env: { GEMBA_PAGES: pages, GEMBA_OUTGOING_LOOPBACK: 'yes' } });
		group = await Group.of(server);
		browser = await open(server);
		visitor = await browser.visitor('desktop', locale);
	});
	after(async () => {
		await browser?.close();
		await server?.stop();
		receiver.closeAllConnections();
		await new Promise((resolve) => receiver.close(resolve));
	});

	step('gets an address, and one that cannot be is refused at the field', async () => {
		const { page } = visitor;
		await signIn(visitor, 'portal', { tenant: 'demo', person: { login: 'admin' } }, t);
		await page.getByRole('link', { name: t('webhooks.title'), exact: true }).click();
		await page.getByText(t('webhooks.empty')).waitFor();
		await visitor.look('portal-webhooks-none');
		await page.getByRole('link', { name: t('webhooks.add') }).click();
		await page.getByLabel(t('webhooks.url')).fill('ftp://example.com');
		await button(t('webhooks.make')).click();
		await page.getByLabel(t('webhooks.url')).and(page.locator('[aria-invalid="true"]')).waitFor();
		visitor.forget(/webhooks/);
		await page.getByRole('radio', { name: t('webhooks.only_these') }).check();
		await page.locator('summary').filter({ hasText: t('webhooks.subjects.inspection') }).click();
		await page.getByRole('checkbox', { name: 'inspection.planned', exact: true }).check();
		await visitor.look('portal-webhook-new');
		await page.getByLabel(t('webhooks.url')).fill(`http://127.0.0.1:${receiver.address().port}/hook`);
		await page.getByLabel(t('webhooks.description')).fill('酒店管理系统');
		await button(t('webhooks.make')).click();
		await visitor.look('portal-webhook-secret');
		secret = await shownSecret();
		await page.waitForURL((url) => /\/webhooks\/[0-9a-f-]{36}$/.test(url.pathname));
		assert.deepEqual((await webhook()).kinds, ['inspection.planned']);
	});

	step('gets a test, signed with the secret that was shown', async () => {
		await button(t('webhooks.test')).click();
		await row('delivered').waitFor();
		assert.doesNotThrow(() => new Webhook(secret).verify(messages[0].body, messages[0].headers));
		await visitor.look('portal-webhook');
	});

	step('is gone, so that the webhook is switched off and says why', async () => {
		answers = 410;
		await button(t('webhooks.redeliver', { kind: 'webhook.test' })).click();
		await visitor.page.getByText(t('webhooks.is_off')).waitFor();
		await visitor.page.getByText(t('webhooks.off_why.gone')).waitFor();
		await visitor.page.getByText(t('webhooks.why.no_success')).first().waitFor();
		await visitor.look('portal-webhook-off');
	});

	step('is there again and gets what it missed', async () => {
		answers = 204;
		await button(t('webhooks.switch_on')).click();
		await button(t('webhooks.redeliver', { kind: 'webhook.test' })).click();
		await row('delivered').waitFor();
		assert.equal(messages.length, 3);
	});

	step('gets a new secret, and for a day both', async () => {
		await button(t('webhooks.rotate')).click();
		await dialog().getByRole('button', { name: t('webhooks.rotate'), exact: true }).click();
		await dialog().locator('code').waitFor();
		const fresh = await shownSecret();
		assert.notEqual(fresh, secret);
		await button(t('webhooks.test')).click();
		await row('delivered').nth(1).waitFor();
		for (const one of [secret, fresh])
			assert.doesNotThrow(() => new Webhook(one).verify(messages.at(-1).body, messages.at(-1).headers));
	});

	step('is told nothing more', async () => {
		await button(t('webhooks.switch_off')).click();
		await visitor.page.getByText(t('webhooks.is_off')).waitFor();
		assert.equal((await webhook()).state, 'off');
		await button(t('webhooks.remove')).click();
		await dialog().getByRole('button', { name: t('webhooks.remove'), exact: true }).click();
		await visitor.page.getByText(t('webhooks.empty')).waitFor();
		assert.equal(await webhook(), undefined);
	});
});
