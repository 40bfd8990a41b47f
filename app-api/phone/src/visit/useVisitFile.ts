/* The last ways out for a visit that the server does not take: along as a file, and off this phone. */
import { ref } from 'vue';
import { useWork } from '@shared/work';
import { visit_exported } from '../outbox/export';
import { visit_forget } from '../store/visits';
import { useDb } from '../store/useDb';

export function useVisitFile(id: () => string) {
	const db = useDb();
	const is_sure = ref(false);

	const { run: save, problem } = useWork(async () => {
		const url = URL.createObjectURL(await visit_exported(db, id()));
		const link = document.createElement('a');
		link.href = url;
		link.download = `gemba-${id()}.json`;
		link.click();
		setTimeout(() => URL.revokeObjectURL(url), 60_000);
	});

	/* Asked for twice, as there is no way back. True where it is gone. */
	async function forget(): Promise<boolean> {
		if (!is_sure.value) {
			is_sure.value = true;
			return false;
		}
		await visit_forget(db, id());
		return true;
	}

	return { save, problem, forget, is_sure };
}
