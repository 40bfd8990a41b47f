/*
 * Webhooks: a real receiver on this machine hears what its owner may see, signed so that a library
 * of the other side believes it, again after a failure, and nobody is called who is not to be.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { is } from './group.js';
import { until } from './postgres_session.js';
import { bad, hour, world } from './visits.js';

let w;
let list;

before(async () => {
	w = await world({ env: { GEMBA_OUTGOING_LOOPBACK: 'yes' } });
	list = await w.checklist();
});
after(() => w.stop());

/* A receiver; answers is called with each message and says what it gets back. */
async function receiver(t, answers = () => 204) {
	const messages = [];
	const server = http.createServer(async (req, res) => {
		let body = '';
		for await (const part of req)
			body += part;
		const message = { headers: req.headers, body, json: JSON.parse(body), path: req.url };
		messages.push(message);
		const answer = await answers(message, messages.length, res);
		if (typeof answer === 'number')
			res.writeHead(answer).end();
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }));
	return { url: `http://127.0.0.1:${server.address().port}/hook`, messages };
}

const key = () => ({ 'idempotency-key': randomUUID() });
async function webhook(url, more = {}, api = w.admin) {
	return is(await api.post('/v1/webhooks', { id: randomUUID(), url, ...more }), 201);
}
const shown = async ({ id }) => is(await w.admin.get(`/v1/webhooks/${id}`), 200);
const deliveries = async ({ id }) => is(await w.admin.get(`/v1/webhooks/${id}/deliveries?limit=200`), 200).items;
const got = (place, nr) => until(() => place.messages.length >= nr && place.messages, `${nr} messages`);
const verified = (hook, message) => new Webhook(hook.secret).verify(message.body, message.headers);

/* Nothing of this webhook is under way any more. */
const settled = (hook) => until(async () => (await w.sql(`select count(*)::integer as nr from webhook
	where id = $1 and leased_until <= $2`, hook.id, new Date(w.server.clock.now).toISOString()))[0].nr === 1, 'the end of a lease');

describe('a message', () => {
	it('says what happened by ids, and is signed by Standard Webhooks', async (t) => {
		const place = await receiver(t);
		const hook = await webhook(place.url, { kinds: ['inspection.planned'] });
		const visit = await w.visit(list);
		const [message] = await got(place, 1);
		assert.deepEqual(verified(hook, message), message.json);
		assert.equal(message.json.type, 'inspection.planned');
		assert.equal(message.json.data.subject_id, visit);
		assert.equal(message.json.data.unit_id, w.shanghai.id);
		assert.equal(message.headers['content-type'], 'application/json');
		const [delivery] = await until(async () => {
			const items = await deliveries(hook);
			return items[0]?.state === 'delivered' && items;
		}, 'delivery');
		assert.equal(delivery.id, message.headers['webhook-id']);
		assert.equal(delivery.attempts, 1);
		assert.equal(delivery.status, 204);
	});

	it('comes of every event from the making of the webhook on, once, in their order', async (t) => {
		const place = await receiver(t);
		await w.visit(list);
		await until(async () => (await w.sql('select count(*)::integer as nr from event where seq is null'))[0].nr === 0,
			'stamping');
		await webhook(place.url, { kinds: ['inspection.planned', 'action.opened'] });
		await w.done(list, bad);
		await w.visit(list);
		const messages = await until(() => place.messages.filter((m) => m.json.type === 'inspection.planned').length === 2 &&
			place.messages, 'both visits');
		const seqs = messages.map((m) => m.json.data.seq);
		assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
	});

	it('of a test tells nothing', async (t) => {
		const place = await receiver(t);
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		const [message] = await got(place, 1);
		verified(hook, message);
		assert.equal(message.json.type, 'webhook.test');
		assert.equal(message.json.data.subject_id, null);
	});

	it('is sent again with the same id when it is asked for', async (t) => {
		const place = await receiver(t);
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		const { id } = is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		await got(place, 1);
		await settled(hook);
		is(await w.admin.post(`/v1/webhooks/${hook.id}/deliveries/${id}/redeliver`), 202);
		const messages = await got(place, 2);
		assert.deepEqual(messages.map((m) => m.headers['webhook-id']), [id, id]);
	});

	it('tells only what the owner may see', async (t) => {
		const place = await receiver(t);
		const role = await w.group.role(['webhook.manage', 'action.read']);
		const owner = await w.group.somebody(role.code, w.top);
		await webhook(place.url, { kinds: ['inspection.planned', 'action.opened'] }, owner);
		await w.done(await w.checklist(), bad);
		await got(place, 1);
		assert.ok(place.messages.every((m) => m.json.type === 'action.opened'));
	});
});

describe('a secret', () => {
	it('that is new signs beside the one before, for a day', async (t) => {
		const place = await receiver(t);
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		const renewed = is(await w.admin.post(`/v1/webhooks/${hook.id}/rotate`, undefined, key()), 200);
		assert.notEqual(renewed.secret, hook.secret);
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		const [message] = await got(place, 1);
		verified(hook, message);
		verified(renewed, message);
	});

	it('is shown once, and lies in the database sealed', async (t) => {
		const place = await receiver(t);
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		for (const body of [await shown(hook), ...is(await w.admin.get('/v1/webhooks'), 200).items])
			assert.ok(!('secret' in body));
		const [row] = await w.sql('select * from webhook where id = $1', hook.id);
		assert.ok(!JSON.stringify(row).includes(hook.secret.slice('whsec_'.length)));
	});
});

describe('a receiver', () => {
	it('that fails gets the message again after a while, with the same id', async (t) => {
		const place = await receiver(t, (_, nr) => (nr === 1 ? 500 : 200));
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		await got(place, 1);
		const [waiting] = await until(async () => {
			const items = await deliveries(hook);
			return items[0].attempts === 1 && items;
		}, 'the failure');
		assert.deepEqual([waiting.state, waiting.status], ['waiting', 500]);
		await w.pass(10000);
		const messages = await got(place, 2);
		assert.equal(messages[0].headers['webhook-id'], messages[1].headers['webhook-id']);
	});

	it('that redirects is not followed', async (t) => {
		const elsewhere = await receiver(t);
		const place = await receiver(t, (_, __, res) => {
			res.writeHead(302, { location: elsewhere.url }).end();
		});
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		await until(async () => (await deliveries(hook))[0].attempts === 1, 'the failure');
		assert.deepEqual((await deliveries(hook)).map((d) => [d.why, d.status]), [['redirect', 302]]);
		assert.equal(elsewhere.messages.length, 0);
	});

	it('that answers without end is cut off, and has heard it', async (t) => {
		const place = await receiver(t, (_, __, res) => {
			res.writeHead(200);
			const pour = () => { while (!res.destroyed && res.write('x'.repeat(65536))); };
			res.on('drain', pour);
			pour();
		});
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		await until(async () => (await deliveries(hook))[0].attempts === 1, 'a try');
		assert.deepEqual((await deliveries(hook)).map((d) => [d.state, d.status, d.why]), [['delivered', 200, null]]);
	});

	it('that is gone (410) is called no more, and the owner hears of it', async (t) => {
		const place = await receiver(t, () => 410);
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		const off = await until(async () => {
			const now = await shown(hook);
			return now.state === 'off' && now;
		}, 'switching off');
		assert.deepEqual([off.off_why, off.off_tries], ['gone', null]);
		const notice = is(await w.admin.get('/v1/inbox?limit=200'), 200).items
			.find((item) => item.subject_id === hook.id);
		assert.equal(notice.kind, 'webhook.switched_off');
		const again = is(await w.admin.patch(`/v1/webhooks/${hook.id}`, { state: 'active' }), 200);
		assert.deepEqual([again.state, again.off_why, again.off_tries], ['active', null, null]);
	});

	it('that fails eight times over about 28 hours is switched off', async (t) => {
		const place = await receiver(t, () => 503);
		const hook = await webhook(place.url, { kinds: ['unit.created'] });
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		const began = w.server.clock.now;
		for (let nr = 1; nr < 8; nr++) {
			const [{ due_at: due }] = await until(async () => {
				const items = await deliveries(hook);
				return items[0].attempts === nr && items;
			}, `try ${nr}`);
			await w.pass(Math.max(Date.parse(due) - w.server.clock.now, 0) + 60000);
		}
		const off = await until(async () => {
			const now = await shown(hook);
			return now.state === 'off' && now;
		}, 'switching off');
		assert.deepEqual([off.off_why, off.off_tries], ['undelivered', 8]);
		assert.equal(place.messages.length, 8);
		const lasted = (w.server.clock.now - began) / hour;
		assert.ok(lasted > 27 && lasted < 29, `${lasted} hours`);
		assert.deepEqual((await deliveries(hook)).map((d) => [d.state, d.why, d.status]), [['failed', 'no_success', 503]]);
	});

	it('that is slow holds up no other', async (t) => {
		const waiting = [];
		const slow = await receiver(t, () => new Promise((resolve) => waiting.push(() => resolve(204))));
		const quick = await receiver(t);
		const [hook, other] = [await webhook(slow.url, { kinds: ['unit.created'] }),
			await webhook(quick.url, { kinds: ['unit.created'] })];
		is(await w.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
		await got(slow, 1);
		is(await w.admin.post(`/v1/webhooks/${other.id}/test`, undefined, key()), 202);
		await got(quick, 1);
		waiting.forEach((go) => go());
		await until(async () => (await deliveries(hook))[0].state === 'delivered', 'delivery');
	});
});

describe('a webhook', () => {
	it('with what is wrong is refused at its place', async () => {
		const refused = async (body, pointers) =>
			is(await w.admin.post('/v1/webhooks', { id: randomUUID(), ...body }), 422, 'invalid_body', pointers);
		for (const url of ['nonsense', 'ftp://example.com/', 'https://', 'https://me:secret@example.com/',
			'file:///etc/passwd', 'https:///nobody', 'https://example.com:0/'])
			await refused({ url }, ['/url']);
		is(await w.admin.post('/v1/webhooks', { url: 'https://example.com/to?next=https:///', kinds: ['unit.created'] }), 201);
		await refused({ url: 'https://example.com/', kinds: ['unit.created', 'unit.exploded'] }, ['/kinds/1']);
		await refused({ url: 'https://example.com/', kinds: ['unit.created', 'unit.changed', 'unit.created'] }, ['/kinds/2']);
		await refused({}, ['/url']);
	});

	it('is the group’s: nobody without the right for all of it sees one', async () => {
		const hook = await webhook('https://hook.invalid/');
		is(await w.regional.get(`/v1/webhooks/${hook.id}`), 403);
		is(await w.other.get(`/v1/webhooks/${hook.id}`), 404);
		is(await w.other.del(`/v1/webhooks/${hook.id}`), 404);
		is(await w.admin.del(`/v1/webhooks/${hook.id}`), 204);
		is(await w.admin.get(`/v1/webhooks/${hook.id}`), 404);
	});
});

describe('without the switch for trying out', () => {
	it('nothing is sent to this machine or its networks', async (t) => {
		const place = await receiver(t);
		const strict = await world();
		try {
			is(await strict.admin.post('/v1/webhooks', { id: randomUUID(), url: place.url }), 422, 'invalid_body', ['/url']);
			const port = new URL(place.url).port;
			for (const host of ['localhost', '127.0.0.1', '127.1', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1',
				'169.254.169.254']) {
				const hook = is(await strict.admin.post('/v1/webhooks',
					{ id: randomUUID(), url: `https://${host}:${port}/` }), 201);
				is(await strict.admin.post(`/v1/webhooks/${hook.id}/test`, undefined, key()), 202);
				/* What the world was made of may be on its way as well. */
				const tried = await until(async () => is(await strict.admin.get(`/v1/webhooks/${hook.id}/deliveries`), 200)
					.items.find((one) => one.kind === 'webhook.test' && one.attempts === 1), `the refusal of ${host}`);
				assert.equal(tried.why, 'host_not_public', host);
				const off = is(await strict.admin.patch(`/v1/webhooks/${hook.id}`, { state: 'off' }), 200);
				assert.deepEqual([off.off_why, off.off_tries], ['by_hand', null]);
			}
			assert.equal(place.messages.length, 0);
		} finally {
			await strict.stop();
		}
	});
});
