import { client } from '../vite.shared.ts';

export default client('portal');
