import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defineComponent } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { filters_of, query_with, useList, type List } from '@shared/list';
import { give_locks, json, keep_session, problem, session, stand_in } from './server';

/* A machine that tests is often busy. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 60_000 });

describe('the address of a page', () => {
	test('has what was set, and leaves out what is as by default', () => {
		const set = query_with({ tab: 'x' }, 'state', 'closed', 'open');
		expect(set).toEqual({ tab: 'x', state: 'closed' });
		expect(query_with(set, 'state', 'open', 'open')).toEqual({ tab: 'x' });
	});

	test('tells "all" from "as by default"', () => {
		const all = query_with({}, 'state', '', 'open');
		expect(all).toEqual({ state: '' });
		expect(filters_of(all, ['state'], { state: 'open' })).toEqual({ state: '' });
		expect(filters_of({}, ['state'], { state: 'open' })).toEqual({ state: 'open' });
	});

	test('that somebody wrote by hand twice takes the first', () => {
		expect(filters_of({ state: ['open', 'closed'] }, ['state'], {})).toEqual({ state: 'open' });
	});
});

describe('a list', () => {
	let asked: URLSearchParams[];
	let answers: (search: URLSearchParams) => Response | Promise<Response>;

	beforeEach(() => {
		localStorage.clear();
		give_locks();
		keep_session(1);
		asked = [];
		answers = () => json(200, { items: [{ id: 'a' }], next: null });
		stand_in({
			'POST /v1/sessions/refresh': () => json(201, session(2)),
			'GET /v1/actions': (request) => {
				const search = new URL(request.url).searchParams;
				asked.push(search);
				return answers(search);
			},
		});
	});

	afterEach(() => vi.unstubAllGlobals());

	async function shown(path: string) {
		let list!: { value: List<{ id: string }> };
		const page = defineComponent({
			setup() {
				list = useList('/v1/actions', { filters: ['state', 'severity'], defaults: { state: 'open' }, fixed: () => ({ sort: 'due' }) });
				return () => null;
			},
		});
		const router = createRouter({
			history: createMemoryHistory(),
			routes: [
				{ path: '/', name: 'list', component: page },
				{ path: '/other', name: 'other', component: { render: () => null } },
			],
		});
		await router.push(path);
		const wrapper = mount({ template: '<RouterView />' }, { global: { plugins: [router] } });
		await flushPromises();
		await soon(() => expect(list.value.is_loading).toBe(false));
		return { router, wrapper, list: () => list.value };
	}

	test('asks for what the address says, and for what the page itself wants', async () => {
		const { list } = await shown('/?severity=major');
		expect(Object.fromEntries(asked[0]!)).toEqual({ state: 'open', severity: 'major', sort: 'due' });
		expect(list().is_filtered).toBe(true);
	});

	test('writes a filter into the address and asks anew', async () => {
		const { list, router } = await shown('/');
		list().set('state', '');
		await soon(() => expect(asked).toHaveLength(2));
		expect(router.currentRoute.value.fullPath).toBe('/?state=');
		expect(Object.fromEntries(asked[1]!)).toEqual({ sort: 'due' });
		list().clear();
		await soon(() => expect(asked).toHaveLength(3));
		expect(router.currentRoute.value.fullPath).toBe('/');
	});

	test('grows by the cursor of the page before', async () => {
		answers = (search) =>
			search.get('after') ? json(200, { items: [{ id: 'b' }], next: null }) : json(200, { items: [{ id: 'a' }], next: 'x y' });
		const { list } = await shown('/');
		expect(list().has_more).toBe(true);
		await list().more();
		expect(list().items.map((item) => item.id)).toEqual(['a', 'b']);
		expect(asked[1]?.get('after')).toBe('x y');
		expect(list().has_more).toBe(false);
	});

	test('keeps what it has when more cannot be had, and says why', async () => {
		answers = (search) => (search.get('after') ? problem(422, 'invalid_query') : json(200, { items: [{ id: 'a' }], next: 'x' }));
		const { list } = await shown('/');
		await list().more();
		expect(list().items).toHaveLength(1);
		expect(list().problem?.name).toBe('invalid_query');
	});

	test('shows the answer of the last filter, however late an earlier one comes', async () => {
		const { list } = await shown('/');
		let answer_late!: (response: Response) => void;
		answers = (search) =>
			search.get('severity') === 'minor'
				? new Promise((done) => (answer_late = done))
				: json(200, { items: [{ id: 'critical' }], next: null });
		list().set('severity', 'minor');
		await soon(() => expect(asked).toHaveLength(2));
		list().set('severity', 'critical');
		await soon(() => expect(list().items[0]?.id).toBe('critical'));
		answer_late(json(200, { items: [{ id: 'minor' }], next: null }));
		await flushPromises();
		expect(list().items[0]?.id).toBe('critical');
	});

	test('does not ask while the page is left', async () => {
		const { router } = await shown('/?severity=major');
		await router.push('/other');
		await flushPromises();
		expect(asked).toHaveLength(1);
	});
});
