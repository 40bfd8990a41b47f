/*
 * speed: how long the phone's client takes on a processor that is four times as slow, told in medians. What is
 * measured is written on standard output, and where it is above its limit, the program fails.
 *
 *	node tests/browser/speed.js [ROUNDS]
 *
 * Beside it stand a page of one line and a fixed piece of arithmetic on the same slowed processor, as a machine that
 * others use, too, is slower: whoever compares two runs looks at these first.
 */
import { is } from '../api/group.js';
import { open } from './browser.js';
import { signIn } from './people.js';
import { reader } from './words.js';
import { place, world } from './world.js';

const slower = 4;
const rounds = Number(process.argv[2] ?? 7);
const visits = 30;
const locale = 'zh-CN';
const phone = reader('phone', locale);

/* In milliseconds; frames and taps are of the form of 80 questions. */
const limits = { cold: 3000, warm: 3000, frame: 50, tap: 200 };

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values) => `${Math.round(median(values))} ms (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;

/* One section, so that all of it is on the page at once: choices that can fail, some with guidance and photographs. */
function longForm() {
	const text = (n) => ({ en: `Question ${n}: is it clean, whole and where it belongs?`, 'zh-CN': `第 ${n} 题：是否干净、完好，并放在规定的位置？` });
	const choices = [['yes', '合格', 5], ['partly', '部分合格', 2], ['no', '不合格', 0]].map(([key, label, points]) =>
		({ key, label: { en: key, 'zh-CN': label }, points, ...key !== 'yes' && { fails: true } }));
	const questions = Array.from({ length: 80 }, (_, n) => ({ key: `q.n${n}`, type: 'choice', required: true, severity: 'minor', department: 'housekeeping',
		choices, text: text(n + 1), ...n % 3 === 0 && { guidance: { en: 'Look behind it, too.', 'zh-CN': '背面也要检查。' } },
		...n % 5 === 0 && { photos: { min: 1, max: 5, when: 'failed' } } }));
	return { format: 'gemba.checklist/1', code: 'long-form', title: { en: 'Eighty questions', 'zh-CN': '八十题检查表' }, kind: 'tour',
		scoring: { method: 'points', pass_line: 85 }, sections: [{ key: 's', title: { en: 'All of it', 'zh-CN': '全部' }, questions }] };
}

/* The browser notes when the first visit is on the page, and what kept it from listening. */
function watch() {
	const seen = (globalThis.seen = { shown: null, tasks: [] });
	new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]))).observe({ type: 'longtask', buffered: true });
	new MutationObserver((_, observer) => {
		if (!document.querySelector('article.visit'))
			return;
		observer.disconnect();
		requestAnimationFrame(() => setTimeout(() => (seen.shown = performance.now())));
	}).observe(document, { childList: true, subtree: true });
}

/* When somebody who presses is heard at once: the list is there, and the page was not busy for half a second after. */
async function interactive(page) {
	await page.waitForFunction(() => {
		const { shown, tasks } = globalThis.seen;
		const busy = Math.max(shown ?? Infinity, ...tasks.map(([at, ms]) => at + ms));
		return performance.now() > busy + 500;
	}, null, { polling: 100 });
	return page.evaluate(() => {
		const { shown, tasks } = globalThis.seen;
		let at = shown;
		for (const [from, ms] of tasks)
			if (from < at + 500 && from + ms > at)
				at = from + ms;
		return { shown, at };
	});
}

async function slowed(context) {
	const page = await context.newPage();
	const cdp = await context.newCDPSession(page);
	await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
	return { page, cdp };
}

/* Always the same work. */
const arithmetic = (page) => page.evaluate(() => {
	const began = performance.now();
	let sum = 1;
	for (let n = 0; n < 2e7; n++)
		sum = Math.imul(sum, 1664525) + n | 0;
	return performance.now() - began + (sum === 0.5 ? 1 : 0);
});

class Phone {
	constructor(browser, w) {
		Object.assign(this, { browser, w, url: `${w.server.url}/phone/` });
	}

	/* A device that knows the person and nothing else; each is told by the one before, as a refresh token is good once. */
	async fresh(script = true) {
		const visitor = await this.browser.visitor('phone', locale, { place });
		if (this.storage)
			await visitor.context.addInitScript((items) => {
				if (!localStorage.length)
					for (const [key, value] of Object.entries(items))
						localStorage.setItem(key, value);
			}, this.storage);
		if (script)
			await visitor.context.addInitScript(watch);
		return visitor;
	}

	async remember(page) {
		this.storage = await page.evaluate(() => ({ ...localStorage }));
	}

	async signIn() {
		const visitor = await this.fresh(false);
		await signIn(visitor, 'phone', this.w.inspector, phone);
		await visitor.page.locator('article.visit').first().waitFor();
		await visitor.page.waitForLoadState('networkidle');
		await this.remember(visitor.page);
		await visitor.context.close();
	}

	/* The first time, with nothing kept; and again, from what the service worker and the database keep. */
	async start(cold, warm, base, empty) {
		const visitor = await this.fresh();
		const { page } = await slowed(visitor.context);
		await page.goto(`${this.w.server.url}/healthz`);
		empty.push(await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))));
		await page.goto(this.url);
		cold.push(await interactive(page));
		base.push(await arithmetic(page));
		await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
		await page.waitForLoadState('networkidle');
		await page.locator('a[href*="/visits/"]').nth(visits - 1).waitFor();
		await page.close();
		const { page: again } = await slowed(visitor.context);
		await again.goto(this.url);
		warm.push(await interactive(again));
		await again.waitForLoadState('networkidle');
		await this.remember(again);
		await visitor.context.close();
	}

	/* The page of the long form, as its owner has it before the first answer. */
	async form(id) {
		const visitor = await this.fresh();
		const { page, cdp } = await slowed(visitor.context);
		await page.goto(this.url);
		await page.locator(`a[href$="/visits/${id}"]`).waitFor();
		await page.waitForLoadState('networkidle');
		await page.goto(`${this.url}visits/${id}`);
		await page.locator('article.question').first().waitFor();
		await page.waitForLoadState('networkidle');
		return { visitor, page, cdp };
	}
}

/* The whole form under the thumb, down and up, and how long each frame took. */
async function scroll(page, cdp) {
	await page.evaluate(() => {
		globalThis.frames = [];
		let last = performance.now();
		const frame = (now) => {
			globalThis.frames?.push(now - last);
			last = now;
			if (globalThis.frames)
				requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	for (const yDistance of [-height, height])
		await cdp.send('Input.synthesizeScrollGesture', { x: 180, y: 400, yDistance, speed: 2500, gestureSourceType: 'touch', preventFling: true });
	return page.evaluate(() => {
		const { frames } = globalThis;
		globalThis.frames = null;
		return frames.slice(1);
	});
}

/* From the press to the frame that shows the answer, which is on the disk by then. */
const tap = (page, n) => page.evaluate(async (nr) => {
	const card = document.querySelectorAll('article.question')[nr];
	const option = card.querySelectorAll('input[type=radio]')[nr % 4 === 0 ? 2 : 0];
	card.scrollIntoView({ block: 'center' });
	await new Promise((done) => setTimeout(done, 200));
	const began = performance.now();
	option.click();
	while (!option.checked)
		await new Promise(requestAnimationFrame);
	await new Promise(requestAnimationFrame);
	return performance.now() - began;
}, n);

async function starts(phone_, results) {
	const [cold, warm, base, empty] = [[], [], [], []];
	await phone_.start([], [], [], []);
	for (let n = 0; n < rounds; n++)
		await phone_.start(cold, warm, base, empty);
	results.cold = median(cold.map(({ at }) => at));
	results.warm = median(warm.map(({ at }) => at));
	console.log(`fixed arithmetic              ${spread(base)}`);
	console.log(`a page of one line            ${spread(empty)}`);
	for (const [name, all] of [['nothing kept', cold], ['kept by the phone', warm]]) {
		console.log(`list shown, ${name.padEnd(18)}${spread(all.map(({ shown }) => shown))}`);
		console.log(`interactive, ${name.padEnd(17)}${spread(all.map(({ at }) => at))}`);
	}
}

async function scrolls(phone_, id, results) {
	const { visitor, page, cdp } = await phone_.form(id);
	const frames = await scroll(page, cdp);
	const taps = [];
	for (let n = 0; n < 80; n += 4)
		taps.push(await tap(page, n));
	const filled = await scroll(page, cdp);
	for (const [name, all] of [['blank', frames], ['with answers', filled]]) {
		const long = all.filter((ms) => ms > limits.frame).length;
		console.log(`80 questions, ${name.padEnd(16)}${all.length} frames, median ${median(all).toFixed(1)} ms, longest ${Math.max(...all).toFixed(0)} ms, ` +
			`${(100 * long / all.length).toFixed(1)} % above ${limits.frame} ms`);
	}
	console.log(`from the press to the answer  ${spread(taps)}`);
	results.longFrames = [...frames, ...filled].filter((ms) => ms > limits.frame).length / (frames.length + filled.length);
	results.tap = median(taps);
	await visitor.context.close();
}

const w = await world(locale);
const browser = await open(w.server);
const results = {};
try {
	const due = new Date(Date.now() + 6 * 3600000).toISOString();
	const long = is(await w.director.post('/v1/checklists', longForm()), 201);
	is(await w.director.post(`/v1/checklists/${long.id}/versions/1/publish`), 200);
	const make = async (list) => is(await w.director.post('/v1/inspections', { unit_id: w.here.id, checklist_id: list, lead_id: w.inspector.person.id, due_at: due }), 201).id;
	for (let n = 2; n < visits; n++)
		await make(w.list);
	const form = await make(long.id);
	const it = new Phone(browser, w);
	await it.signIn();
	await starts(it, results);
	await scrolls(it, form, results);
} finally {
	await browser.close();
	await w.server.stop();
}
const above = [results.cold > limits.cold && 'the first start', results.warm > limits.warm && 'a later start',
	results.longFrames > 0.01 && 'scrolling', results.tap > limits.tap && 'a press'].filter(Boolean);
if (above.length) {
	console.error(`Above the limit: ${above.join(', ')}.`);
	process.exitCode = 1;
}
