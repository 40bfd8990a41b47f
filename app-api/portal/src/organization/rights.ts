/* The rights by what they are about. A right that the contract has and no group has is a fault of types. */
import type { Right } from '@shared/api';

interface RightGroup {
	key: string;
	rights: readonly Right[];
}

export const right_groups = [
	{ key: 'actions', rights: ['action.read', 'action.work', 'action.assign', 'action.verify', 'action.approve', 'action.cancel'] },
	{ key: 'findings', rights: ['finding.read', 'finding.create', 'appeal.make', 'appeal.decide'] },
	{
		key: 'inspections',
		rights: ['inspection.read', 'inspection.plan', 'inspection.conduct', 'inspection.review', 'inspection.void', 'photo.write_off', 'mystery.identity'],
	},
	{ key: 'checklists', rights: ['checklist.read', 'checklist.edit', 'checklist.publish'] },
	{ key: 'reports', rights: ['report.read'] },
	{ key: 'organization', rights: ['organization.read', 'organization.manage', 'people.manage', 'audit.read', 'webhook.manage'] },
] as const satisfies readonly RightGroup[];

type Grouped = (typeof right_groups)[number]['rights'][number];
/* Empty, or the line does not compile. */
export type Ungrouped = Exclude<Right, Grouped> extends never ? true : never;
export const every_right_has_its_group: Ungrouped = true;
