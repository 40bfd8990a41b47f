/*
 * Appeals from both sides: the store appeals with a photograph, headquarters is told, looks at both sides and puts the
 * answer right; the store sees the outcome, and the report counts it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from '../api/group.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, world } from './world.js';

const locale = 'en';
const t = reader('portal', locale);
const r = reader('reports', locale);
const questions = Object.fromEntries(checklist.sections.flatMap((section) => section.questions.map((one) => [one.key, one])));
const bed = questions['room.bed'].text[locale];

let w;
let browser;
let store;
let director;
let visit;
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'appeals-broken'));
	isBroken = false;
	browser.check();
});
const dialog = (visitor) => visitor.page.getByRole('dialog');

describe('an appeal, from both sides', () => {
	before(async () => {
		w = await world(locale);
		browser = await open(w.server);
		store = await browser.visitor('phone', locale);
		director = await browser.visitor('desktop', locale, { scheme: 'dark' });
		const answers = { 'lobby.floor': { choice: 'yes' }, 'lobby.light': { check: false }, 'room.bed': { choice: 'no' } };
		is(await w.inspector.post(`/v1/inspections/${w.visit}/submit`, { answers }), 200);
		visit = w.visit;
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('the store appeals from the result of the visit, with a photograph', async () => {
		await signIn(store, 'portal', w.manager, t);
		const { page } = store;
		await page.waitForURL((url) => url.pathname.includes('/actions'));
		await page.goto(`${w.server.url}/portal/results/${visit}`);
		await page.getByRole('button', { name: t('appeals.against', { what: bed }) }).click();
		await dialog(store).getByLabel(t('appeals.reason')).fill('The linen was changed before the visit; the mark is on the mattress.');
		const chooser = page.waitForEvent('filechooser');
		await dialog(store).getByText(t('photo_input.choose')).click();
		await (await chooser).setFiles(w.pictures[0]);
		await dialog(store).getByText(t('photo_input.sent')).waitFor();
		await store.look('portal-appeal-make');
		await dialog(store).getByRole('button', { name: t('appeals.make'), exact: true }).click();
		await dialog(store).waitFor({ state: 'detached' });
		await page.getByText(t('appeal_state.open'), { exact: true }).waitFor();
		await store.look('portal-result-appealed');
	});

	step('its action is disputed, and the appeal is there to be withdrawn', async () => {
		const { page } = store;
		await page.getByRole('link', { name: t('appeals.one'), exact: true }).click();
		await page.getByRole('heading', { name: t('appeals.said') }).waitFor();
		await page.getByRole('button', { name: t('appeals.withdraw') }).waitFor();
		await store.look('portal-appeal-store');
		await page.getByRole('link', { name: t('visits.to_action') }).click();
		await page.getByText(t('action_state.disputed'), { exact: true }).first().waitFor();
		await page.getByText(t('actions.line.disputed')).waitFor();
		await store.look('portal-action-disputed');
	});

	step('headquarters finds it in its queue, both sides beside each other', async () => {
		await signIn(director, 'portal', w.director, t);
		const { page } = director;
		await page.getByRole('link', { name: t('appeals.title'), exact: true }).click();
		await page.getByRole('link', { name: bed }).waitFor();
		await director.look('portal-appeals');
		await page.getByRole('link', { name: bed }).click();
		await page.getByRole('heading', { name: t('appeals.found') }).waitFor();
		await page.getByText('the mark is on the mattress').waitFor();
		await director.look('portal-appeal');
	});

	step('headquarters puts the answer right, and the visit is scored anew', async () => {
		const { page } = director;
		await page.getByRole('button', { name: t('appeals.decide'), exact: true }).click();
		await dialog(director).getByRole('radio', { name: t('appeals.outcomes.changed') }).click();
		const send = dialog(director).getByRole('button', { name: t('appeals.decide'), exact: true });
		await dialog(director).getByLabel(t('appeals.why')).fill('The photograph shows the mattress.');
		await dialog(director).getByRole('heading', { name: t('appeals.right_answer') }).waitFor();
		assert.equal(await send.isDisabled(), true, 'the answer is as it was');
		/* Another answer may hang on it: it is added, and left as it was. */
		const another = dialog(director).getByRole('region', { name: questions['lobby.light'].text[locale] });
		await dialog(director).getByRole('button', { name: t('answers.another') }).click();
		await dialog(director).getByLabel(t('answers.another')).fill('lights');
		await dialog(director).getByRole('option', { name: questions['lobby.light'].text[locale] }).click();
		await another.getByRole('button', { name: t('answers.leave') }).click();
		await another.waitFor({ state: 'detached' });
		await dialog(director).getByText(questions['room.bed'].choices[0].label[locale], { exact: true }).click();
		await director.look('portal-appeal-decide');
		await send.click();
		await dialog(director).waitFor({ state: 'detached' });
		await page.getByText(t('appeals.fell_away')).waitFor();
		await page.getByText(t('appeals.score', { before: '33.33%', after: '66.67%' })).waitFor();
		await director.look('portal-appeal-decided');
	});

	step('the store sees the outcome, and the report counts it', async () => {
		await store.page.goto(`${w.server.url}/portal/results/${visit}`);
		await store.page.getByRole('heading', { name: t('visits.corrections') }).waitFor();
		await store.look('portal-result-changed');
		const { page } = director;
		await page.goto(`${w.server.url}/reports/appeals`);
		await page.getByRole('table').getByRole('link', { name: '1', exact: true }).first().waitFor();
		await director.look('reports-appeals');
		await page.getByRole('table').getByRole('link', { name: '1', exact: true }).first().click();
		await page.getByText('The photograph shows the mattress.').waitFor();
		await page.getByRole('heading', { name: r('appeals.list') }).waitFor();
		await director.look('reports-appeal-list');
	});
});
