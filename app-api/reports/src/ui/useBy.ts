/* What makes a row, in the page's address. */
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

export function useBy<B extends string>(choices: () => readonly B[]) {
	const route = useRoute();
	const router = useRouter();
	const page = route.name;
	let last: B | undefined;

	const by = computed<B>(() => {
		if (route.name === page) last = choices().find((one) => one === route.query['by']) ?? choices()[0]!;
		return last ?? choices()[0]!;
	});

	function choose(value: string): void {
		void router.replace({ query: { ...route.query, by: value } });
	}

	return { by, choose };
}
