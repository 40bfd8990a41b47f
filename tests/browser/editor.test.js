/*
 * A checklist is written: faults stand at their fields and lead to them, a trial scores it with the phone's
 * arithmetic, a part is moved by the keyboard; it is published, and a second version compared with the first.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, Group, is } from '../api/group.js';
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
let isBroken = false;
const step = (name, run) => it(name, async () => {
	assert.ok(!isBroken, 'a step before this one has failed');
	isBroken = true;
	await run().catch((error) => browser.explain(error, 'editor-broken'));
	isBroken = false;
	browser.check();
});
const button = (name) => visitor.page.getByRole('button', { name, exact: true });
const dialog = () => visitor.page.getByRole('dialog');
const outline = () => visitor.page.getByRole('navigation', { name: t('editor.outline') });
const part = (text) => outline().locator('button[data-place]').filter({ hasText: text });
const field = (label) => visitor.page.getByLabel(new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}`)).first();
const zh = (key) => t('languages.of_zh', { label: t(key) });
const en = (key) => t('languages.of_en', { label: t(key) });

async function write(label, text) {
	await field(label).fill(text);
	await field(label).press('Tab');
}

/* The server has looked at what stands there. */
const checked = (faults) => visitor.page.getByRole('status').filter({ hasText: faults ? t('editor.faults_nr', { n: faults }).split('|').at(-1).trim() : t('editor.no_faults') }).waitFor();

describe('a checklist', () => {
	before(async () => {
		server = await start({ clock: false, env: { GEMBA_PAGES: pages } });
		group = await (await Group.of(server)).stores();
		is(await group.admin.post('/v1/departments', { code: 'housekeeping', name: { en: 'Housekeeping', 'zh-CN': '客房部' } }), 201);
		browser = await open(server);
		visitor = await browser.visitor('desktop', locale);
		await signIn(visitor, 'portal', { tenant: 'demo', person: { login: 'admin' } }, t);
		await visitor.page.waitForURL((url) => url.pathname.includes('/actions'));
	});
	after(async () => {
		await browser?.close();
		await server?.stop();
	});

	step('that is new says what it lacks, and each fault leads to its field', async () => {
		const { page } = visitor;
		await page.getByRole('link', { name: t('checklists.title'), exact: true }).click();
		await page.getByRole('link', { name: t('checklists.add') }).click();
		await outline().waitFor();
		await page.locator('[aria-invalid="true"]').first().waitFor();
		visitor.forget(/checklists\/check/);
		await visitor.look('portal-editor-faults');
		await write(zh('words.title'), '大堂每日检查');
		await write(en('words.title'), 'Lobby, daily');
		await write(t('words.code'), 'lobby-daily');
		await outline().locator('button[data-place="/sections/0"]').click();
		await write(zh('words.title'), '大堂');
		await outline().locator('button[data-place="/sections/0/questions/0"]').click();
		await write(zh('editor.text'), '地面干净吗？');
		await write(t('editor.key'), 'lobby.floor');
		await field(t('words.department')).selectOption('housekeeping');
		await checked(0);
		visitor.forget(/checklists\/check/);
		await visitor.look('portal-editor');
	});

	step('grows by a question, which the keyboard moves up', async () => {
		const { page } = visitor;
		await outline().getByRole('button', { name: t('editor.add_question'), exact: true }).click();
		await write(zh('editor.text'), '灯都亮吗？');
		await write(t('editor.key'), 'lobby.light');
		await field(t('words.department')).selectOption('housekeeping');
		await part('灯都亮吗？').focus();
		await page.keyboard.press('Alt+ArrowUp');
		await page.locator('button[data-place="/sections/0/questions/0"]').filter({ hasText: '灯都亮吗？' }).waitFor();
		assert.ok(await part('灯都亮吗？').evaluate((element) => element === document.activeElement), 'what was moved keeps the focus');
		await checked(0);
		visitor.forget(/checklists\/check/);
	});

	step('is tried: the score is there at once', async () => {
		const { page } = visitor;
		await button(t('editor.try')).click();
		const question = (text) => page.getByRole('group', { name: text });
		await question('地面干净吗？').getByText('是', { exact: true }).click();
		await question('灯都亮吗？').getByText('否', { exact: true }).click();
		await page.getByText('50.0%').first().waitFor();
		await visitor.look('portal-editor-trial');
		await button(t('editor.write')).click();
	});

	step('is kept as a draft and published', async () => {
		const { page } = visitor;
		await button(t('editor.save')).click();
		await page.getByText(t('editor.saved', { n: 1 })).waitFor();
		await page.getByRole('link', { name: t('frame.back'), exact: true }).click();
		await button(t('checklists.publish')).click();
		await dialog().getByRole('button', { name: t('checklists.do.publish'), exact: true }).click();
		await dialog().waitFor({ state: 'detached' });
		await page.getByText(t('version_state.published')).first().waitFor();
		const [checklist] = await all(group.admin, '/v1/checklists?q=' + encodeURIComponent('大堂'));
		assert.deepEqual([checklist.code, checklist.published?.number ?? checklist.published_number], ['lobby-daily', 1]);
	});

	step('gets a second version, which says what differs', async () => {
		const { page } = visitor;
		await page.getByRole('link', { name: t('checklists.new_draft') }).click();
		await part('地面干净吗？').click();
		await write(zh('editor.text'), '地面干净、无水渍吗？');
		await checked(0);
		await button(t('editor.save')).click();
		await page.getByText(t('editor.saved', { n: 2 })).waitFor();
		await page.getByRole('link', { name: t('frame.back'), exact: true }).click();
		await button(t('checklists.compare')).click();
		await page.getByText('地面干净、无水渍吗？').first().waitFor();
		await visitor.look('portal-compare');
		/* An address that does not say which versions means the two newest. */
		await page.goto(page.url().replace(/\?.*/, ''));
		await page.getByRole('heading', { name: t('checklists.comparison', { from: 1, to: 2 }), level: 1 }).waitFor();
		await page.getByText('地面干净、无水渍吗？').first().waitFor();
	});
});
