/* The views of the actions, each with the states that it shows. */
export const views = {
	todo: 'open,planned,in_progress,disputed',
	verify: 'submitted',
	watch: 'monitoring',
	over: 'closed,cancelled,waived',
	all: '',
} as const;
