import { client } from '../vite.shared';

export default client('reports');
