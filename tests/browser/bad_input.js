/*
 * What goes wrong with a phone in somebody's hands, and that nothing is lost by it: each person is told
 * what happened and what to do, in each language.
 *
 *	endure('en');
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { is } from '../api/group.js';
import { open as openBrowser } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { checklist, place, world } from './world.js';

const questions = Object.fromEntries(checklist.sections.flatMap((section) => section.questions).map((question) => [question.key, question]));
const day = 86400000;

/* A photograph of a hundred megabytes: its picture, and after it what a camera may leave behind. */
async function hugePicture(folder, { name, buffer }) {
	const file = path.join(folder, `huge-${name}`);
	await writeFile(file, Buffer.concat([buffer, Buffer.alloc(100e6 - buffer.length, 7)]));
	return file;
}

/* From now on the device takes nothing more (or does again): what the browser says then, at each write. */
const fillUp = (page, isFull) => page.evaluate((full) => {
	globalThis.takes ??= IDBObjectStore.prototype.put;
	IDBObjectStore.prototype.put = full ? () => { throw new DOMException('no room', 'QuotaExceededError'); } : globalThis.takes;
}, isFull);

export function endure(locale) {
	describe(`what goes wrong on the phone, in ${locale}`, () => {
		const phone = reader('phone', locale);
		const say = (text) => text[locale];
		let browser;
		let folder;
		let w;
		const step = (name, run) => it(name, async () => {
			await run().catch((error) => browser.explain(error, `${locale}-bad-input`));
			browser.check();
		});
		const made = async (more = {}) => is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: w.list,
			lead_id: w.inspector.person.id, due_at: new Date(Date.now() + 4 * 3600000).toISOString(), ...more }), 201).id;
		const state = async (id) => is(await w.inspector.get(`/v1/inspections/${id}`), 200).state;
		const card = (page, key) => page.getByRole('article', { name: say(questions[key].text) });
		/* An answer is kept before it is shown: whoever leaves the page afterwards has waited for that. */
		const isChosen = (page, key, name) => card(page, key).getByRole('radio', { name, exact: true, checked: true }).waitFor();
		const press = async (page, key, name) => {
			await card(page, key).getByText(name, { exact: true }).click();
			await isChosen(page, key, name);
		};
		const choose = (page, key, n) => press(page, key, say(questions[key].choices[n].label));
		const light = (page) => press(page, 'lobby.light', phone('frame.yes'));
		const trouble = (page, key) => page.getByText(phone(key));

		/* One of the two phones of the inspector, with the visit open on it. */
		const phones = [];
		async function visiting(id, nr = 0) {
			if (phones[nr]) {
				await phones[nr].page.goto(`${w.server.url}/phone/`);
			} else {
				phones[nr] = await browser.visitor('phone', locale, { place });
				await signIn(phones[nr], 'phone', w.inspector, phone);
			}
			const { page } = phones[nr];
			await page.locator(`a[href$="/visits/${id}"]`).waitFor();
			await page.goto(`${w.server.url}/phone/visits/${id}`);
			await card(page, 'lobby.floor').waitFor();
			return phones[nr];
		}

		async function take(page, key, file) {
			const chooser = page.waitForEvent('filechooser');
			await card(page, key).getByRole('button', { name: phone('photo.take') }).click();
			await (await chooser).setFiles(file);
		}

		/* All that is asked for, without a failure; `room`: the answer about the bed. */
		async function fill(page, room = 0) {
			await choose(page, 'lobby.floor', 0);
			await light(page);
			await page.getByRole('button', { name: phone('visit.after') }).click();
			await choose(page, 'room.bed', room);
			await page.locator('nav').getByRole('link', { name: phone('visit.overview') }).click();
		}
		const send = (page) => page.getByRole('button', { name: phone('submit.send') }).click();

		before(async () => {
			folder = await mkdtemp(path.join(tmpdir(), 'gemba-pictures-'));
			w = await world(locale);
			browser = await openBrowser(w.server);
		});
		after(async () => {
			await browser?.close();
			await w?.server.stop();
			await rm(folder, { recursive: true });
		});

		step('a photograph of 100 MB is made small before it is kept, and a file that is none is refused', async () => {
			const visitor = await visiting(await made());
			const { page } = visitor;
			await choose(page, 'lobby.floor', 2);
			const real = w.pictures.find(({ mimeType }) => mimeType === 'image/jpeg') ?? w.pictures[0];
			await take(page, 'lobby.floor', { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('This is a letter, not a picture.') });
			await trouble(page, 'photo.trouble.not_a_picture').waitFor();
			await visitor.look('phone-not-a-picture');
			await take(page, 'lobby.floor', await hugePicture(folder, real));
			await card(page, 'lobby.floor').locator('.thumb img').waitFor();
			assert.equal(await trouble(page, 'photo.trouble.not_a_picture').count(), 0);
			const kept = await page.evaluate(async () => {
				const name = (await indexedDB.databases()).find((one) => one.name.startsWith('gemba.phone.')).name;
				const db = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
				const all = (store) => new Promise((done) => (db.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => done(target.result)));
				const [photo] = await all('photos');
				const [file] = await all('files');
				db.close();
				return { original: photo.record.original_size_bytes, size: file.bytes.byteLength };
			});
			assert.equal(kept.original, 100e6);
			assert.ok(kept.size < 1e6, `${kept.size} bytes are kept`);
		});

		step('a phone whose storage is full says so at an answer and at a photograph, and keeps what it had', async () => {
			const visitor = await visiting(await made());
			const { page } = visitor;
			await choose(page, 'lobby.floor', 2);
			await page.getByText(phone('question.needs_note')).waitFor();
			await fillUp(page, true);
			await card(page, 'lobby.light').getByText(phone('frame.yes'), { exact: true }).click();
			await trouble(page, 'question.trouble.storage_full').waitFor();
			assert.ok(!await card(page, 'lobby.light').getByRole('radio', { name: phone('frame.yes') }).isChecked(), 'an answer that is not kept is not shown');
			await take(page, 'lobby.floor', w.pictures[0]);
			await trouble(page, 'photo.trouble.storage_full').waitFor();
			await visitor.look('phone-storage-full');
			await fillUp(page, false);
			await light(page);
			await trouble(page, 'question.trouble.storage_full').waitFor({ state: 'detached' });
			await page.reload();
			await card(page, 'lobby.floor').waitFor();
			await isChosen(page, 'lobby.floor', say(questions['lobby.floor'].choices[2].label));
			await isChosen(page, 'lobby.light', phone('frame.yes'));
		});

		step('signing out with unsent work is asked about, and the work is there for the next time', async () => {
			const id = await made();
			const visitor = await visiting(id);
			const { page } = visitor;
			await choose(page, 'lobby.floor', 0);
			await page.goto(`${w.server.url}/phone/account`);
			const out = page.getByRole('main').getByRole('button', { name: phone('account.sign_out'), exact: true });
			const dialog = page.getByRole('dialog', { name: phone('sign_out.title') });
			await out.click();
			await dialog.getByText(phone('sign_out.stays')).waitFor();
			await visitor.look('phone-sign-out');
			await dialog.getByRole('button', { name: phone('sign_out.stay') }).click();
			await dialog.waitFor({ state: 'detached' });
			await out.click();
			await dialog.getByRole('button', { name: phone('account.sign_out') }).click();
			await page.getByLabel(phone('sign_in.tenant')).waitFor();
			await signIn(visitor, 'phone', w.inspector, phone);
			await page.locator(`a[href$="/visits/${id}"]`).click();
			await isChosen(page, 'lobby.floor', say(questions['lobby.floor'].choices[0].label));
		});

		step('of two phones on one visit the second hears question by question what the first has sent', async () => {
			const id = await made();
			const [first, second] = [await visiting(id), await visiting(id, 1)];
			await second.offline(true);
			await fill(second.page, 2);
			await send(second.page);
			await second.page.getByText(phone('outbox.offline')).waitFor();
			await fill(first.page);
			await send(first.page);
			await first.page.getByText(phone('sent.is_released')).waitFor();
			await second.offline(false);
			const { page } = second;
			await page.getByText(phone('outbox.why.inspection_not_open')).waitFor();
			await page.getByRole('button', { name: phone('difference.show') }).click();
			const differs = page.getByRole('region', { name: phone('difference.title') });
			await differs.getByText(say(questions['room.bed'].text)).waitFor();
			await differs.getByText(say(questions['room.bed'].choices[0].label), { exact: true }).waitFor();
			await differs.getByText(say(questions['room.bed'].choices[2].label), { exact: true }).waitFor();
			assert.equal(await differs.getByText(say(questions['lobby.floor'].text)).count(), 0, 'what is the same is not told');
			await second.look('phone-two-phones');
			assert.equal(is(await w.inspector.get(`/v1/inspections/${id}`), 200).failed, 0, 'the first is not overwritten');
			second.forget(/409/);
		});

		step('two answers to one question are both kept until one is chosen', async () => {
			const id = await made();
			const visitor = await visiting(id);
			const { page } = visitor;
			await visitor.offline(true);
			await fill(page);
			await send(page);
			await page.getByText(phone('outbox.offline')).waitFor();
			/* Meanwhile the same is filled in through the API. */
			is(await w.inspector.post(`/v1/inspections/${id}/start`, {}), 200);
			const etag = (await w.inspector.get(`/v1/inspections/${id}/sheet`)).headers.get('etag');
			is(await w.inspector.patch(`/v1/inspections/${id}/sheet`, { answers: { 'room.bed': { choice: 'no' } } }, { 'if-match': etag }), 200);
			await visitor.offline(false);
			await page.getByText(phone('outbox.why.revision_conflict')).waitFor();
			await page.getByRole('button', { name: phone('outbox.bring_together') }).click();
			await page.getByRole('button', { name: phone('visit.sections') }).or(page.locator('nav .section')).first().waitFor();
			await page.goto(`${w.server.url}/phone/visits/${id}/submit`);
			await page.getByText(phone('submit.undecided_help')).waitFor();
			assert.ok(await page.getByRole('button', { name: phone('submit.send') }).isDisabled());
			await visitor.look('phone-undecided');
			await page.getByRole('link', { name: say(questions['room.bed'].text) }).click();
			const bed = card(page, 'room.bed');
			await bed.getByText(phone('question.theirs', { text: say(questions['room.bed'].choices[2].label) })).waitFor();
			await visitor.look('phone-two-answers');
			await bed.getByRole('button', { name: phone('question.keep_mine') }).click();
			await bed.getByRole('button', { name: phone('question.keep_mine') }).waitFor({ state: 'detached' });
			await page.locator('nav').getByRole('link', { name: phone('visit.overview') }).click();
			await send(page);
			await page.getByText(phone('sent.is_released')).waitFor();
			assert.equal(is(await w.inspector.get(`/v1/inspections/${id}`), 200).failed, 0);
			visitor.forget(/4(12|28)/);
		});

		step('a server that is busy for ten minutes has everything once in the end', async () => {
			const id = await made();
			const visitor = await visiting(id);
			const { page } = visitor;
			/* Only what begins after it goes by this clock. */
			await page.clock.install();
			await page.reload();
			await card(page, 'lobby.floor').waitFor();
			let isBusy = true;
			const sent = { photos: 0, sheets: 0 };
			await visitor.context.route(/\/v1\/(photos\/[0-9a-f]{64}$|inspections\/.*\/submit$)/, (route) => {
				if (isBusy)
					return route.fulfill({ status: 503, headers: { 'retry-after': '120' }, contentType: 'application/problem+json',
						body: JSON.stringify({ type: '/problems/busy', title: 'The server is busy', status: 503, detail: 'Later.' }) });
				sent[route.request().method() === 'PUT' ? 'photos' : 'sheets']++;
				return route.continue();
			});
			await choose(page, 'lobby.floor', 2);
			await take(page, 'lobby.floor', w.pictures[0]);
			await card(page, 'lobby.floor').locator('.thumb img').waitFor();
			await card(page, 'lobby.floor').getByRole('textbox').fill('!');
			await card(page, 'lobby.floor').getByRole('textbox').blur();
			await light(page);
			await page.getByRole('button', { name: phone('visit.after') }).click();
			await choose(page, 'room.bed', 0);
			await page.locator('nav').getByRole('link', { name: phone('visit.overview') }).click();
			await send(page);
			await page.getByText(phone('outbox.last_problem', { at: '' }).trim()).waitFor();
			for (let minute = 0; minute < 10; minute++)
				await page.clock.runFor(60000);
			assert.notEqual(await state(id), 'released');
			await visitor.look('phone-busy');
			isBusy = false;
			/* The clock is moved until the outbox asks again; what is on its way then has all the time that it needs. */
			let again = null;
			for (let tries = 0; !again && tries < 30; tries++) {
				const asked = page.waitForRequest((request) => request.method() === 'PUT', { timeout: 1000 }).catch(() => null);
				await page.clock.runFor(30000);
				again = await asked;
			}
			await page.getByText(phone('sent.is_released')).waitFor();
			assert.deepEqual(sent, { photos: 1, sheets: 1 });
			visitor.forget(/503/);
		});

		step('a clock that is wrong by a day is told, and corrected wherever a time is shown or sent', async () => {
			const id = await made();
			const visitor = await visiting(id, 1);
			const { page } = visitor;
			await page.clock.setSystemTime(new Date(Date.now() + day));
			await page.reload();
			const notice = page.getByText(phone('visit.clock_wrong', { now: '§' }).split('§')[0]);
			await notice.waitFor();
			await page.goto(`${w.server.url}/phone/`);
			await notice.waitFor();
			await page.getByRole('heading', { name: phone('today.groups.today') }).or(page.getByRole('heading', { name: phone('today.groups.open') })).first().waitFor();
			assert.equal(await page.getByRole('heading', { name: phone('today.groups.late') }).count(), 0, 'nothing is late by the wrong clock');
			await visitor.look('phone-clock-wrong');
			await page.goto(`${w.server.url}/phone/visits/${id}`);
			await fill(page);
			await send(page);
			await page.getByText(phone('sent.is_released')).waitFor();
			const { started_at: started, finished_at: finished, is_late: isLate } = is(await w.inspector.get(`/v1/inspections/${id}`), 200);
			for (const at of [started, finished])
				assert.ok(Math.abs(Date.parse(at) - Date.now()) < 3600000, `${at} is not now`);
			assert.equal(isLate, false);
		});
	});
}
