import { useSession } from '@shared/session';
import { db_of, type PhoneDb } from './db';

/* The database of whoever is signed in; pages that ask for it are reached by nobody else. */
export function useDb(): PhoneDb {
	const { me } = useSession();
	if (!me) throw new Error('nobody is known here');
	return db_of(me.id);
}
