/* Checklists as workbooks: there and back, and those of people who never saw our layout. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { is, newCode } from './group.js';
import { start } from './harness.js';
import { CSV, sheetsOf, XLSX, xlsx } from './workbook.js';

const root = new URL('../../', import.meta.url).pathname;
const json = async (path) => JSON.parse(await readFile(root + path, 'utf8'));

let server;
let api;

before(async () => {
	server = await start();
	api = server.api(await server.signIn());
	for (const { kind, ...department } of await json('templates/departments.json'))
		is(await api.post(kind === 'partner' ? '/v1/partners' : '/v1/departments', department,
			{ 'idempotency-key': newCode('key') }), 201);
});
after(() => server?.stop());

const send = (file, query = '') => api.post(`/v1/checklists/workbook?${query}`, file,
	{ 'content-type': typeof file === 'string' ? CSV : XLSX });
const preview = async (file, query = '') => is(await send(file, `dry_run=true&${query}`), 200);
/* What the file becomes; it has no faults. */
async function become(file, query) {
	const report = await preview(file, query);
	assert.deepEqual(report.errors, []);
	return report.document;
}
const exported = async (id, number = 1) =>
	(await api.get(`/v1/checklists/${id}/versions/${number}/workbook`)).bytes;
const questions = (document) => document.sections.flatMap((section) => section.questions);

/* A workbook of ours, changed by hand: sheets by the Latin part of their name. */
async function spoil(bytes, change) {
	const sheets = sheetsOf(bytes);
	const named = Object.fromEntries(Object.entries(sheets).map(([name, rows]) => [name.split(' ').at(-1), rows]));
	change(named);
	return xlsx(Object.entries(sheets).map(([name, rows]) => ({ name, rows: Array.from(rows, (row) => Array.from(row ?? [])) })));
}

describe('a version as a workbook', () => {
	it('is the same document again, for every template', async () => {
		const names = (await readdir(`${root}templates`)).filter((name) => name.endsWith('.json') && name !== 'departments.json');
		assert.ok(names.length >= 13);
		for (const name of names) {
			const document = await json(`templates/${name}`);
			const { id } = is(await api.post('/v1/checklists', document, { 'idempotency-key': name }), 201);
			assert.deepEqual(await become(await exported(id)), document, name);
		}
	});

	it('can be opened whatever is in its texts', async () => {
		const document = await json('templates/engineering-plant-room.json');
		document.sections[0].title = { en: 'Floor\ufffe and\uffff wall' };
		document.code = newCode('odd');
		const { id } = is(await api.post('/v1/checklists', document, { 'idempotency-key': newCode('odd') }), 201);
		assert.deepEqual((await become(await exported(id))).sections[0].title, { en: 'Floor and wall' });
	});

	it('is the same again with everything that the format has', async () => {
		const text = (en) => ({ en, fr: `${en} (fr)` });
		const document = {
			format: 'gemba.checklist/1', code: newCode('all'), title: text('All "of it", =1'), kind: 'special',
			scoring: { method: 'demerit', base: 200.5, blank: 'exclude', not_applicable: 'zero', critical_effect: { cap: 59.9 },
				floor_zero: false, cap_at_full: false, repeat: { factors: [1, 1.5, 2.125] },
				bands: [{ grade: 'A', max_total: 4, max_single: 4 }, { grade: '一级, B', max_total: 14 }, { grade: 'D', fails: true }] },
			sections: [
				{ key: 'one', title: text('One'), weight: 0.5, gate: 0, questions: [
					{ key: '1', text: text('First\nline'), type: 'choices', bonus: false, weight: 1.25, deduct: 0.001, severity: 'minor',
						department: 'kitchen', note: 'always', photos: { when: 'never', max: 20 }, applies: { any_tag: ['a, b'], not_tag: ['x', 'y'] },
						choices: [{ key: 'a', label: text('A'), points: -3, fails: true, deduct: 2 }, { key: 'b', label: text('B'), points: 3, possible: 4 }] },
					{ key: '2', text: text('Second'), type: 'check', points: 0, fails: true, severity: 'critical', department: 'kitchen', critical: true,
						relevant: { question: '1', in: ['a', 'b'] } },
					{ key: '3', text: text('Third'), type: 'number', unit: 'm/s', min: -2.5, max: 1000000000, may_skip: true, required: false,
						ranges: [{ to: 0, points: -1 }, { from: 0, to: 0.5 }, { from: 0.5, points: 2, fails: false }], relevant: { question: '2', in: [true] } },
				] },
				{ key: 'two', title: text('Two'), weight: 1000, repeats: { name: text('Room'), max: 50 }, questions: [
					{ key: '4', text: text('Fourth'), type: 'photo', photos: { min: 1, max: 2 }, guidance: text('Look.'), reference: 'SOP, 4; b', indicator: 'a.b-c.d' },
					{ key: '5', text: text('Fifth'), type: 'choice', choices: [{ key: 'yes', label: text('Yes') }, { key: 'na', label: text('-'), not_applicable: true }] },
				] },
			],
		};
		const { id } = is(await api.post('/v1/checklists', document, { 'idempotency-key': document.code }), 201);
		assert.deepEqual(await become(await exported(id)), document);
	});

	it('has a template that is a checklist itself, with a sheet that explains it', async () => {
		const { bytes, headers } = await api.get('/v1/checklists/workbook');
		assert.match(headers.get('content-disposition'), /gemba-checklist\.xlsx/);
		assert.deepEqual(Object.keys(sheetsOf(bytes)), ['说明 Read me', '检查表 Checklist', '等级 Grades', '分区 Sections', '问题 Questions', '答案 Answers']);
		const document = await become(bytes);
		assert.deepEqual([document.code, questions(document).length, document.scoring.bands.length], ['lobby-daily', 3, 3]);
	});

	it('tells each fault by sheet, row and column, and keeps nothing', async () => {
		const { bytes } = await api.get('/v1/checklists/workbook');
		const broken = await spoil(bytes, ({ Questions, Grades, Answers }) => {
			const at = (name) => Questions[0].findIndex((heading) => heading.includes(name));
			Questions[1][at('Severity')] = 'terrible';
			Questions[2][at('Points')] = 'five';
			Questions[2][at('Department')] = '';
			Questions[3][at('Section')] = 'nowhere';
			Grades[2][1] = '90';
			Answers[1][3] = '';
			Answers[1][2] = '';
		});
		const { errors, checklist_id } = await preview(broken);
		const places = errors.map(({ sheet, row, column }) => `${sheet.split(' ')[1]} ${column ?? ''}${row}`);
		for (const place of ['Questions L2', 'Questions H3', 'Questions 3', 'Questions 4', 'Grades B3'])
			assert.ok(places.includes(place), `${place}: ${JSON.stringify(errors)}`);
		assert.equal(checklist_id, null);
		is(await send(broken), 422, 'import_has_faults');
		assert.deepEqual(await server.sql('select 1 from checklist where code = $1', 'lobby-daily'), []);
	});

	it('becomes a draft, the same one however often it comes', async () => {
		const code = newCode('book');
		const template = (await api.get('/v1/checklists/workbook')).bytes;
		const bytes = await spoil(template, ({ Checklist }) => { Checklist[0][1] = code; });
		const first = is(await send(bytes), 200);
		const again = is(await send(bytes), 200);
		assert.deepEqual([again.checklist_id, again.number], [first.checklist_id, 1]);
		const list = is(await api.get(`/v1/checklists/${first.checklist_id}`), 200);
		assert.deepEqual([list.code, list.draft.number, list.published], [code, 1, null]);
		const other = await spoil(template, ({ Checklist }) => {
			Checklist[0][1] = code;
			Checklist[1][1] = '另一个标题';
		});
		is(await send(other), 409, 'checklist_code_is_taken');
		is(await send(other, `checklist_id=${first.checklist_id}`), 409, 'one_draft_per_checklist');
		is(await api.post(`/v1/checklists/${first.checklist_id}/versions/1/publish`), 200);
		const next = is(await send(other, `checklist_id=${first.checklist_id}`), 200);
		assert.deepEqual([next.checklist_id, next.number], [first.checklist_id, 2]);
		is(await send(bytes, 'checklist_id=0190163d-8694-739b-aea5-966c26f8ad91'), 404, 'not_found');
		is(await send('', ''), 422, 'workbook_unreadable');
	});
});

describe('somebody else\'s workbook', () => {
	it('of a hotel group: merged titles, Chinese numbering, points in words, several sheets', async () => {
		const heading = ['序号', '检查项目', '检查内容及标准', '分值', '扣分标准', '责任部门', '级别', '得分', '备注'];
		const sheet = (name, rows) => ({ name, merges: ['A1:I1', 'A2:I2', 'A4:I4'], rows: [
			['云栖酒店集团质量检查评分表（2026版）'], ['酒店名称：            检查日期：            检查人：'], heading, ...rows,
			['合计', null, null, 100], ['注：每发现一处不合格按标准扣分，扣完为止。'], ['检查人签字：', null, null, null, null, '陪检人签字：']] });
		const document = await become(xlsx([
			sheet('前厅部', [
				['一、大堂区域'],
				['１', '地面', '地面清洁、无水渍、无杂物', '５分', '发现一处扣1分', '客房部', '一般'],
				[null, null, '地毯无污渍、无破损', '3分', '发现一处扣1分', '客房部', '轻微'],
				[],
				['2', '★安全出口', '标志点亮、通道畅通', '10分', '不合格不得分', '工程部', '关键'],
				['二、前台'],
				['3', '仪容仪表', '着装整洁，佩戴名牌', 4, null, '前厅部', '严重'],
			]),
			sheet('客房部', [
				['一、卫生间'],
				['1', '面盆', '无毛发、无水渍', '5分', '', 'Housekeeping', '严重'],
				['2', '地面', '地面清洁、无水渍、无杂物', '5分', '', '客房部', '一般'],
			]),
			{ name: '汇总', rows: [['部门', '得分'], ['前厅部', 88]] },
		]));
		assert.equal(document.title['zh-CN'], '云栖酒店集团质量检查评分表（2026版）');
		assert.deepEqual(document.sections.map(({ title }) => title['zh-CN']), ['一、大堂区域', '二、前台', '一、卫生间']);
		const [floor, carpet, exit, dress] = questions(document);
		assert.equal(floor.text['zh-CN'], '地面：地面清洁、无水渍、无杂物');
		assert.deepEqual(floor.choices, [{ key: 'yes', label: { 'zh-CN': '合格' }, points: 5 },
			{ key: 'no', label: { 'zh-CN': '不合格' }, points: 0, fails: true },
			{ key: 'na', label: { 'zh-CN': '不适用' }, not_applicable: true }]);
		assert.deepEqual([floor.severity, floor.department, floor.guidance['zh-CN']], ['minor', 'housekeeping', '发现一处扣1分']);
		assert.equal(carpet.text['zh-CN'], '地面：地毯无污渍、无破损');
		assert.deepEqual([exit.severity, exit.critical, exit.department, exit.text['zh-CN']],
			['critical', true, 'engineering', '安全出口：标志点亮、通道畅通']);
		assert.deepEqual([dress.severity, dress.department, dress.choices[0].points], ['major', 'front-office', 4]);
		assert.equal(questions(document).length, 6);
		assert.equal(new Set(questions(document).map(({ key }) => key)).size, 6);
	});

	it('of a restaurant chain: English, numbered in the text, points in brackets, ticked columns', async () => {
		const report = await preview(xlsx([
			{ name: 'Cover', rows: [['Brand Standards Audit'], ['Restaurant:'], ['Auditor:']] },
			{ name: 'Food Safety', merges: ['A1:G1'], rows: [
				['BRAND STANDARDS AUDIT - FOOD SAFETY'], [],
				['Ref', 'Standard', 'Compliant', 'Non-Compliant', 'N/A', 'Critical', 'Responsible', 'Comments'],
				['Receiving'],
				['1.1', 'Deliveries are checked for temperature (5)', null, null, null, 'Y', 'Kitchen'],
				['1.2', 'Dry goods are stored off the floor (3)', null, null, null, '', 'Kitchen'],
				['Hand washing'],
				['2.1', 'Hand sinks are stocked and reachable (5 pts)', null, null, null, 'x', 'Food and beverage'],
				['Total', null, null, null, null, null, null, '13'],
			] },
			{ name: 'Service', rows: [
				['Category', 'Question', 'Max Score', 'Options', 'Severity', 'Photo', 'Guidance'],
				['Greeting', 'Guests are greeted within 30 seconds', 4, 'Excellent (4) / Good (3) / Poor (0)', 'High', 'on fail', 'Use a watch'],
				['', 'Table is clean', '2 pts', 'Yes/No/N/A', 'Low'],
			] },
		]), 'department=food-beverage&kind=tour&code=brand-audit');
		assert.deepEqual(report.errors, []);
		const { document } = report;
		assert.deepEqual([document.code, document.kind, document.scoring.method], ['brand-audit', 'tour', 'points']);
		assert.deepEqual(document.sections.map(({ title }) => title.en), ['Receiving', 'Hand washing', 'Greeting']);
		const [receive, dry, sinks, greet, table] = questions(document);
		assert.deepEqual([receive.text.en, receive.critical, receive.department], ['Deliveries are checked for temperature', true, 'kitchen']);
		assert.deepEqual(receive.choices.map(({ key, label, points }) => [key, label.en, points]),
			[['yes', 'Compliant', 5], ['no', 'Non-Compliant', 0], ['na', 'N/A', undefined]]);
		assert.equal(dry.critical, undefined);
		assert.deepEqual([sinks.choices[0].points, sinks.department], [5, 'food-beverage']);
		assert.deepEqual(greet.choices.map(({ points, fails }) => [points, fails]), [[4, undefined], [3, undefined], [0, true]]);
		assert.deepEqual([greet.severity, greet.photos, greet.guidance.en, greet.department],
			['critical', { when: 'failed', min: 1 }, 'Use a watch', 'food-beverage']);
		assert.deepEqual(table.choices.map(({ label, points }) => [label.en, points]), [['Yes', 2], ['No', 0], ['N/A', undefined]]);
		assert.deepEqual(report.sheets.map(({ sheet, role }) => [sheet, role]),
			[['Cover', 'unknown'], ['Food Safety', 'questions'], ['Service', 'questions']]);
		assert.deepEqual(report.skipped, [{ sheet: 'Food Safety', row: 9, why: 'total' }]);
	});

	it('of a retailer: deductions, merged categories, two rows of headings, both languages', async () => {
		const document = await become(xlsx([{ name: '巡店表', merges: ['A1:H1', 'A4:A5', 'A2:A3', 'F2:G2'], rows: [
			['门店巡检扣分表'],
			['区域', '编码', '检查标准', 'English', '扣分', '评估', null, '责任部门'],
			[null, null, null, null, null, '符合', '不符合'],
			['门头', 'MD-01', '灯箱全部点亮', 'All light boxes are lit', '扣2分', null, null, '门店运营部'],
			[null, 'MD-02', '玻璃无水渍、无手印', 'Glass is free of stains', '扣1分', null, null, '门店运营'],
			['收银', 'SY-01', '价签与系统一致', 'Price tags match the system', '-5', null, null, '门店运营部'],
			[null, null, null, null, null, null, null, null],
			['总分', null, null, null, '100'],
		] }]));
		assert.equal(document.scoring.method, 'deduction');
		assert.deepEqual(document.sections.map(({ title }) => title['zh-CN']), ['门头', '收银']);
		const [lights, glass, tags] = questions(document);
		assert.deepEqual([lights.key, lights.text, lights.deduct, lights.department],
			['md-01', { 'zh-CN': '灯箱全部点亮', en: 'All light boxes are lit' }, 2, 'store-operations']);
		assert.deepEqual([glass.deduct, tags.deduct, tags.key], [1, 5, 'sy-01']);
		assert.deepEqual(lights.choices.map(({ label }) => label['zh-CN']), ['符合', '不符合']);
	});

	describe('made with another program', () => {
		const file = (name) => readFile(`${root}tests/api/workbooks/${name}.xlsx`);
		const titles = (document) => document.sections.map(({ title }) => Object.values(title)[0]);
		const points = (question) => question.choices.map((choice) => choice.points);

		it('of a hotel: answers below a merged heading, merged areas and items, a cover and notes', async () => {
			const report = await preview(await file('hotel'));
			assert.deepEqual(report.errors, []);
			const { document } = report;
			assert.equal(document.title['zh-CN'], '客房品质检查表（A卷）');
			assert.deepEqual([document.scoring.method, titles(document)], ['points', ['入口及走廊', '床铺', '小吧', '卫生间']]);
			assert.deepEqual(questions(document).map((one) => [one.text['zh-CN'], points(one)[0], one.department, one.critical]), [
				['门锁：房门开关灵活，反锁装置完好', 5, 'engineering', undefined],
				['消防：疏散图在位，烟感指示灯正常', 10, 'security', true],
				['灯光：全部点亮', 3, 'engineering', undefined],
				['布草：无毛发、无污渍、无破损', 8, 'housekeeping', undefined],
				['布草：床单平整，四角紧绷', 4, 'housekeeping', undefined],
				['迷你吧：食品在保质期内\n价目表清晰', 5, 'housekeeping', undefined],
				['面盆：无水渍，下水通畅', 5, 'housekeeping', undefined],
				['淋浴：水温60秒内达到40℃', 5, 'engineering', undefined],
			]);
			assert.deepEqual(questions(document)[0].choices.map(({ label }) => label['zh-CN']), ['合格', '不合格', '不适用']);
			assert.deepEqual(report.skipped.map(({ row, why }) => [row, why]), [[12, 'total'], [13, 'total'], [14, 'note']]);
			assert.deepEqual(report.sheets.map(({ role }) => role), ['unknown', 'questions', 'questions', 'unknown']);
		});

		it('of a retailer: merged section rows, styled texts, formulas, a hidden sheet', async () => {
			const report = await preview(await file('retail'), 'kind=tour');
			assert.deepEqual(report.errors, []);
			const { document } = report;
			assert.deepEqual([document.title.en, document.kind], ['CORNER & QUAY - Store Standards Audit', 'tour']);
			assert.deepEqual(titles(document), ['A. Shop front', 'B. Till', 'Stock room']);
			assert.deepEqual(questions(document).map((one) => [one.text.en, points(one)[0], one.severity, one.department]), [
				['Window display follows this month\'s plan', 2, 'major', 'store-operations'],
				['Entrance is clean and free of obstacles', 3, 'critical', 'store-operations'],
				['Receipt is handed over without being asked for', 1, 'minor', 'store-operations'],
				['Float counted by two people', 5, 'critical', 'sales'],
				['Fire exit is free', 5, 'critical', 'store-operations'],
				['Nothing is stored above 1.8 m', 2, 'minor', 'store-operations'],
			]);
			assert.deepEqual(report.skipped.map(({ row, why }) => [row, why]), [[12, 'total'], [13, 'total']]);
			assert.deepEqual(report.sheets.map(({ role }) => role), ['questions', 'questions', 'hidden']);
		});

		it('of a restaurant: what is deducted stands in the rule, and nowhere else', async () => {
			const report = await preview(await file('restaurant'));
			assert.deepEqual(report.errors, []);
			const { document } = report;
			assert.deepEqual([document.scoring.method, titles(document)], ['deduction', ['进货验收', '加工过程', '服务', '环境']]);
			assert.deepEqual(questions(document).map((one) => [one.text['zh-CN'], one.deduct, one.severity, one.department]), [
				['冷藏食品到货温度≤5℃', 5, 'major', 'kitchen'],
				['索证索票齐全', 2, 'minor', 'kitchen'],
				['生熟分开，刀具砧板按颜色使用', 10, 'critical', 'kitchen'],
				['食品留样48小时，每份不少于125克', 5, 'major', 'kitchen'],
				['垃圾桶加盖、及时清理', 1, 'minor', 'kitchen'],
				['客人入座2分钟内递上菜单', 1, 'minor', 'food-beverage'],
				['桌面、座椅清洁无油渍', 1, 'minor', 'food-beverage'],
			]);
			assert.equal(questions(document)[1].guidance['zh-CN'], '扣2分/次');
			assert.equal(questions(document)[2].critical, true);
			assert.deepEqual(report.skipped.map(({ row, why }) => [row, why]), [[13, 'total'], [14, 'note'], [15, 'note']]);
		});

		it('can be a draft, published and inspected with', async () => {
			for (const name of ['hotel', 'retail', 'restaurant']) {
				const { checklist_id } = is(await send(await file(name), `code=${newCode(name)}`), 200);
				is(await api.post(`/v1/checklists/${checklist_id}/versions/1/publish`), 200);
			}
		});
	});

	it('is told what is not understood, where it stands', async () => {
		const { errors } = await preview(xlsx([{ name: 'S', rows: [
			['Question', 'Points', 'Department', 'Severity', 'Answers'],
			['One', 'lots', 'Nobody', 'awful', 'maybe/perhaps (2)'],
		] }]));
		assert.deepEqual(errors.map(({ row, column }) => `${column}${row}`).sort(), ['B2', 'C2', 'D2', 'E2']);
		const nothing = await preview(xlsx([{ name: 'S', rows: [['just', 'words'], ['more', 'of them']] }]));
		assert.deepEqual([nothing.document, nothing.errors.length], [null, 1]);
	});

	it('keeps a question\'s key while its text stays, wherever it moves', async () => {
		const rows = [['Question', 'Points'], ['First', 1], ['Second', 2]];
		const one = await become(xlsx([{ name: 'S', rows }]));
		const other = await become(xlsx([{ name: 'S', rows: [rows[0], ['New', 5], rows[2], rows[1]] }]));
		const keys = (document) => Object.fromEntries(questions(document).map(({ key, text }) => [text.en, key]));
		assert.deepEqual({ ...keys(other), New: undefined }, { ...keys(one), New: undefined });
	});
});
