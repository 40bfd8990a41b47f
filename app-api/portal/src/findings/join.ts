/* The actions that a finding by hand can join. */
import { answer, api, type Schemas } from '@shared/api';
import { format_date } from '@shared/format';
import { i18n, text_of } from '@shared/i18n';
import type { Choice, Find, NameOf } from '@shared/pickers';
import { action_get } from '../actions/action';

const joinable = 'open,planned,in_progress,submitted,monitoring';
const limit = 200;

function choice_of(action: Schemas['Action']): Choice {
	const t = i18n.global.t;
	const note = [t(`severity.${action.severity}`), t(`action_state.${action.state}`), format_date(action.opened_at, 'date')].join(' · ');
	return { value: action.id, text: text_of(action.title), note };
}

/* Those of the store itself; the server's list has those below it, too. */
export function actions_to_join(unit_id: string, department_id: string): Find {
	return async (q, signal) => {
		const query = { state: joinable, unit_id, limit, sort: 'newest' as const, ...(department_id ? { department_id } : {}) };
		const { items } = await answer(api.GET('/v1/actions', { params: { query }, signal }));
		const here = items.filter((action) => action.unit_id === unit_id).map(choice_of);
		return here.filter((choice) => choice.text.toLowerCase().includes(q.toLowerCase()));
	};
}

export const action_name: NameOf = async (id) => text_of((await action_get(id)).title);
