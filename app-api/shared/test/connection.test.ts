import { afterEach, describe, expect, test, vi } from 'vitest';
import { heard_from_server, heard_nothing, is_online } from '../src/connection';

const answer = () => new Response('{}', { headers: { date: new Date().toUTCString() } });

function network(is_there: boolean): void {
	vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(is_there);
	dispatchEvent(new Event(is_there ? 'online' : 'offline'));
}

afterEach(() => network(true));

describe('whether there is a network', () => {
	test('is what the last request has found out', () => {
		heard_nothing();
		expect(is_online.value).toBe(false);
		heard_from_server(answer(), Date.now());
		expect(is_online.value).toBe(true);
	});

	test('is not told by an answer that was on its way when the network went', () => {
		const asked_at = Date.now();
		network(false);
		heard_from_server(answer(), asked_at);
		expect(is_online.value).toBe(false);
		/* some browsers say so all the time */
		heard_from_server(answer(), asked_at + 1000);
		expect(is_online.value).toBe(true);
		network(false);
		network(true);
		expect(is_online.value).toBe(true);
	});
});
