/*
 * A group's own spreadsheets come in: stores and people are tried, their faults shown at the cell, mended
 * and taken; a checklist of one's own layout becomes a draft, and goes out as a workbook that reads back.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { all, Group, is } from '../api/group.js';
import { start } from '../api/harness.js';
import { sheetsOf, xlsx, XLSX } from '../api/workbook.js';
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
	await run().catch((error) => browser.explain(error, 'imports-broken'));
	isBroken = false;
	browser.check();
});
const button = (name) => visitor.page.getByRole('button', { name, exact: true });
const heading = (name) => visitor.page.getByRole('heading', { name, exact: true });
const choose = (name, sheets) => visitor.page.locator('input[type=file]').setInputFiles(
	{ name, mimeType: XLSX, buffer: Buffer.isBuffer(sheets) ? sheets : xlsx(sheets) });

/* What the browser keeps when this is pressed. */
async function downloaded(name) {
	const [download] = await Promise.all([visitor.page.waitForEvent('download'), button(name).click()]);
	return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const stores = (zone) => [{ name: '门店', merges: ['A1:F1'], rows: [
	['2026 年门店清单'], [],
	['门店编号', '门店名称', '类型', '上级编号', '时区', '店长电话'],
	['hd', '华东', '区域', group.hotels.code],
	['hd-001', '外滩店', '门店', 'hd', 'Asia/Shanghai', '13800000000'],
	['hd-002', '西湖店', '门店', 'hd', zone, '13900000000'],
] }];
const people = (role) => [{ name: '人员', rows: [
	['用户名', '姓名', '角色', '单位'],
	['zhang.wei', '张伟', role, 'hd-001'],
	['li.na', '李娜', 'inspector', 'hd'],
] }];
/* As a quality manager writes one, for nobody's program. */
const form = (points) => [{ name: '大堂检查', merges: ['A1:E1'], rows: [
	['海港酒店大堂检查标准（2026 版）'], [],
	['序号', '检查项目', '标准分', '严重程度', '责任部门'],
	['一、', '大堂环境'],
	[1, '大堂地面干净、无水渍', points, '一般', 'housekeeping'],
	[2, '灯具全部正常', '5分', '轻微', 'housekeeping'],
	['二、', '前台服务'],
	[3, '三分钟内办理入住', 10, '严重', 'housekeeping'],
	['合计', null, 25],
] }];

describe('spreadsheets', () => {
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

	step('of stores are tried: a fault stands at its cell, and nothing was changed', async () => {
		const { page } = visitor;
		await page.goto(`${server.url}/portal/organization/units`);
		await page.getByRole('link', { name: t('imports.titles.units') }).click();
		await heading(t('imports.titles.units')).waitFor();
		await choose('门店.xlsx', stores('Asia/Hangzhou'));
		await page.getByText(t('imports.not_yet')).waitFor();
		await page.getByRole('cell', { name: 'E6', exact: true }).waitFor();
		visitor.forget(/import/);
		await visitor.look('portal-import-faults');
		assert.ok(!await button(t('imports.take')).isVisible());
		assert.deepEqual((await all(group.admin, '/v1/units?q=hd-00')).length, 0);
	});

	step('of stores are shown before they are taken, and change nothing the second time', async () => {
		const { page } = visitor;
		await choose('门店.xlsx', stores('Asia/Shanghai'));
		await page.getByText(t('imports.ready')).waitFor();
		await page.getByText('西湖店').waitFor();
		await page.getByText(t('imports.unread', { columns: '店长电话' })).waitFor();
		await visitor.look('portal-import-ready');
		assert.equal((await all(group.admin, '/v1/units?q=hd-00')).length, 0);
		await button(t('imports.take')).click();
		await page.getByText(t('imports.done')).waitFor();
		assert.deepEqual((await all(group.admin, '/v1/units?q=hd-00')).map((unit) => unit.name).sort(), ['外滩店', '西湖店']);
		await choose('门店.xlsx', stores('Asia/Shanghai'));
		await page.getByText(t('imports.ready')).waitFor();
		const { bytes } = await downloaded(t('imports.report'));
		assert.ok(bytes.toString().startsWith('\ufeff') && bytes.toString().includes('hd-002'));
		const { bytes: template } = await downloaded(t('imports.template'));
		assert.ok(Object.keys(sheetsOf(template)).length > 1);
	});

	step('of people give roles, where there is such a role', async () => {
		const { page } = visitor;
		await page.goto(`${server.url}/portal/organization/people/import`);
		await choose('人员.xlsx', people('掌柜'));
		await page.getByText(t('imports.not_yet')).waitFor();
		await page.getByRole('cell', { name: 'C2', exact: true }).waitFor();
		visitor.forget(/import/);
		await visitor.look('portal-import-people');
		await choose('人员.xlsx', people('store_manager'));
		await page.getByText(t('imports.ready')).waitFor();
		await button(t('imports.take')).click();
		await page.getByText(t('imports.done')).waitFor();
		const [person] = await all(group.admin, '/v1/people?q=zhang.wei');
		assert.equal(person.name, '张伟');
	});

	step('of a checklist in the group\'s own words become a draft', async () => {
		const { page } = visitor;
		await page.goto(`${server.url}/portal/checklists/import`);
		await choose('大堂.xlsx', form('很多'));
		await page.getByText(t('imports.not_yet')).waitFor();
		await page.getByRole('cell', { name: 'C5', exact: true }).waitFor();
		visitor.forget(/workbook/);
		await visitor.look('portal-import-checklist-faults');
		await choose('大堂.xlsx', form(10));
		await page.getByText(t('imports.ready')).waitFor();
		await page.getByText('大堂地面干净、无水渍').waitFor();
		await visitor.look('portal-import-checklist');
		await button(t('imports.draft')).click();
		await page.waitForURL((url) => /\/checklists\/[0-9a-f-]{36}$/.test(url.pathname));
		await page.getByText('大堂地面干净、无水渍').waitFor();
		await visitor.look('portal-checklist-version');
	});

	step('go out again, and say the same when they come back', async () => {
		const { name, bytes } = await downloaded(t('checklists.workbook'));
		assert.match(name, /-1\.xlsx$/);
		const id = visitor.page.url().split('/').at(-1);
		const back = await group.admin.post(`/v1/checklists/workbook?dry_run=true&checklist_id=${id}`, bytes, { 'content-type': XLSX });
		const { document } = is(await group.admin.get(`/v1/checklists/${id}/versions/1`), 200);
		assert.deepEqual(back.body.document, document, back.text.slice(0, 500));
	});
});
