export default {
	start: {
		title: 'Scores by region',
		note: 'Released visits since {day}',
		region: 'Region',
		visits: 'Visits',
		mean: 'Mean score',
		pass_rate: 'Pass rate',
		total: 'All together',
		empty: 'No visit was released in this time.',
	},
};
