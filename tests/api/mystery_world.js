/* mystery_world: a world with the register of shoppers, and mystery visits to offer. */
import { randomUUID } from 'node:crypto';
import { is, newCode } from './group.js';
import { checklist, day, world } from './visits.js';

export const dayOf = (ms) => new Date(ms + 8 * 3600000).toISOString().slice(0, 10); /* Shanghai's */

export async function mysteryWorld() {
	const w = await world();
	const role = await w.group.role(['mystery.identity']);
	/* Nobody can give a right that he has not: whoever runs the server gives the first one. */
	const insert = (person) => w.sql.script(`insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
		select tenant_id, gen_random_uuid(), '${person}', '${role.id}', '${w.top.id}', now() from person where id = '${person}'`);
	w.keeper = await w.group.somebody('viewer', w.top);
	await insert(w.keeper.person.id);
	w.list = await w.checklist(checklist({ kind: 'mystery' }));
	/* Somebody in the register, signed in. */
	w.shopper = async (more = {}) => {
		const api = await w.group.somebody('shopper', w.top);
		api.shopper = is(await w.keeper.post('/v1/shoppers', { id: randomUUID(), person_id: api.person.id,
			nickname: newCode('Bird'), ...more }), 201);
		return api;
	};
	w.offer = (more = {}) => w.visit(w.list, { lead_id: undefined,
		due_at: new Date(w.server.clock.now + 10 * day).toISOString(), ...more });
	w.offers = async (api) => is(await api.get('/v1/mystery/offers'), 200).items;
	w.take = (api, id, on) => api.post(`/v1/mystery/offers/${id}/take`, { on });
	w.dayIn = (n) => dayOf(w.server.clock.now + n * day);
	return w;
}
