/* Where people come in, and a form that repeats a section room by room. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from '../api/group.js';
import { open as openBrowser } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, place, world } from './world.js';

const phone = reader('phone', 'en');

/* The room is one of two or more, each with a name of one's own. */
const rooms = { ...checklist, code: 'room-by-room', sections: checklist.sections.map((section) =>
	(section.key === 'room' ? { ...section, repeats: { min: 2, max: 4, name: { en: 'Room', 'zh-CN': '房间' } } } : section)) };

describe('ways through the clients', () => {
	let w;
	let browser;
	const step = (name, run) => it(name, async () => {
		await run().catch((error) => browser.explain(error, 'ways-broken'));
		browser.check();
	});

	before(async () => {
		w = await world('en');
		browser = await openBrowser(w.server);
	});
	after(async () => {
		await browser?.close();
		await w?.server.stop();
	});

	step('the first page leads each person to the client of the role', async () => {
		for (const [who, first, home] of [['director', 'portal', 'reports'], ['inspector', 'portal', 'phone'],
			['manager', 'reports', 'portal'], ['housekeeper', 'phone', 'portal']]) {
			const visitor = await browser.visitor('desktop', 'en');
			const { page } = visitor;
			await page.goto(`${w.server.url}/`);
			assert.equal(new URL(page.url()).pathname, '/', 'without a session one chooses');
			await signIn(visitor, first, w[who], reader(first, 'en'));
			await page.locator('.frame').waitFor();
			await page.goto(`${w.server.url}/`);
			await page.waitForURL((url) => url.pathname.startsWith(`/${home}/`));
			await page.locator('.frame').waitFor();
			await visitor.context.close();
		}
	});

	step('a visit that nobody leads is taken, and filled in room by room', async () => {
		const list = is(await w.director.post('/v1/checklists', rooms), 201);
		is(await w.director.post(`/v1/checklists/${list.id}/versions/1/publish`), 200);
		const { id } = is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: list.id }), 201);
		const visitor = await browser.visitor('phone', 'en', { place });
		const { page } = visitor;
		await signIn(visitor, 'phone', w.inspector, phone);
		await page.getByRole('link', { name: phone('free.look') }).click();
		await page.getByRole('button', { name: phone('free.take_one', { name: w.here.name }) }).waitFor();
		await visitor.look('phone-free');
		await page.getByRole('button', { name: phone('free.take_one', { name: w.here.name }) }).click();
		await page.getByText(phone('free.empty')).waitFor();
		await page.goto(`${w.server.url}/phone/visits/${id}`);
		await page.getByRole('button', { name: phone('visit.after') }).click();
		const add = page.getByRole('button', { name: phone('visit.add_instance', { what: 'Room' }) });
		const dialog = page.getByRole('dialog');
		const isChosen = (card, name) => card.getByRole('radio', { name, exact: true, checked: true }).waitFor();
		for (const [room, linen] of [['1203', 'Clean'], ['1507', 'Dirty'], ['1601', 'Clean']]) {
			await add.click();
			await dialog.getByLabel('Room').fill(room);
			await dialog.getByRole('button', { name: phone('frame.save') }).click();
			await page.getByRole('heading', { name: `Room · ${room}` }).waitFor();
			await page.getByRole('article').first().getByText(linen, { exact: true }).click();
			/* What is shown is on the disk; before that, leaving the page may lose the tap. */
			await isChosen(page.getByRole('article').first(), linen);
		}
		await visitor.look('phone-rooms');
		/* A name that is there, and a room that is taken out with its answers: the later ones keep theirs. */
		await add.click();
		await dialog.getByLabel('Room').fill('1203');
		await dialog.getByRole('button', { name: phone('frame.save') }).click();
		await dialog.getByText(phone('visit.name_fault.twice')).waitFor();
		await dialog.getByRole('button', { name: phone('frame.close') }).click();
		await page.getByRole('button', { name: '1203', exact: true }).click();
		await page.getByRole('button', { name: phone('visit.edit_instance', { name: '1203' }) }).click();
		await dialog.getByRole('button', { name: phone('frame.remove') }).click();
		await dialog.getByRole('button', { name: phone('visit.remove_instance_sure') }).click();
		await page.getByRole('heading', { name: 'Room · 1507' }).waitFor();
		await isChosen(page.getByRole('article').first(), 'Dirty');
		await page.reload();
		await page.getByRole('heading', { name: 'Room · 1507' }).waitFor();
		await page.getByRole('button', { name: phone('visit.before') }).click();
		await page.getByRole('heading', { name: 'Lobby', exact: true }).waitFor();
		await page.getByRole('article').first().getByText('Clean', { exact: true }).click();
		await isChosen(page.getByRole('article').first(), 'Clean');
		const light = page.getByRole('article').nth(1);
		await light.getByText(phone('frame.yes'), { exact: true }).click();
		await isChosen(light, phone('frame.yes'));
		await page.goto(`${w.server.url}/phone/visits/${id}/submit`);
		await page.getByText(phone('submit.complete')).waitFor();
		await page.getByRole('button', { name: phone('submit.send') }).click();
		await page.getByText(phone('sent.is_released')).waitFor();
		const sheet = is(await w.inspector.get(`/v1/inspections/${id}/sheet`), 200);
		assert.deepEqual(sheet.instances, { room: ['1507', '1601'] });
		assert.deepEqual([sheet.answers['room.bed@1'].choice, sheet.answers['room.bed@2'].choice], ['no', 'yes']);
		const [finding] = is(await w.director.get(`/v1/findings?inspection_id=${id}`), 200).items;
		assert.equal(finding.instance, '1507');
		await visitor.context.close();
	});
});
