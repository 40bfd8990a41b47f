/* An answer in words, for beside another one. */
import { useI18n } from 'vue-i18n';
import { text_of } from '@shared/i18n';
import type { Answer, Question } from '@shared/scoring/checklist';

export function useAnswerWords() {
	const { t } = useI18n();

	return (question: Question, answer: Answer | undefined): string => {
		const label = (key: string) => text_of(question.choices?.find((one) => one.key === key)?.label) || key;
		const { choice, choices, check, number, text, date, place, photos, note, not_applicable, signature } = answer ?? {};
		const parts = [
			not_applicable && t('question.is_not_applicable'),
			choice && label(choice),
			choices && (choices.map(label).join(', ') || t('answer.none_of_these')),
			check !== undefined && t(check ? 'frame.yes' : 'frame.no'),
			number !== undefined && `${number} ${question.unit ?? ''}`.trim(),
			text,
			date,
			place && `${place.lat}, ${place.lon}`,
			signature && t('answer.signature'),
			photos?.length && t('answer.photos_nr', { n: photos.length }),
			note && `“${note}”`,
		];
		return parts.filter(Boolean).join(' · ') || t('answer.no_answer');
	};
}
