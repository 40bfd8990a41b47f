/* What one can choose: how it is looked for, and what the chosen one is called. */
import { answer, api, type Schemas } from './api';
import { text_of } from './i18n';

export interface Choice {
	value: string;
	text: string;
	/* Tells apart what has the same name. */
	note?: string;
}

export type Find = (q: string, signal: AbortSignal) => Promise<Choice[]>;
export type NameOf = (value: string) => Promise<string>;

const limit = 20;

function unit_choice(unit: Schemas['Unit']): Choice {
	return { value: unit.id, text: unit.name, note: unit.code };
}

/* Units of one kind, or of all. */
export function units_of(kind?: Schemas['UnitKind']): Find {
	return async (q, signal) => {
		const query = { limit, ...(q ? { q } : {}), ...(kind ? { kind } : {}) };
		return (await answer(api.GET('/v1/units', { params: { query }, signal }))).items.map(unit_choice);
	};
}

export const find_units = units_of();
export const find_stores = units_of('store');

export const unit_name: NameOf = async (id) => (await answer(api.GET('/v1/units/{id}', { params: { path: { id } } }))).name;

export const find_people: Find = async (q, signal) => {
	const query = { limit, state: 'active' as const, ...(q ? { q } : {}) };
	const page = await answer(api.GET('/v1/people', { params: { query }, signal }));
	return page.items.map((person) => ({ value: person.id, text: person.name, note: person.login }));
};

export const person_name: NameOf = async (id) => (await answer(api.GET('/v1/people/{id}', { params: { path: { id } } }))).name;

export const find_departments: Find = async (q, signal) => {
	const query = { limit, state: 'active' as const, ...(q ? { q } : {}) };
	const page = await answer(api.GET('/v1/departments', { params: { query }, signal }));
	return page.items.map((one) => ({ value: one.id, text: text_of(one.name), note: one.code }));
};

export const department_name: NameOf = async (id) =>
	text_of((await answer(api.GET('/v1/departments/{id}', { params: { path: { id } } }))).name);

export const find_checklists: Find = async (q, signal) => {
	const query = { limit, state: 'active' as const, ...(q ? { q } : {}) };
	const page = await answer(api.GET('/v1/checklists', { params: { query }, signal }));
	return page.items.map((one) => ({ value: one.id, text: text_of(one.title), note: one.code }));
};

export const checklist_name: NameOf = async (id) =>
	text_of((await answer(api.GET('/v1/checklists/{id}', { params: { path: { id } } }))).title);
