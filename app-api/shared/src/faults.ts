/*
 * The faults of a body in the reader's language. The server tells them in English sentences; the common
 * ones are known here by their form, with what they name. Others are shown as they came.
 */
import { i18n, language } from './i18n';
import type { Fault } from './problem';

const forms: [RegExp, string, string[]?][] = [
	[/is missing\.$/, 'missing'],
	[/is missing: this question can fail\.$/, 'severity_missing'],
	[/is missing: somebody must answer for a failure\.$/, 'department_missing'],
	[/is missing: /, 'missing'],
	[/must not be empty\.$/, 'empty'],
	[/must not be blank\.$/, 'empty'],
	[/must not be null; leave it out instead\.$/, 'empty'],
	[/must have at most (\d+) characters\.$/, 'too_long', ['most']],
	[/must have at least (\d+) characters\.$/, 'too_short', ['least']],
	[/must have at most (\d+) items\.$/, 'too_many', ['most']],
	[/must be a number from (\S+) to (\S+)\.$/, 'range', ['from', 'to']],
	[/must be a number\.$/, 'number'],
	[/must be a number with at most three decimal places/, 'decimals'],
	[/must be a whole number/, 'whole'],
	[/must be a real date/, 'date'],
	[/must be a time with its offset/, 'time'],
	[/must be true or false\.$/, 'truth'],
	[/must be one of (.+)\.$/, 'one_of', ['list']],
	[/must be a key: /, 'key'],
	[/must be an object with a text for at least one language/, 'texts'],
	[/There is no such (.+)\.$/, 'unknown_one'],
	[/There is no (?:unit|role|person|department) \S+\.$/, 'unknown_one'],
	[/is there twice\.$/, 'twice'],
	[/A name has 1 to (\d+) characters\.$/, 'too_long', ['most']],
	[/is not an e-mail address\.$/, 'email'],
	[/That is not the password in force/, 'old_password'],
	[/A password is not one's own name\.$/, 'password_is_name'],
	[/a password which everybody guesses first\.$/, 'password_is_common'],
	[/A password has (?:at least )?(\d+)/, 'too_short', ['least']],
	[/That person may not inspect there\.$/, 'may_not_inspect'],
	[/Somebody of the team is not there or has left\.$/, 'team'],
	[/A plan cannot put off the date/, 'put_off'],
	[/The date must be in the future\.$/, 'future'],
	[/is not known here\.$/, 'unknown_member'],
	[/must be a text that is not (?:empty|blank)\.$/, 'empty'],
	[/must have no control characters/, 'control_characters'],
	[/A sign-in name has 1 to (\d+) of /, 'login', ['most']],
	[/A tag has at most (\d+) characters\.$/, 'too_long', ['most']],
	[/is not a time zone of the IANA database/, 'time_zone'],
	[/^This lies before /, 'before_other'],
	[/What the store is not to know is planned by somebody from above it\.$/, 'unannounced'],
	[/^Another .+ has the same (?:key|grade|"from")\.$/, 'twice'],
	[/is "not_applicable" already\.$/, 'not_applicable_twice'],
	[/^Every band needs "from"\.$/, 'missing'],
	[/^Every band but the last needs "max_total"\.$/, 'missing'],
	[/^One band must have "from" 0\.$/, 'band_from_zero'],
	[/^The last band takes every store that is left/, 'last_band'],
	[/^This section has no weight, but others have one\.$/, 'weights'],
	[/must be above "from"\.$/, 'above_from'],
	[/must be above the one of the band before\.$/, 'band_order'],
	[/^This range overlaps another one\.$/, 'overlap'],
	[/"min" (?:is|must not be) above "max"/, 'min_max'],
	[/^"possible" is below the points\.$/, 'possible'],
	[/^A critical question must be able to fail/, 'critical'],
	[/^A bonus question must have no answer that fails\.$/, 'bonus'],
	[/must be one to seven names of /, 'indicator'],
	[/^A question (?:can only|cannot) hang on /, 'relevant'],
	[/was published as a question of the type /, 'published_type'],
	[/^This checklist is of the kind /, 'final'],
	[/^The code of this checklist is /, 'final'],
];

export function fault_text(fault: Fault): string {
	if (language.value === 'en') return fault.detail;
	for (const [form, key, names = []] of forms) {
		const found = form.exec(fault.detail);
		if (!found) continue;
		const named = Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? '']));
		return i18n.global.t(`faults.${key}`, named);
	}
	return fault.detail;
}
