/* What something is called of which the address has only the id. */
import { ref, watch } from 'vue';
import type { NameOf } from '@shared/pickers';

export function useName(id: () => string, name_of: NameOf) {
	const name = ref('');
	watch(
		id,
		async (wanted) => {
			name.value = '';
			const found = wanted ? await name_of(wanted).catch(() => '–') : '';
			if (wanted === id()) name.value = found;
		},
		{ immediate: true },
	);
	return name;
}
