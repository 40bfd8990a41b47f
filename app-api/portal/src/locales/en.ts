import actions from './en/actions';
import { checklists, editor } from './en/checklists';
import common from './en/common';
import findings from './en/findings';
import visits from './en/visits';

export default { ...common, actions, findings, visits, checklists, editor };
