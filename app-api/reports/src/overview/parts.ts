/* The parts of a place beside each other: what was found there, and how far its actions are. */
import { actions, findings, scores, type ActionRow, type FindingRow, type ScoreRow } from '../data/report';
import type { Part } from '../data/level';
import type { NamedRow } from '../data/rows';

export interface PartRow extends NamedRow {
	score: ScoreRow | null;
	findings: FindingRow | null;
	/* As they stand now, and those that were opened in the period. */
	standing: ActionRow | null;
	opened: ActionRow | null;
}

export interface Parts {
	rows: PartRow[];
	total: PartRow;
	/* How many there are, also where not all are here. */
	rows_nr: number;
}

export interface PartsQuestion {
	by: Part;
	what: Record<string, string>;
	what_actions: Record<string, string>;
	during: { from: string; to: string };
}

const most_rows = 2000;

interface Found {
	score?: ScoreRow;
	findings?: FindingRow;
	standing?: ActionRow;
	opened?: ActionRow;
}

/* Rows of the same thing from several reports, in one. */
export function join_parts(reports: { [K in keyof Found]-?: NonNullable<Found[K]>[] }): PartRow[] {
	const found = new Map<string, NamedRow & Found>();
	for (const kind of ['score', 'findings', 'standing', 'opened'] as const) {
		for (const row of reports[kind]) {
			const { id, key, name } = row;
			const line = found.get(id ?? '') ?? { id, key, name };
			found.set(id ?? '', { ...line, [kind]: row });
		}
	}
	return [...found.values()].map(({ score, findings: failed, standing, opened, ...named }) => ({
		...named,
		score: score ?? null,
		findings: failed ?? null,
		standing: standing ?? null,
		opened: opened ?? null,
	}));
}

export async function ask_parts({ by, what, what_actions, during }: PartsQuestion, signal: AbortSignal): Promise<Parts> {
	/* Actions are told apart by everything but the checklist. */
	const by_actions = by === 'checklist' ? null : by;
	const [score, failed, standing, opened] = await Promise.all([
		scores({ ...what, ...during, by, limit: most_rows }, signal),
		by === 'checklist' ? null : findings({ ...what, ...during, by, limit: most_rows }, signal),
		by_actions && actions({ ...what_actions, by: by_actions, limit: most_rows }, signal),
		by_actions && actions({ ...what_actions, ...during, by: by_actions, limit: most_rows }, signal),
	]);
	return {
		rows: join_parts({
			score: score.rows,
			findings: failed?.rows ?? [],
			standing: standing?.rows ?? [],
			opened: opened?.rows ?? [],
		}),
		total: {
			id: null,
			key: null,
			name: null,
			score: score.total,
			findings: failed?.total ?? null,
			standing: standing?.total ?? null,
			opened: opened?.total ?? null,
		},
		rows_nr: Math.max(score.rows_nr, failed?.rows_nr ?? 0, standing?.rows_nr ?? 0),
	};
}
