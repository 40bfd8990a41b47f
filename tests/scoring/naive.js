// The scoring of a sheet, written from the page of the format alone and as plainly as it can be: whole
// numbers without limit, one rule after the other. The program that the product runs is compared with it.
//
// What the page leaves open, and what is decided here
//
//  1. The checklist is read first. If its text is no JSON, that is the only error, whatever is wrong with
//     the answers; then the same for the text of the answers; then the errors of the checklist, and those
//     of the answers only where the checklist has none (answers mean nothing without their questions).
//  2. A syntax error is at "" (the whole file), a member given twice at that member. The first of them in
//     the text is the only error. Half a surrogate pair, U+0000, a byte order mark, invalid UTF-8 and
//     nesting deeper than 2,048 are syntax errors. A number too large for a double is not: it is
//     out of bounds, at its own pointer.
//  3. A missing member is reported at the pointer it would have; an unknown one at its own. What is of the
//     wrong type or out of bounds is reported where it stands.
//  4. Between members: `min` above `max` at `min`; `from` not below `to` at `to`; a range that overlaps an
//     earlier one at the range; a key, grade or `from` that is taken at the second one; `possible` below
//     the points at `possible`; missing section weights at each section that has none (`…/weight`); no band
//     from 0 at the list; `max_total` that does not ascend at the later one; a member that has no place in
//     a band or in a choice that is not applicable at that member; a critical question that cannot fail at
//     `critical`, a bonus one that can at `bonus`; what `relevant` must not name at `relevant/question`,
//     what `in` must not hold at the item; more than 2,000 questions at /sections.
//  5. Such a rule is not applied where a member it rests on is faulty itself.
//  6. Only what has an effect for the type makes a question able to fail: ranges on a check do not.
//     `min` above `max` of a number is accepted (the page has no rule), and so are `applies` without
//     members, `"not_applicable": false` on a choice, and the same tag or `in` twice.
//  7. `min` and `max` of a number are bounded like its answers.
//  8. Answers: a value that does not suit the type at that member, also where a second one suits; a value
//     beside "not applicable" at the value; "not applicable" that is not allowed at `not_applicable`; too
//     many photos or instances at the list; a repeated photo, choice or name at the second one; an unknown
//     question or instance at the entry, whose contents are then not looked at. `@` is followed by
//     digits without a leading zero. Dates are of the years 0001 to 9999.
//  9. `history` is checked also for keys that are unknown. `tags` that are given are not empty.
// 10. 4 MiB are the limit for both files, and such a file has one error, at "".
// 11. Strings are printed as RFC 8785 does: \" \\ \b \f \n \r \t, lower-case \u00xx for other control
//     characters, everything else as it is.

import { readJson } from "./json.js";
import { MAX_BYTES, readChecklist } from "./checklist.js";
import { readAnswers } from "./answers.js";
import { print, resultOf } from "./result.js";

function read(source, text) {
	const bytes = Buffer.from(text);
	if (bytes.length > MAX_BYTES)
		return { errors: [{ source, pointer: "", detail: "is larger than 4 MiB" }] };
	const { value, error } = readJson(typeof text === "string" ? text : bytes);
	if (error !== undefined)
		return { errors: [{ source, ...error }] };
	return { value, errors: [] };
}

// The errors of a checklist, a text or bytes: { source, pointer, detail } each.
export function check(checklistText) {
	const { value, errors } = read("checklist", checklistText);
	return errors.length > 0 ? errors : readChecklist(value).errors;
}

// { result: "…" }, or { errors: […] } as above.
export function score(checklistText, answersText) {
	const [checklistFile, answersFile] = [read("checklist", checklistText), read("answers", answersText)];
	for (const { errors } of [checklistFile, answersFile])
		if (errors.length > 0)
			return { errors };
	const { checklist, errors } = readChecklist(checklistFile.value);
	if (errors.length > 0)
		return { errors };
	const { answers, errors: wrong } = readAnswers(checklist, answersFile.value);
	if (wrong.length > 0)
		return { errors: wrong };
	return { result: print(resultOf(checklist, answers)) };
}
