import actions from './en/actions';
import common from './en/common';
import findings from './en/findings';

export default { ...common, actions, findings };
