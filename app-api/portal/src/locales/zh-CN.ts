import actions from './zh/actions';
import common from './zh/common';
import findings from './zh/findings';

export default { ...common, actions, findings };
