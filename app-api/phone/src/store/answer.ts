/* What one tap makes of an answer. Nothing here writes: sheet.ts does. */
import type { Answer, Question } from '@shared/scoring/checklist';

export type Value = string | string[] | boolean | number | NonNullable<Answer['place']>;

/* What a question's value is called in its answer. */
export function has_value(question: Question, answer: Answer | undefined): boolean {
	if (!answer) return false;
	switch (question.type) {
		case 'photo':
			return (answer.photos?.length ?? 0) > 0;
		case 'text':
			return (answer.text ?? '') !== '';
		default:
			return answer[question.type] !== undefined;
	}
}

export function with_value(question: Question, answer: Answer | undefined, value: Value | undefined): Answer {
	const { not_applicable: _, ...rest } = answer ?? {};
	const member = question.type === 'photo' ? 'photos' : question.type;
	const { [member]: __, ...bare } = rest as Record<string, unknown>;
	const is_none = value === undefined || value === '';
	return (is_none ? bare : { ...bare, [member]: value }) as Answer;
}

export function with_not_applicable(question: Question, answer: Answer | undefined, is_so: boolean): Answer {
	const bare = with_value(question, answer, undefined);
	return is_so ? { ...bare, not_applicable: true } : bare;
}

export function with_note(answer: Answer | undefined, note: string): Answer {
	const { note: _, ...rest } = answer ?? {};
	return note === '' ? rest : { ...rest, note };
}

export function with_photo(answer: Answer | undefined, sha256: string): Answer {
	const photos = answer?.photos ?? [];
	return photos.includes(sha256) ? { ...answer } : { ...answer, photos: [...photos, sha256] };
}

export function without_photo(answer: Answer | undefined, sha256: string): Answer {
	const { photos = [], ...rest } = answer ?? {};
	const left = photos.filter((one) => one !== sha256);
	return left.length ? { ...rest, photos: left } : rest;
}

export function is_empty(answer: Answer): boolean {
	return Object.keys(answer).length === 0;
}

/* Every photograph that an answer shows, a signature among them. */
export function photos_of(answer: Answer): string[] {
	return [...(answer.photos ?? []), ...(answer.signature ? [answer.signature] : [])];
}

/* What is typed where a number goes; the comma and the full-width signs of other keyboards too. */
export function number_typed(text: string): number | 'empty' | 'wrong' | 'decimals' {
	const plain = text
		.trim()
		.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
		.replace(/[，,．。]/g, '.')
		.replace(/[－−–]/g, '-');
	if (plain === '') return 'empty';
	if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain)) return 'wrong';
	if (/\.\d{3}\d*[1-9]/.test(plain)) return 'decimals';
	return Number(plain);
}
