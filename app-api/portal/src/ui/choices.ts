/* What this client's fields choose from, beside what is in the shared pickers. */
import { answer, api, type Schemas } from '@shared/api';
import { text_of } from '@shared/i18n';
import type { Choice, Find, NameOf } from '@shared/pickers';

const limit = 20;

/* Of a store its own people come first; whoever is above it is found by name. */
export function people_near(unit_id: string): Find {
	const ask = async (query: { q?: string; unit_id?: string }, signal: AbortSignal) =>
		(await answer(api.GET('/v1/people', { params: { query: { ...query, state: 'active', limit } }, signal }))).items;
	return async (q, signal) => {
		const part = q ? { q } : {};
		const near = await ask({ ...part, unit_id }, signal);
		const all = q && near.length < limit ? await ask(part, signal) : [];
		const seen = new Set(near.map((person) => person.id));
		const found = [...near, ...all.filter((person) => !seen.has(person.id))];
		return found.map((person) => ({ value: person.id, text: person.name, note: person.login }));
	};
}

export type Department = Pick<Schemas['Department'], 'id' | 'code' | 'kind' | 'name'>;

/* Departments and partners answer for questions alike; both lists are short. */
export async function all_departments(): Promise<Department[]> {
	const query = { limit: 200, state: 'active' as const };
	const [own, others] = await Promise.all([
		answer(api.GET('/v1/departments', { params: { query } })),
		answer(api.GET('/v1/partners', { params: { query } })),
	]);
	return [...own.items, ...others.items];
}

function department_choice({ id, name, code }: Department): Choice {
	return { value: id, text: text_of(name), note: code };
}

function has(choice: Choice, part: string): boolean {
	return `${choice.text} ${choice.note}`.toLowerCase().includes(part.toLowerCase());
}

export const find_departments: Find = async (q) => (await all_departments()).map(department_choice).filter((one) => has(one, q));

export const department_name: NameOf = async (id) => text_of((await all_departments()).find((one) => one.id === id)?.name) || id;

/* For visits: only what is in force. */
export const find_checklists_in_force: Find = async (q, signal) => {
	const query = { limit: 200, state: 'active' as const, ...(q ? { q } : {}) };
	const page = await answer(api.GET('/v1/checklists', { params: { query }, signal }));
	return page.items.filter((one) => one.published).map((one) => ({ value: one.id, text: text_of(one.title), note: one.code }));
};

export const find_roles: Find = async (q, signal) => {
	const query = { limit: 100, ...(q ? { q } : {}) };
	const page = await answer(api.GET('/v1/roles', { params: { query }, signal }));
	return page.items.map((role) => ({ value: role.id, text: text_of(role.name), note: role.code }));
};

export const role_name: NameOf = async (id) => text_of((await answer(api.GET('/v1/roles/{id}', { params: { path: { id } } }))).name);
