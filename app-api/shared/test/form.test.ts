import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { useEdit } from '@shared/form';
import { i18n } from '@shared/i18n';
import { Problem } from '@shared/problem';
import en from '@shared/locales/en';
import EditForm from '@shared/ui/EditForm.vue';
import FormField from '@shared/ui/FormField.vue';

beforeEach(() => {
	setActivePinia(createPinia());
	i18n.global.setLocaleMessage('en', en);
	i18n.global.locale.value = 'en';
});

test('an edit sends what was changed, and nothing else', async () => {
	const sent: object[] = [];
	const edit = useEdit({ name: '', tags: [] as string[], note: '' }, async ({ changes }) => sent.push(changes));
	edit.load({ name: 'Bund', tags: ['a'], note: 'x' });
	expect(edit.is_dirty).toBe(false);
	edit.draft.tags.push('b');
	edit.draft.name = 'Bund 2';
	edit.draft.name = 'Bund';
	expect(await edit.save()).toBe(true);
	expect(sent).toEqual([{ tags: ['a', 'b'] }]);
	expect(edit.is_dirty).toBe(false);
});

test('what was typed while it was saved is still a change', async () => {
	let finish!: () => void;
	const edit = useEdit({ name: '' }, () => new Promise<void>((done) => (finish = done)));
	edit.draft.name = 'first';
	const saving = edit.save();
	edit.draft.name = 'second';
	finish();
	await saving;
	expect(edit.changes).toEqual({ name: 'second' });
});

test('an edit that was refused keeps the draft and tells each fault once: at its field, else above', async () => {
	const refused = new Problem('invalid_body', 422, {
		faults: [
			{ pointer: '/name', detail: '"name" is missing.' },
			{ pointer: '/code', detail: '"code" is missing.' },
			{ pointer: '/tags/1', detail: 'A tag has at most 40 characters.' },
		],
	});
	const edit = useEdit({ name: '', tags: '' }, () => Promise.reject(refused));
	const page = {
		components: { EditForm, FormField },
		setup: () => ({ edit }),
		template: `<EditForm :edit="edit"><FormField v-slot="field" label="Name" pointer="/name"><input v-bind="field" v-model="edit.draft.name" /></FormField><FormField v-slot="field" label="Tags" pointer="/tags" is_list><input v-bind="field" v-model="edit.draft.tags" /></FormField></EditForm>`,
	};
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: page }] });
	await router.push('/');
	const wrapper = mount({ template: '<RouterView />' }, { global: { plugins: [router, i18n] }, attachTo: document.body });
	await flushPromises();
	await wrapper.find('input').setValue('x');
	await wrapper.find('form').trigger('submit');
	await flushPromises();

	const input = wrapper.find('input');
	expect(input.element.value).toBe('x');
	expect(input.attributes('aria-invalid')).toBe('true');
	expect(wrapper.find(`#${CSS.escape(input.attributes('aria-describedby') ?? '')}`).text()).toBe('"name" is missing.');
	const tags = wrapper.findAll('input')[1]!;
	expect(wrapper.find(`#${CSS.escape(tags.attributes('aria-describedby') ?? '')}`).text()).toBe('A tag has at most 40 characters.');
	const notice = wrapper.find('[role=alert]').text();
	expect(notice).toContain('/code');
	expect(notice).not.toMatch(/name|tag/);
	wrapper.unmount();
});
