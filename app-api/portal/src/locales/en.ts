import actions from './en/actions';
import common from './en/common';
import findings from './en/findings';
import visits from './en/visits';

export default { ...common, actions, findings, visits };
