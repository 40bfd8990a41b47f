/*
 * Leads whoever is signed in on this browser to the client of his or her role; everybody else
 * chooses. What the clients keep of the person is under one key for all of them.
 */
const me = (() => {
	try {
		return JSON.parse(localStorage.getItem('gemba.me') ?? 'null');
	} catch {
		return null;
	}
})();

function client({ rights = [], memberships = [] }) {
	const isAboveStores = memberships.some(({ unit }) => unit && unit.kind !== 'store');
	if (rights.includes('report.read') && isAboveStores)
		return '/reports/';
	if (rights.includes('inspection.conduct') && !rights.includes('action.work'))
		return '/phone/';
	return '/portal/';
}

if (me && localStorage.getItem('gemba.session'))
	location.replace(client(me));
