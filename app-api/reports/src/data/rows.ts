/* The rows of the reports: what they are called, and what is behind them. */
import type { LocationQueryRaw } from 'vue-router';
import { i18n, text_of } from '@shared/i18n';
import type { Filter } from './filter';

export type By =
	| 'unit' | 'store' | 'region' | 'brand' | 'checklist' | 'department' | 'kind' | 'inspector'
	| 'question' | 'indicator' | 'severity' | 'responsible';

export interface NamedRow {
	id: string | null;
	key: string | null;
	name: string | Record<string, string> | null;
}

/* What has no brand, no department, nobody responsible is a row too. */
export function row_name(row: NamedRow, by: By): string {
	const { t } = i18n.global;
	const name = text_of(row.name);
	if (name) return name;
	if (row.key === null) return t('rows.none');
	if (by === 'kind') return t(`kind.${row.key}`);
	return by === 'severity' ? t(`severity.${row.key}`) : row.key;
}

/* The row of everything together selects nothing and says so; what has no name cannot be selected. */
export function is_whole(row: { id: string | null; key: string | null; filter: object | null }): boolean {
	return row.id === null && row.key === null && row.filter !== null;
}

export interface Behind {
	change: Partial<Filter>;
	more: LocationQueryRaw;
}

/* What the pages behind a figure of this row are limited to; null where nothing selects it. */
export function behind(row: NamedRow, by: By): Behind | null {
	const found = (change: Partial<Filter>, more: LocationQueryRaw = {}) => ({ change, more });
	switch (by) {
		case 'unit':
		case 'store':
		case 'region':
		case 'brand':
			return row.id ? found({ unit_id: row.id }) : null;
		case 'checklist':
			return row.id ? found({ checklist_id: row.id }) : null;
		case 'department':
			return row.id ? found({ department_id: row.id }) : null;
		case 'inspector':
			return row.id ? found({}, { lead_id: row.id }) : null;
		case 'responsible':
			return row.id ? found({}, { responsible_id: row.id }) : null;
		case 'question':
			return row.id && row.key ? found({ checklist_id: row.id }, { question: row.key }) : null;
		case 'indicator':
			return row.key ? found({}, { indicator: row.key }) : null;
		case 'severity':
			return row.key ? found({}, { severity: row.key }) : null;
		/* Of a visit; an action's kind is asked for by another name. */
		case 'kind':
			return row.key === 'correction' || row.key === 'corrective'
				? found({}, { action_kind: row.key })
				: row.key
					? found({ kind: row.key as Filter['kind'] })
					: null;
	}
}

/* A percent of the server as a number, for charts and files. */
export function number_of(percent: string | null | undefined): number | null {
	return percent === null || percent === undefined ? null : Number(percent);
}
