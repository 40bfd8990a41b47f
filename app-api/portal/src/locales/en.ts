export default {
	start: {
		title: 'Actions',
		list: 'Actions by due date',
		action: 'Action',
		store: 'Store',
		responsible: 'Responsible',
		severity: 'Severity',
		state: 'State',
		due: 'Due',
		mine: 'Mine only',
		unfinished: 'All unfinished',
		empty: 'No action waits here.',
	},
};
