export const policy = {
	title: 'Policy',
	note: 'What the group has decided for itself. It holds for what is opened and planned from now on.',
	due: 'Until when a fix is handed in',
	due_help: 'Hours after it was found.',
	due_critical_hours: 'Critical (hours)',
	due_major_hours: 'Major (hours)',
	due_minor_hours: 'Minor (hours)',
	work: 'How it is worked on',
	corrective_from: 'Corrective from',
	corrective_from_help: 'From this severity on the cause is looked for, and whenever it is a repeat.',
	hand_in_photos: 'Photographs at hand-in',
	hand_in_photos_help: 'How many new ones a fix is handed in with; 0: none are needed.',
	recurrence_days: 'Recurrence within (days)',
	recurrence_days_help: 'So long after it was closed, the same failure is a recurrence; 0: never.',
	appeal: 'Appeals',
	appeal_days: 'Appeal within (days)',
	appeal_days_help: 'So long after the release the store can say that a finding is wrong; 0: never.',
	appeal_decide_days: 'Decide within (days)',
	appeal_decide_days_help: 'After them headquarters is told that an appeal waits.',
	effect: 'Whether it helped',
	has_effectiveness: 'A verified corrective action waits until later visits have proven it',
	has_effectiveness_help: 'Without it, what is verified is closed.',
	effect_passes: 'Passes in a row',
	effect_passes_help: 'So many prove the fix.',
	effect_days: 'Within (days)',
	effect_days_help: 'After them a check visit is planned.',
};

export const extensions = {
	title: 'Approvals',
	note: 'Later dates that were asked for. Nobody decides on what he has asked for himself.',
	caption: 'Later dates, the newest first',
	to_decide: 'For you to decide',
	none_to_decide: 'Nothing waits for your decision.',
	empty: 'Nobody has asked for a later date.',
	before: 'instead of',
	put_off: 'Put off once before | Put off {n} times before',
	of: '{step}: {what}',
};

export const proposals = {
	title: 'Proposals',
	note: 'What verified actions teach. Headquarters takes it up or not.',
	caption: 'Proposals, the newest first',
	empty: 'Nothing is proposed here.',
	what: 'What should be different',
	evidence: 'What it comes from',
	found: 'found once | found {n} times',
	rounds: '{n} rounds',
	came_back: 'came back once | came back {n} times',
	accept: 'Accept',
	decline: 'Decline',
	states: { proposed: 'To decide', accepted: 'Accepted', declined: 'Declined' },
};

export const elsewhere = {
	visits: 'Visits because of it',
	none: 'It was not looked for in other stores.',
	title: 'Look elsewhere',
	ask: 'A special visit with the same checklist is planned in each store. A store that has such a visit ahead gets no second.',
	do: 'Plan the visits',
	where: 'Where',
	ways: { stores: 'These stores', below: 'All below a unit' },
	below: 'Below',
	below_help: 'Every open store there where you may plan visits.',
	due_help: 'By the clock of this device.',
	purpose: { effect: 'To see whether the fix helped', elsewhere: 'To see whether it is the same there' },
};

export const hand_over = {
	title: 'Hand over',
	ask: 'Everything that is not over and that you may reassign goes to somebody else, all or nothing.',
	do: 'Hand over',
	from: 'From',
	to: 'To',
	unit_help: 'Empty: everywhere.',
	done: 'Nothing was to be handed over. | One action was handed over. | {n} actions were handed over.',
};

export const lost = {
	title: 'Write off a photograph',
	ask: 'For a photograph that was lost with its phone. The submission does not wait for it, and the visit shows it as lost.',
	do: 'Write it off',
	sha256: 'Fingerprint of the photograph',
	sha256_help: '64 digits and letters from a to f, as the phone’s outbox names it.',
	question: 'Question',
	photos: 'Photographs written off as lost',
};
