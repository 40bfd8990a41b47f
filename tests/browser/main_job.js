/*
 * The main job in the hands of those who do it, in each language: a visit filled in on the phone without a
 * network and sent when there is one; what failed put right and verified in the portal; the figure in the
 * reports, and what is behind it.
 *
 *	tell('zh-CN', 'dark');
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, is } from '../api/group.js';
import { open as openBrowser } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, place, world } from './world.js';

const questions = Object.fromEntries(checklist.sections.flatMap((section) => section.questions).map((question) => [question.key, question]));
const percent = (text) => `${Number(text).toFixed(1)}%`;

/* Photographs are shown once they have arrived and can be drawn. */
async function isDrawn(image) {
	await image.waitFor();
	await image.evaluate((element) => element.decode());
	assert.ok(await image.evaluate((element) => element.naturalWidth) > 1);
}

/* The story in one language and one appearance. */
export function tell(locale, scheme) {
	describe(`the main job in ${locale}, ${scheme}`, () => {
		const them = {};
		let browser;
		let server;
		/* Each step rests on those before: what comes after a failure would only wait in vain. */
		let isBroken = false;
		const step = (name, run) => it(name, async () => {
			assert.ok(!isBroken, 'a step before this one has failed');
			isBroken = true;
			await run().catch((error) => browser.explain(error, `${locale}-broken`));
			isBroken = false;
			browser.check();
		});
		const say = (text) => text[locale];
		const phone = reader('phone', locale);
		const portal = reader('portal', locale);
		const reports = reader('reports', locale);
		const remarks = locale === 'en' ?
			{ note: 'Chewing gum under the sofa by the door.', cause: 'Nobody moves the sofas.', plan: 'Move them every Monday.', fix: 'Scraped off and mopped.', verified: 'Seen, clean.' } :
			{ note: '门口沙发下面有口香糖。', cause: '没有人移动沙发。', plan: '每周一移开沙发清扫。', fix: '已铲除并拖洗。', verified: '现场确认，已干净。' };
		/* What is shown is on the disk; before that, leaving the page may lose the tap. */
		const isChosen = (key, name) => card(key).getByRole('radio', { name, exact: true, checked: true }).waitFor();
		const card = (key) => them.phone.page.getByRole('article', { name: say(questions[key].text) });
		const figure = (name) => them.reports.page.locator('a.tile').filter({ hasText: reports(name) });

		before(async () => {
			them.world = await world(locale);
			server = them.world.server;
			browser = await openBrowser(server);
		});
		after(async () => {
			await browser?.close();
			await server?.stop();
		});

		step('headquarters sees that nothing was done yet', async () => {
			them.reports = await browser.visitor('desktop', locale, { scheme });
			await signIn(them.reports, 'reports', them.world.director, reports);
			await figure('overview.visits').getByText('0', { exact: true }).waitFor();
		});

		step('the inspector signs in, and the visit is on the phone', async () => {
			them.phone = await browser.visitor('phone', locale, { place, scheme });
			const { page } = them.phone;
			await page.goto(`${server.url}/phone/`);
			await page.getByLabel(phone('sign_in.tenant')).waitFor();
			assert.equal(await page.locator('html').getAttribute('lang'), locale);
			await them.phone.look('phone-sign-in');
			await signIn(them.phone, 'phone', them.world.inspector, phone);
			await page.getByRole('link', { name: them.world.here.name }).waitFor();
			/* The program, too, is kept for when there is no network. */
			await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
			await them.phone.look('phone-today');
		});

		step('without a network it is filled in, and a failure photographed', async () => {
			const { page } = them.phone;
			await them.phone.offline(true);
			await page.getByRole('link', { name: them.world.here.name }).click();
			const floor = card('lobby.floor');
			await floor.getByText(say(questions['lobby.floor'].choices[2].label), { exact: true }).click();
			await floor.getByText(phone('question.needs_note')).waitFor();
			await them.phone.look('phone-failed');
			const chooser = page.waitForEvent('filechooser');
			await floor.getByRole('button', { name: phone('photo.take') }).click();
			await (await chooser).setFiles(them.world.pictures[0]);
			await isDrawn(floor.locator('.thumb img'));
			await floor.getByRole('textbox').fill(remarks.note);
			await floor.getByRole('textbox').blur();
			await card('lobby.light').getByText(phone('frame.yes'), { exact: true }).click();
			await isChosen('lobby.light', phone('frame.yes'));
			await them.phone.look('phone-visit');
		});

		step('a reload without a network loses nothing', async () => {
			const { page } = them.phone;
			await page.reload();
			const floor = card('lobby.floor');
			await floor.waitFor();
			await isChosen('lobby.floor', say(questions['lobby.floor'].choices[2].label));
			await isChosen('lobby.light', phone('frame.yes'));
			assert.equal(await floor.getByRole('textbox').inputValue(), remarks.note);
			await isDrawn(floor.locator('.thumb img'));
			await page.getByRole('button', { name: phone('visit.after') }).click();
			await card('room.bed').getByText(say(questions['room.bed'].choices[0].label), { exact: true }).click();
			await isChosen('room.bed', say(questions['room.bed'].choices[0].label));
		});

		step('submitted, it waits in the outbox for the network', async () => {
			const { page } = them.phone;
			await page.locator('nav').getByRole('link', { name: phone('visit.overview') }).click();
			await page.getByText(phone('submit.complete')).waitFor();
			await them.phone.look('phone-submit');
			them.score = (await page.getByRole('region', { name: phone('result_panel.title') }).locator('.percent').innerText()).trim();
			await page.getByRole('button', { name: phone('submit.send') }).click();
			await page.getByText(phone('sent.is_kept')).waitFor();
			await page.getByText(phone('outbox.offline')).waitFor();
			await page.goto(`${server.url}/phone/outbox`);
			await page.getByRole('heading', { name: them.world.here.name }).waitFor();
			await page.getByText(phone('outbox.offline')).waitFor();
			await them.phone.look('phone-outbox');
			assert.equal(is(await them.world.inspector.get(`/v1/inspections/${them.world.visit}`), 200).state, 'open');
		});

		step('back in the network it goes out by itself, with the score that the phone has shown', async () => {
			const { page } = them.phone;
			await them.phone.offline(false);
			await page.getByText(phone('outbox.empty')).waitFor();
			await page.goto(`${server.url}/phone/visits/${them.world.visit}/sent`);
			await page.getByText(phone('sent.is_released')).waitFor();
			await them.phone.look('phone-sent');
			them.inspection = is(await them.world.inspector.get(`/v1/inspections/${them.world.visit}`), 200);
			assert.equal(them.inspection.state, 'released');
			assert.equal(them.inspection.failed, 1);
			assert.equal(them.score, percent(them.inspection.percent));
			const shown = page.getByRole('region', { name: phone('result_panel.title') }).locator('.percent');
			assert.equal((await shown.innerText()).trim(), percent(them.inspection.percent));
			for (const [name, path] of [['phone-sent-list', 'sent'], ['phone-account', 'account']]) {
				await page.goto(`${server.url}/phone/${path}`);
				await page.getByRole('heading', { level: 1 }).waitFor();
				await them.phone.look(name);
			}
		});

		step('the department head finds the action with its photograph', async () => {
			them.head = await browser.visitor('desktop', locale, { scheme });
			const { page } = them.head;
			await signIn(them.head, 'portal', them.world.housekeeper, portal);
			const link = page.getByRole('link', { name: say(questions['lobby.floor'].text) });
			await link.waitFor();
			await them.head.look('portal-actions');
			await link.click();
			await page.getByText(remarks.note).waitFor();
			await isDrawn(page.getByRole('list', { name: portal('actions.before') }).first().locator('img'));
			await them.head.look('portal-action');
		});

		step('plans it, begins it, and hands it in with a photograph', async () => {
			const { page } = them.head;
			const dialog = page.getByRole('dialog');
			const open = (name) => page.getByRole('button', { name: portal(`actions.steps.${name}`), exact: true });
			const press = (name) => dialog.getByRole('button', { name: portal(`actions.do.${name}`), exact: true }).click();
			await open('plan').click();
			await dialog.getByRole('textbox', { name: portal('actions.words.cause') }).fill(remarks.cause);
			await dialog.getByLabel(portal('actions.words.plan')).fill(remarks.plan);
			await them.head.look('portal-plan');
			await press('plan');
			await open('start').click();
			await press('start');
			await open('hand_in').click();
			await dialog.getByLabel(portal('actions.say.hand_in')).fill(remarks.fix);
			await dialog.locator('input[type=file]').last().setInputFiles(them.world.pictures[1]);
			await dialog.getByText(portal('photo_input.sent')).waitFor();
			await them.head.look('portal-hand-in');
			await press('hand_in');
			await dialog.waitFor({ state: 'detached' });
			await page.getByText(portal('actions.waits.submitted')).waitFor();
			await isDrawn(page.getByRole('list', { name: portal('actions.after') }).first().locator('img'));
			await them.head.look('portal-handed-in');
		});

		step('another person verifies it', async () => {
			them.manager = await browser.visitor('desktop', locale, { scheme });
			const { page } = them.manager;
			await signIn(them.manager, 'portal', them.world.manager, portal);
			await page.getByRole('link', { name: portal('actions.views.verify'), exact: true }).click();
			await page.getByRole('link', { name: say(questions['lobby.floor'].text) }).click();
			await page.getByRole('button', { name: portal('actions.steps.verify'), exact: true }).click();
			const dialog = page.getByRole('dialog');
			await dialog.getByLabel(portal('actions.say.verify')).fill(remarks.verified);
			await dialog.getByRole('button', { name: portal('actions.do.verify'), exact: true }).click();
			await page.getByText(portal('actions.waits.monitoring')).waitFor();
			await them.manager.look('portal-verified');
			const [action] = await all(them.world.manager, '/v1/actions');
			assert.equal(action.state, 'monitoring');
			them.action = action.id;
			for (const [name, path] of [['portal-findings', 'findings'], ['portal-results', 'results'], ['portal-visit', `visits/${them.world.visit}`]]) {
				await page.goto(`${server.url}/portal/${path}`);
				await page.getByText(them.world.here.name).first().waitFor();
				await them.manager.look(name);
			}
		});

		step('headquarters sees the figure move, and looks behind it', async () => {
			const { page } = them.reports;
			await page.reload();
			await figure('overview.visits').getByText('1', { exact: true }).waitFor();
			await figure('overview.mean').getByText(percent(them.inspection.percent), { exact: true }).waitFor();
			await page.getByText(say(questions['lobby.floor'].text)).first().waitFor();
			await them.reports.look('reports-overview');
			await figure('overview.visits').click();
			await page.getByRole('link', { name: them.world.here.name }).click();
			await page.getByText(remarks.note).waitFor();
			const photo = page.getByRole('button', { name: reports('photos.open', { n: 1, all: 1 }) });
			await isDrawn(photo.locator('img'));
			await them.reports.look('reports-visit');
			await photo.click();
			await isDrawn(page.getByRole('dialog').locator('img'));
			await them.reports.look('reports-photo');
			await page.keyboard.press('Escape');
		});

		step('each page of the portal is fit to be shown', async () => {
			them.quality = await browser.visitor('desktop', locale, { scheme });
			const { page } = them.quality;
			await signIn(them.quality, 'portal', them.world.director, portal);
			await page.getByRole('link', { name: portal('actions.views.watch'), exact: true }).click();
			await page.getByRole('link', { name: say(questions['lobby.floor'].text) }).waitFor();
			const list = `checklists/${them.world.list}`;
			for (const [name, path] of [['finding-new', 'findings/new'], ['visits', 'visits'], ['visit-new', 'visits/new'],
				['checklists', 'checklists'], ['checklist', list], ['checklist-edit', `${list}/edit`], ['account', 'account']]) {
				await page.goto(`${server.url}/portal/${path}`);
				await page.getByRole('heading', { level: 1 }).waitFor();
				await page.waitForLoadState('networkidle');
				await them.quality.look(`portal-${name}`);
			}
		});

		step('each page of the reports is fit to be shown', async () => {
			const { page } = them.reports;
			for (const name of ['scores', 'failures', 'progress', 'findings', 'visits', 'actions', 'wall']) {
				await page.goto(`${server.url}/reports/${name}`);
				await page.getByRole('heading', { level: 1 }).waitFor();
				await page.waitForLoadState('networkidle');
				await them.reports.look(`reports-${name}`);
			}
			await page.goto(`${server.url}/reports/actions/${them.action}`);
			await page.getByText(remarks.fix).waitFor();
			await them.reports.look('reports-action');
		});
	});
}
