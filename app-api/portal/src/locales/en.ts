import actions from './en/actions';
import { checklists, editor } from './en/checklists';
import common from './en/common';
import findings from './en/findings';
import { departments, people, roles, units } from './en/organization';
import visits from './en/visits';

export default { ...common, actions, findings, visits, checklists, editor, units, departments, people, roles };
