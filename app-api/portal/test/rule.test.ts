import { describe, expect, it } from 'vitest';
import { change_of, new_plan_of, plan_new, terms_of } from '../src/plans/plan';
import { rule_new, rule_of, text_of_rule } from '../src/plans/rule';

describe('a rule', () => {
	it('that is common is chosen, and written as it was', () => {
		const common = {
			'FREQ=DAILY': 'daily',
			'FREQ=DAILY;INTERVAL=3;UNTIL=20270131': 'daily',
			'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH': 'weekly',
			'FREQ=MONTHLY;BYMONTHDAY=-1': 'monthly',
			'FREQ=MONTHLY;BYDAY=1TU': 'weekday',
			'FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR': 'weekday',
		};
		for (const [text, frequency] of Object.entries(common)) {
			expect(rule_of(text).frequency).toBe(frequency);
			expect(text_of_rule(rule_of(text))).toBe(text);
		}
	});

	it('that says more stays as somebody has written it', () => {
		for (const text of ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'FREQ=DAILY;COUNT=5', 'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1', 'FREQ=WEEKLY;BYDAY=MO;WKST=SU', 'FREQ=HOURLY']) {
			expect(rule_of(text).frequency).toBe('own');
			expect(text_of_rule(rule_of(text))).toBe(text);
		}
	});

	it('of nothing comes once, and days stand in the order of the week', () => {
		expect(text_of_rule(rule_of(null))).toBeNull();
		expect(text_of_rule({ ...rule_new(), days: ['SU', 'MO'] })).toBe('FREQ=WEEKLY;BYDAY=MO,SU');
	});
});

describe('a plan', () => {
	it('sends of what was chosen only what belongs to it', () => {
		const draft = { ...plan_new(), assign: 'role', role_id: 'r', person_id: 'p', pool: [{ id: 'q', name: 'Q' }], max_in_a_row: 2, draw_stores: 3 };
		expect(terms_of(draft)).toMatchObject({ role_id: 'r', person_id: null, pool: [], max_in_a_row: null, draw_stores: null });
		expect(terms_of({ ...draft, assign: 'draw', is_drawn: true })).toMatchObject({ role_id: null, pool: ['q'], max_in_a_row: 2, draw_stores: 3 });
	});

	it('by risk has no rule, and by a rule no risk', () => {
		const draft = { ...plan_new(), risk: [{ grade: ' A ', open_critical: undefined, days: 90 }, { grade: '', open_critical: 1, days: 7 }] };
		expect(terms_of({ ...draft, by_risk: true })).toMatchObject({ rrule: null, risk: [{ grade: 'A', days: 90 }, { open_critical: 1, days: 7 }] });
		expect(terms_of(draft)).toMatchObject({ rrule: 'FREQ=WEEKLY;BYDAY=MO', risk: null });
	});

	it('that is new leaves out what it has not; a change says only what is another', () => {
		const draft = { ...plan_new(), name: 'Daily', unit_id: 'u', checklist_id: 'c', starts_on: '2026-12-01' };
		const body = new_plan_of(draft);
		expect(Object.values(body).includes(null as never)).toBe(false);
		expect(body).toMatchObject({ name: 'Daily', unit_id: 'u', checklist_id: 'c' });
		expect(body).not.toHaveProperty('kind');
		expect(change_of({ ...draft, times: ['08:00'] }, draft)).toEqual({ times: ['08:00'] });
		expect(change_of(draft, draft)).toEqual({});
	});
});
