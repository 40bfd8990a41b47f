/*
 * fill: a checklist filled in at random, completely: whatever a phone would send of it. The same
 * seed gives the same sheet.
 */

export function randomOf(seed) {
	let state = seed >>> 0 || 1;
	const below = (n) => {
		state ^= state << 13;
		state >>>= 0;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state % n;
	};
	return { below, chance: (percent) => below(100) < percent, pick: (list) => list[below(list.length)] };
}

/* {answers, instances}; photos: addresses to choose from. */
export function fill(document, seed, photos) {
	const r = randomOf(seed);
	const answers = {};
	const instances = {};
	for (const section of document.sections) {
		let suffixes = [''];
		if (section.repeats) {
			const { min = 1, max = 20 } = section.repeats;
			const names = Array.from({ length: Math.min(max, min + r.below(3)) }, (_, i) => `${1201 + i} 房"`);
			instances[section.key] = names;
			suffixes = names.map((_, i) => `@${i + 1}`);
		}
		for (const suffix of suffixes)
			for (const question of section.questions)
				if (question.required || question.type === 'signature' || r.chance(92))
					answers[question.key + suffix] = entry(question, r, photos);
	}
	return { answers, instances };
}

function entry(question, r, photos) {
	const notApplicable = question.choices?.find((choice) => choice.not_applicable);
	if ((question.may_skip || notApplicable) && r.chance(12))
		return { not_applicable: true };
	const made = value(question, r, photos);
	const { min = 0, max = 10 } = question.photos ?? {};
	if (question.type !== 'photo' && (question.photos?.when ?? 'never') !== 'never')
		made.photos = some(photos, r, Math.min(max, Math.max(min, 1)));
	if ((question.note ?? 'never') !== 'never' || r.chance(10))
		made.note = r.pick(['wet near the door', '地面有水', '"quoted" \\ and\ttabbed']);
	return made;
}

function some(list, r, n) {
	const from = r.below(list.length);
	return Array.from({ length: n }, (_, i) => list[(from + i) % list.length]);
}

function value(question, r, photos) {
	switch (question.type) {
	case 'choice':
		return { choice: r.pick(question.choices.filter((choice) => !choice.not_applicable)).key };
	case 'choices':
		return { choices: question.choices.filter(() => r.chance(50)).map((choice) => choice.key) };
	case 'check':
		return { check: r.chance(70) };
	case 'number':
		return { number: number(question, r) };
	case 'date':
		return { date: r.pick(['2026-11-21', '2024-02-29']) };
	case 'photo':
		return { photos: some(photos, r, Math.max(1, question.photos?.min ?? 1)) };
	case 'signature':
		return { signature: r.pick(photos) };
	case 'place':
		return { place: { lat: 31.2304, lon: 121.4737, accuracy: 12.5 } };
	default:
		return { text: r.pick(['fine', '一切正常，没有发现问题。', 'It took eleven minutes, and nobody said why. '.repeat(8)]) };
	}
}

function number(question, r) {
	const ends = (question.ranges ?? []).flatMap((range) => [range.from, range.to]).filter((end) => end !== undefined);
	const near = (ends.length ? r.pick(ends) : r.below(50)) + r.pick([0, 0.5, -0.001, 1, -2]);
	return Math.round(Math.min(question.max ?? 1e9, Math.max(question.min ?? -1e9, near)) * 1000) / 1000;
}
