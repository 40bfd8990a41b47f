import actions from './zh/actions';
import { calendars } from './zh/calendars';
import { checklists, editor } from './zh/checklists';
import access from './zh/access';
import { appeals } from './zh/appeals';
import common from './zh/common';
import { escalations, ladder } from './zh/escalations';
import findings from './zh/findings';
import { imports } from './zh/imports';
import { elsewhere, extensions, hand_over, lost, policy, proposals } from './zh/learning';
import { audit, departments, people, roles, units } from './zh/organization';
import { requirements, review_policy, shopper_state, shoppers } from './zh/mystery';
import operations from './zh/operations';
import { plan_state, plans } from './zh/plans';
import { answers, reviews } from './zh/reviews';
import visits from './zh/visits';
import { states, webhooks } from './zh/webhooks';

export default { ...common, ...states, access, actions, appeals, escalations, ladder, findings, reviews, answers, visits, checklists, editor, imports, units, departments, people, roles, audit, operations, policy, extensions, proposals, elsewhere, hand_over, lost, webhooks, calendars, plan_state, plans, requirements, review_policy, shopper_state, shoppers };
