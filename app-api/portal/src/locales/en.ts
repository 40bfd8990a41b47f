import actions from './en/actions';
import { calendars } from './en/calendars';
import { checklists, editor } from './en/checklists';
import access from './en/access';
import { appeals } from './en/appeals';
import common from './en/common';
import { escalations, ladder } from './en/escalations';
import findings from './en/findings';
import { imports } from './en/imports';
import { elsewhere, extensions, hand_over, lost, policy, proposals } from './en/learning';
import { audit, departments, people, roles, units } from './en/organization';
import { requirements, review_policy, shopper_state, shoppers } from './en/mystery';
import operations from './en/operations';
import { plan_state, plans } from './en/plans';
import { answers, reviews } from './en/reviews';
import visits from './en/visits';
import { states, webhooks } from './en/webhooks';

export default { ...common, ...states, access, actions, appeals, escalations, ladder, findings, reviews, answers, visits, checklists, editor, imports, units, departments, people, roles, audit, operations, policy, extensions, proposals, elsewhere, hand_over, lost, webhooks, calendars, plan_state, plans, requirements, review_policy, shopper_state, shoppers };
