/*
 * browser: Debian's Chromium on the clients that the server hands out, watched all the time.
 *
 *	const browser = await open(server);
 *	const visitor = await browser.visitor('phone', 'zh-CN');
 *	await visitor.page.goto(`${server.url}/phone/`);
 *	await visitor.look('today');
 *	await browser.close();
 *
 * What a page must never do is noted down as it happens, and check() tells it: an error on the console,
 * an exception, a breach of the content security policy, a request to another place; and what look() finds.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import axe from 'axe-core';
import { patience } from '../api/harness.js';

const root = new URL('../../', import.meta.url).pathname;
const shots = path.join(root, 'build/screenshots');
/* Without the windows that nobody looks at, which take a third of its time. */
const program = process.env.GEMBA_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

export const pages = process.env.GEMBA_PAGES ?? path.join(root, 'app-api/dist');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

const devices = {
	phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
	desktop: { viewport: { width: 1440, height: 900 } },
};

export async function open(server) {
	await mkdir(shots, { recursive: true });
	const chrome = await chromium.launch({ executablePath: program, headless: true, args: flags, timeout: 120000 });
	return new Browser(chrome, server);
}

class Browser {
	#chrome;
	#visitors = [];
	#faults = [];

	constructor(chrome, server) {
		this.#chrome = chrome;
		this.server = server;
	}

	/* Somebody in front of a device, with a storage and a session of his or her own. */
	async visitor(device, locale, { place, scheme = 'light' } = {}) {
		const context = await this.#chrome.newContext({ ...devices[device], locale, timezoneId: 'Asia/Shanghai',
			reducedMotion: 'reduce', colorScheme: scheme, ...place && { geolocation: place, permissions: ['geolocation'] } });
		context.setDefaultTimeout(patience);
		await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) =>
			console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`)));
		const visitor = new Visitor(context, await context.newPage(), locale, this.server.url, this.#faults);
		visitor.watch();
		this.#visitors.push(visitor);
		return visitor;
	}

	/* The server's clock jumps: whoever was signed in is not any more, and signs in again by itself. */
	async pass(ms) {
		for (const visitor of this.#visitors)
			visitor.signsInAgain();
		await this.server.clock.advance(ms);
	}

	/* Nothing happened that must not. */
	check() {
		assert.deepEqual(this.#faults.splice(0), []);
	}

	/* Throws what went wrong again, with what the pages have said, and keeps how each looks. */
	async explain(error, name) {
		const open = this.#visitors.filter((visitor) => !visitor.page.isClosed());
		for (const [n, visitor] of open.entries())
			await visitor.shoot(`${name}-${n}`).catch(() => {});
		error.message += `\n${this.#faults.splice(0).join('\n')}`;
		throw error;
	}

	close() { return this.#chrome.close(); }
}

/* Pages ask again for a photograph that the server has not decoded yet. */
const isStillLookedAt = (text) => /status of 409 .*\/v1\/photos\//.test(text);

/* A session that has ended by the clock is noticed at the next request. */
const isSignedOut = (text) => /status of 401 .*\/v1\//.test(text);

/* What one sees of a network that is gone; the second, where it went while the service worker was looked for. */
const isAboutNetwork = (text) => /net::ERR_(INTERNET_DISCONNECTED|FAILED|NETWORK_CHANGED)/.test(text)
	|| text.startsWith('An unknown error occurred when fetching the script.');

class Visitor {
	#faults;
	#wasOffline = false;
	#hasToSignIn = false;

	constructor(context, page, locale, origin, faults) {
		Object.assign(this, { context, page, locale, origin });
		this.#faults = faults;
	}

	watch() {
		this.page.on('console', (message) => {
			const text = `${message.text()} (${message.location().url})`;
			if (message.type() === 'error' && !isStillLookedAt(text) && !(this.#wasOffline && isAboutNetwork(text))
				&& !(this.#hasToSignIn && isSignedOut(text)))
				this.#faults.push(`console: ${text}`);
		});
		this.page.on('pageerror', (error) => this.#faults.push(`exception: ${error.stack}`));
		this.context.on('request', (request) => {
			const url = new URL(request.url());
			if (url.origin !== this.origin && !['blob:', 'data:'].includes(url.protocol))
				this.#faults.push(`request to ${url}`);
		});
	}

	/* Refusals that were meant: the browser writes each failed request on the console. */
	forget(form) {
		const others = this.#faults.splice(0).filter((fault) => !(/^console: Failed to load resource/.test(fault) && form.test(fault)));
		this.#faults.push(...others);
	}

	signsInAgain() { this.#hasToSignIn = true; }

	/* A phone that loses the network has the whole client by then: its service worker keeps it soon after the first start. */
	async offline(isOffline) {
		this.#wasOffline = true;
		if (isOffline && this.page.url().includes('/phone/'))
			await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
		await this.context.setOffline(isOffline);
	}

	shoot(name) {
		return this.page.screenshot({ path: path.join(shots, `${name}.png`) });
	}

	/* Holds one page against what every page must be; `name` is that of its screenshot. */
	async look(name) {
		await this.page.evaluate(() => document.fonts.ready.then(() => null));
		await this.shoot(`${name}-${this.locale}`);
		await this.#isAccessible(name);
		await this.#fitsNarrow(name);
	}

	async #isAccessible(name) {
		/* Half a megabyte of script: it stays until the page is left. */
		if (!await this.page.evaluate(() => 'axe' in globalThis))
			await this.page.evaluate(axe.source);
		const violations = await this.page.evaluate(async () => {
			const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
			return found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
				.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
		});
		this.#faults.push(...violations.map((violation) => `${name} keeps somebody out: ${violation}`));
	}

	/* On the narrowest screen there is no scrolling to the side. */
	async #fitsNarrow(name) {
		const size = this.page.viewportSize();
		await this.page.setViewportSize({ width: 320, height: 640 });
		const wide = await this.page.evaluate(async () => {
			for (let frames = 0; frames < 2; frames++)
				await new Promise(requestAnimationFrame);
			const { scrollWidth, clientWidth } = document.documentElement;
			if (scrollWidth <= clientWidth)
				return null;
			const beyond = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
			return `${scrollWidth} > ${clientWidth}: ${beyond.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)).join(' | ')}`;
		});
		await this.page.setViewportSize(size);
		if (wide)
			this.#faults.push(`${name} scrolls to the side at 320 px: ${wide}`);
	}
}
