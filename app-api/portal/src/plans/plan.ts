/* Plans as they are edited, and as they are sent. */
import { answer, api, type Schemas } from '@shared/api';
import { person_name } from '@shared/pickers';
import type { Named } from '../visits/PeopleField.vue';
import { rule_new, rule_of, text_of_rule, type Rule } from './rule';

export type Plan = Schemas['Plan'];
export type Occurrence = Schemas['PlanOccurrence'];
export type Risk = Schemas['PlanRisk'];

export const assigns = ['nobody', 'person', 'role', 'rotation', 'draw'] as const;
export const closed_days = ['keep', 'skip', 'move_before', 'move_after'] as const;
export const plan_states = ['active', 'paused', 'ended'] as const;

export interface PlanDraft {
	name: string;
	unit_id: string;
	checklist_id: string;
	kind: string;
	tags: string[];
	starts_on: string;
	/* By a rule, or by what the last visit found. */
	by_risk: boolean;
	rule: Rule;
	risk: { grade: string; open_critical: number | undefined; days: number | undefined }[];
	rdates: string[];
	exdates: string[];
	times: string[];
	visible_before: number;
	due_after: number;
	miss_after: number;
	on_closed: string;
	assign: string;
	person_id: string;
	role_id: string;
	pool: Named[];
	max_in_a_row: number | undefined;
	is_drawn: boolean;
	draw_stores: number | undefined;
	min_gap_days: number | undefined;
	max_gap_days: number | undefined;
	is_unannounced: boolean;
	needs_review: boolean;
	note: string;
}

export function plan_new(): PlanDraft {
	return {
		name: '', unit_id: '', checklist_id: '', kind: '', tags: [],
		starts_on: '', by_risk: false, rule: rule_new(), risk: [{ grade: '', open_critical: undefined, days: 30 }],
		rdates: [], exdates: [], times: ['09:00'], visible_before: 1440, due_after: 480, miss_after: 1440, on_closed: 'keep',
		assign: 'nobody', person_id: '', role_id: '', pool: [], max_in_a_row: undefined,
		is_drawn: false, draw_stores: undefined, min_gap_days: undefined, max_gap_days: undefined,
		is_unannounced: false, needs_review: false, note: '',
	};
}

export async function drafted(plan: Plan): Promise<PlanDraft> {
	const pool = await Promise.all(plan.pool.map(async (id) => ({ id, name: await person_name(id).catch(() => id.slice(-6)) })));
	return {
		...plan_new(),
		name: plan.name, unit_id: plan.unit_id, checklist_id: plan.checklist_id, kind: plan.kind, tags: plan.tags,
		starts_on: plan.starts_on, by_risk: plan.risk !== null, rule: rule_of(plan.rrule),
		risk: plan.risk?.map(({ grade, open_critical, days }) => ({ grade: grade ?? '', open_critical: open_critical ?? undefined, days })) ?? plan_new().risk,
		rdates: plan.rdates, exdates: plan.exdates, times: plan.times,
		visible_before: plan.visible_before, due_after: plan.due_after, miss_after: plan.miss_after, on_closed: plan.on_closed,
		assign: plan.assign, person_id: plan.person_id ?? '', role_id: plan.role_id ?? '', pool,
		max_in_a_row: plan.max_in_a_row ?? undefined,
		is_drawn: plan.draw_stores !== null, draw_stores: plan.draw_stores ?? undefined,
		min_gap_days: plan.min_gap_days ?? undefined, max_gap_days: plan.max_gap_days ?? undefined,
		is_unannounced: plan.is_unannounced, needs_review: plan.needs_review, note: plan.note ?? '',
	};
}

/* What can be changed of a plan; what another choice makes void is not sent along. */
export function terms_of(draft: PlanDraft): Omit<Schemas['PlanChange'], 'state' | 'effective_from'> {
	const { assign } = draft;
	const is_pool = assign === 'rotation' || assign === 'draw';
	return {
		name: draft.name.trim(),
		tags: draft.tags,
		starts_on: draft.starts_on,
		rrule: draft.by_risk ? null : text_of_rule(draft.rule),
		risk: draft.by_risk ? draft.risk.map(({ grade, open_critical, days }) => ({ ...(grade.trim() ? { grade: grade.trim() } : {}), ...(open_critical === undefined ? {} : { open_critical }), days: days as number })) : null,
		rdates: draft.by_risk ? [] : draft.rdates,
		exdates: draft.exdates,
		times: draft.times,
		visible_before: draft.visible_before,
		due_after: draft.due_after,
		miss_after: draft.miss_after,
		on_closed: draft.on_closed as Plan['on_closed'],
		assign: assign as Plan['assign'],
		person_id: assign === 'person' ? draft.person_id || null : null,
		role_id: assign === 'role' ? draft.role_id || null : null,
		pool: is_pool ? draft.pool.map((one) => one.id) : [],
		max_in_a_row: is_pool ? (draft.max_in_a_row ?? null) : null,
		draw_stores: draft.is_drawn ? (draft.draw_stores ?? null) : null,
		min_gap_days: draft.is_drawn ? (draft.min_gap_days ?? null) : null,
		max_gap_days: draft.is_drawn ? (draft.max_gap_days ?? null) : null,
		is_unannounced: draft.is_unannounced,
		needs_review: draft.needs_review,
		note: draft.note.trim() || null,
	};
}

/* A new one says only what it has. */
export function new_plan_of(draft: PlanDraft): Schemas['NewPlan'] {
	const said = Object.entries(terms_of(draft)).filter(([, value]) => value !== null);
	const kind = draft.kind ? { kind: draft.kind } : {};
	return { unit_id: draft.unit_id, checklist_id: draft.checklist_id, ...kind, ...Object.fromEntries(said) } as Schemas['NewPlan'];
}

/* Only what is another. */
export function change_of(draft: PlanDraft, was: PlanDraft): Schemas['PlanChange'] {
	const before = terms_of(was) as Record<string, unknown>;
	return Object.fromEntries(Object.entries(terms_of(draft)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
}

export const plan_get = (id: string): Promise<Plan> => answer(api.GET('/v1/plans/{id}', { params: { path: { id } } }));

export const preview = (draft: PlanDraft, days: number, signal: AbortSignal): Promise<Schemas['PlanPreview']> =>
	answer(api.POST('/v1/plans/preview', { body: { ...new_plan_of(draft), name: draft.name.trim() || '–', days }, signal }));

/* The next draw of a plan, as the query that asks for it; without one where nothing is drawn, or nothing ahead. */
export async function next_draw(id: string): Promise<{ is_drawn: boolean; query?: { occurrence: string; unit_id?: string } }> {
	const plan = await plan_get(id);
	const is_drawn = plan.draw_stores !== null || plan.assign === 'draw';
	if (!is_drawn) return { is_drawn };
	const query = { from: new Date(new Date().setHours(0, 0, 0, 0)).toISOString(), unmade: false, limit: 1 };
	const [next] = (await answer(api.GET('/v1/plans/{id}/occurrences', { params: { path: { id }, query } }))).items;
	if (!next) return { is_drawn };
	return { is_drawn, query: { occurrence: next.occurrence, ...(plan.draw_stores === null ? { unit_id: next.unit.id } : {}) } };
}
