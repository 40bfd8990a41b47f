/*
 * world: a group for the browser's story, made through the API: two stores of a brand, their people, a
 * small checklist in force. One tenant for each language, so that each counts from nothing.
 */
import { Group, is } from '../api/group.js';
import { password, start } from '../api/harness.js';
import { picture, realPhotographs } from '../api/photos.js';
import { pages } from './browser.js';

const languages = {
	en: { tenant: 'demo', brand: 'Harbour Hotels', region: 'East', store: 'Harbour Hotel Shanghai Bund', other: 'Harbour Hotel Ningbo',
		people: { inspector: 'Mei Lin', housekeeper: 'Anna Wu', manager: 'Tom Chen', director: 'Grace Zhao' } },
	'zh-CN': { tenant: 'other', brand: '海港酒店', region: '华东', store: '海港酒店上海外滩店', other: '海港酒店宁波店',
		people: { inspector: '林梅', housekeeper: '吴安娜', manager: '陈涛', director: '赵格' } },
};

export const place = { latitude: 31.2397, longitude: 121.4903, accuracy: 12 };

const text = (en, zh) => ({ en, 'zh-CN': zh });
const choices = [
	{ key: 'yes', label: text('Clean', '干净'), points: 5 },
	{ key: 'partly', label: text('In parts', '部分干净'), points: 2, fails: true },
	{ key: 'no', label: text('Dirty', '不干净'), points: 0, fails: true },
];

export const checklist = {
	format: 'gemba.checklist/1',
	code: 'lobby-and-rooms',
	title: text('Lobby and rooms', '大堂与客房检查'),
	kind: 'tour',
	scoring: { method: 'points', pass_line: 85, bands: [{ grade: 'A', from: 90 }, { grade: 'B', from: 0 }] },
	sections: [
		{ key: 'lobby', title: text('Lobby', '大堂'), questions: [
			{ key: 'lobby.floor', type: 'choice', required: true, severity: 'major', department: 'housekeeping', choices,
				text: text('Is the floor of the lobby clean?', '大堂地面是否干净？'),
				guidance: text('Look under the sofas, too.', '沙发下面也要看。'),
				note: 'failed', photos: { min: 1, max: 5, when: 'failed' } },
			{ key: 'lobby.light', type: 'check', required: true, points: 5, fails: false, severity: 'minor', department: 'housekeeping',
				text: text('Do all lights work?', '所有灯具是否正常？') },
		] },
		{ key: 'room', title: text('Room', '客房'), questions: [
			{ key: 'room.bed', type: 'choice', required: true, severity: 'minor', department: 'housekeeping', choices,
				text: text('Is the bed linen clean?', '床品是否干净？') },
			{ key: 'room.remark', type: 'text', text: text('What else was there?', '还有什么情况？') },
		] },
	],
};

/* What fails, and how it is afterwards; real photographs where there are any, the smallest first. */
async function pictures() {
	const real = await realPhotographs();
	const files = real.length ? real.map(({ name, bytes }) => ({ name, buffer: bytes, mimeType: name.endsWith('.png') ? 'image/png' : 'image/jpeg' })) :
		Array.from({ length: 4 }, (_, n) => ({ name: `${n}.png`, buffer: picture({ width: 640, height: 480 }), mimeType: 'image/png' }));
	return files.sort((a, b) => a.buffer.length - b.buffer.length);
}

async function make(server, { tenant, brand, region, store, other, people }) {
	const group = await Group.of(server, tenant);
	const { admin, top } = group;
	const hotels = await group.unit(top, 'brand', { name: brand });
	const east = await group.unit(hotels, 'region', { name: region });
	const here = await group.unit(east, 'store', { name: store, lat: place.latitude, lon: place.longitude, radius_m: 300 });
	await group.unit(east, 'store', { name: other });
	const department = is(await admin.post('/v1/departments', { code: 'housekeeping', name: text('Housekeeping', '客房部') }), 201);
	const somebody = async (name, role, unit, more) => Object.assign(await group.somebody(role, unit, { name: people[name], ...more }), { tenant });
	const list = is(await admin.post('/v1/checklists', checklist), 201);
	is(await admin.post(`/v1/checklists/${list.id}/versions/1/publish`), 200);
	const world = { here, list: list.id,
		inspector: await somebody('inspector', 'inspector', hotels),
		housekeeper: await somebody('housekeeper', 'department_head', here,
			{ membership: { role_id: group.roles.department_head.id, unit_id: here.id, department_id: department.id } }),
		manager: await somebody('manager', 'store_manager', here),
		director: await somebody('director', 'quality', top) };
	const due = new Date(Date.now() + 4 * 3600000).toISOString();
	world.visit = is(await world.director.post('/v1/inspections',
		{ unit_id: here.id, checklist_id: list.id, lead_id: world.inspector.person.id, due_at: due }), 201).id;
	return world;
}

/* A server that hands out the clients, and the group of one language on it. */
/* hasClock: the server's time stands, and a test moves it on. */
export async function world(locale, { env = {}, hasClock = false } = {}) {
	const server = await start({ clock: hasClock, env: { GEMBA_PAGES: pages, ...env } });
	return { server, ...await make(server, languages[locale]), pictures: await pictures() };
}

export const secret = password;
