import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { i18n } from '@shared/i18n';
import { Problem } from '@shared/problem';
import PickField from '@shared/ui/PickField.vue';

const units = [
	{ value: 'u1', text: 'Bund', note: 'sh-001' },
	{ value: 'u2', text: 'Bund North' },
	{ value: 'u3', text: '宁波店' },
];
const find = vi.fn(async (typed: string) => units.filter(({ text }) => text.includes(typed)));
const name_of = vi.fn(async (id: string) => units.find(({ value }) => value === id)?.text ?? id);

function field(model = '', more: object = {}) {
	const wrapper = mount(PickField, {
		props: { find, name_of, modelValue: model, 'onUpdate:modelValue': (now: string) => wrapper.setProps({ modelValue: now }), ...more },
		global: { plugins: [i18n] },
		attachTo: document.body,
	});
	const input = wrapper.get('input');
	const options = () => wrapper.findAll('[role=option]:not([aria-disabled])').map((one) => one.text());
	const key = (name: string) => input.trigger('keydown', { key: name });
	return { wrapper, input, options, key };
}

async function type(input: ReturnType<typeof field>['input'], text: string) {
	await input.setValue(text);
	await vi.advanceTimersByTimeAsync(300);
	await flushPromises();
}

beforeEach(() => {
	vi.useFakeTimers();
	find.mockClear();
});
afterEach(() => {
	vi.useRealTimers();
	document.body.innerHTML = '';
});

describe('choosing one of many', () => {
	test('searches when the typing pauses, not at each key', async () => {
		const { input, options } = field();
		await input.setValue('B');
		await input.setValue('Bu');
		expect(find).not.toHaveBeenCalled();
		await type(input, 'Bund');
		expect(find).toHaveBeenCalledTimes(1);
		expect(options()).toEqual(['Bundsh-001', 'Bund North']);
	});

	test('works with the arrow keys and Enter, and says which line is the active one', async () => {
		const { wrapper, input, key } = field();
		await type(input, 'Bund');
		await key('ArrowDown');
		const active = input.attributes('aria-activedescendant')!;
		expect(wrapper.get(`[id="${active}"]`).text()).toBe('Bund North');
		await key('Enter');
		expect(wrapper.props('modelValue')).toBe('u2');
		expect(wrapper.emitted('picked')).toEqual([[units[1]]]);
		expect([input.element.value, input.attributes('aria-expanded')]).toEqual(['Bund North', 'false']);
	});

	test('goes round at the ends', async () => {
		const { wrapper, input, key } = field();
		await type(input, '');
		await key('ArrowUp');
		await key('Enter');
		expect(wrapper.props('modelValue')).toBe('u3');
	});

	test('leaves Enter to whoever is still composing Chinese', async () => {
		const { wrapper, input } = field();
		await type(input, '宁');
		await input.trigger('keydown', { key: 'Enter', isComposing: true });
		expect(wrapper.props('modelValue')).toBe('');
	});

	test('by Escape or by leaving the field keeps what was chosen', async () => {
		const { wrapper, input, key } = field('u1');
		await flushPromises();
		expect(input.element.value).toBe('Bund');
		await type(input, 'some');
		await key('Escape');
		expect(input.element.value).toBe('Bund');
		await type(input, 'else');
		await input.trigger('blur');
		expect([input.element.value, wrapper.props('modelValue')]).toEqual(['Bund', 'u1']);
	});

	test('emptied by hand or by the button is none', async () => {
		const { wrapper, input } = field('u1');
		await flushPromises();
		await input.setValue('');
		await input.trigger('blur');
		expect(wrapper.props('modelValue')).toBe('');
		await wrapper.setProps({ modelValue: 'u2' });
		await flushPromises();
		await wrapper.get('button').trigger('click');
		expect(wrapper.props('modelValue')).toBe('');
	});

	test('shows only the answer to what was typed last', async () => {
		let slow: (found: typeof units) => void = () => undefined;
		find.mockImplementationOnce(() => new Promise((done) => (slow = done)));
		const { input, options } = field();
		await type(input, 'Bund');
		await type(input, '宁');
		slow(units);
		await flushPromises();
		expect(options()).toEqual(['宁波店']);
	});

	test('tells what went wrong, and that nothing was found', async () => {
		i18n.global.setLocaleMessage('en', { problems: { offline: { title: 'The server cannot be reached' } }, list: { none_found: 'Nothing found.' } });
		const { wrapper, input } = field();
		await type(input, 'nowhere');
		expect(wrapper.get('[aria-disabled]').text()).toBe('Nothing found.');
		find.mockRejectedValueOnce(new Problem('offline', 0));
		await type(input, 'Bund');
		expect(wrapper.get('[aria-disabled]').text()).toBe('The server cannot be reached');
	});
});
