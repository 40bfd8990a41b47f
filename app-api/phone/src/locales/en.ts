export default {
	start: {
		title: 'My visits',
		list: 'Visits that wait for you',
		store: 'Store',
		checklist: 'Checklist',
		due: 'Due',
		empty: 'No visit waits for you.',
	},
};
