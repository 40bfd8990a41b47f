/*
 * scoring: what a filled-in checklist is worth. The arithmetic and nothing else.
 *
 * The phone runs this very code as WebAssembly, so it is freestanding C: no library, no
 * allocation, no recursion, no floating point. Documents are bound to the arrays below by their
 * readers; whoever calls owns every array. Points, weights, factors, deductions, limits and
 * answers are in thousandths, and everything is an index.
 *
 * Are 128 bits enough? A checklist has at most 4 MiB, a choice with points takes at least 44
 * bytes of it, so there are fewer than 10^5 choices, each worth at most 10^7 thousandths, in at
 * most 50 instances: 5 * 10^13 thousandths in all, earned, possible or deducted. A weight is at
 * most 10^6 thousandths and a factor 10^5, so no sum of weighted and repeated losses is above
 * 5 * 10^24 billionths. Every other question type is below that: 2,000 questions in 50 instances
 * with 10^7 thousandths each are 10^12. The largest numbers made of it are, with possible points
 * of at least one millionth:
 *
 *	a percent, in thousandths:		100 * 5*10^24			= 5*10^26
 *	a section's percent, in millionths:	10^5 * 5*10^24			= 5*10^29
 *	the sum of those times their weights:	10^6 * 5*10^29			= 5*10^35
 *	a limit times a denominator:		10^6 * 5*10^19			= 5*10^25
 *
 * and 2^127 is 1.7 * 10^38. One question alone is worth less than 10^12 thousandths and, times
 * its weight, less than 10^18: that fits 64 bits.
 */
#ifndef SCORING_SCORING_H
#define SCORING_SCORING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 scoring_wide;

/* Absent, of what is never negative. */
#define SCORING_NONE (-1)

enum scoring_method {
	SCORING_POINTS,
	SCORING_WEIGHTED_SECTIONS,
	SCORING_DEDUCTION,
	SCORING_DEMERIT,
};

enum scoring_type {
	SCORING_CHOICE,
	SCORING_CHOICES,
	SCORING_CHECK,
	SCORING_NUMBER,
	SCORING_UNSCORED, /* text, date, photo, signature, place */
};

/* What a blank or a not applicable answer counts: nothing, or zero of what was possible. */
enum scoring_gap {
	SCORING_EXCLUDE,
	SCORING_ZERO,
};

enum scoring_critical {
	SCORING_STATUS_ONLY,
	SCORING_TO_ZERO,
	SCORING_CAPPED,
};

/* When a photo or a note is asked for. */
enum scoring_when {
	SCORING_NEVER,
	SCORING_FAILED,
	SCORING_ALWAYS,
};

struct scoring_choice {
	int64_t points;
	int64_t possible; /* its own, or SCORING_NONE */
	int64_t deduct;   /* its own, or SCORING_NONE */
	uint8_t fails;
	uint8_t not_applicable;
};

/* [from, to); an end that is missing is the least or the largest int64_t. */
struct scoring_range {
	int64_t from;
	int64_t to;
	int64_t points;
	int64_t deduct; /* its own, or SCORING_NONE */
	uint8_t fails;
};

struct scoring_question {
	int64_t weight;
	int64_t points; /* of a check that is true */
	int64_t deduct;
	int64_t possible; /* before the weight; scoring_prepare() finds it */
	int32_t type;
	int32_t section; /* scoring_prepare() */
	int32_t first;   /* of its choices, or of its ranges */
	int32_t nr;
	int32_t relevant; /* the question it hangs on, or SCORING_NONE */
	int32_t in_first; /* the answers that show it, ascending: choices counted from */
	int32_t in_nr;    /* the first of that question, or 0 and 1 for false and true */
	int32_t photos_min;
	uint8_t photos_when; /* SCORING_ALWAYS for type photo */
	uint8_t note_when;
	uint8_t fails_on; /* of a check: 0 false, 1 true, 2 neither */
	uint8_t can_fail; /* scoring_prepare() */
	uint8_t critical;
	uint8_t bonus;
	uint8_t required;
};

struct scoring_section {
	int64_t weight; /* 1000 where no section has one */
	int64_t gate;   /* or SCORING_NONE */
	int32_t first;  /* question */
	int32_t nr;
	int32_t least_instances; /* 1 of a section that does not repeat */
};

struct scoring_band {
	int64_t from;
	int64_t max_total;  /* or SCORING_NONE */
	int64_t max_single; /* or SCORING_NONE */
	uint8_t fails;
};

struct scoring_checklist {
	const struct scoring_section *sections;
	struct scoring_question *questions;
	const struct scoring_choice *choices;
	const struct scoring_range *ranges;
	const int32_t *in;
	const struct scoring_band *bands;
	const int64_t *factors;
	int64_t pass_line; /* or SCORING_NONE */
	int64_t base;
	int64_t cap; /* of SCORING_CAPPED */
	int32_t sections_nr;
	int32_t questions_nr;
	int32_t bands_nr;
	int32_t factors_nr; /* 0: repeat failures cost no more */
	int32_t method;
	int32_t blank;
	int32_t not_applicable;
	int32_t critical_effect;
	uint8_t floor_zero;
	uint8_t cap_at_full;
};

enum scoring_state {
	SCORING_IS_BLANK,
	SCORING_IS_ANSWERED,
	SCORING_IS_NOT_APPLICABLE, /* also a choice that says so */
};

struct scoring_answer {
	int64_t value; /* number: thousandths; check: 0 or 1; choice: which of the question's */
	int32_t chosen_first; /* choices: which of the question's, ascending */
	int32_t chosen_nr;
	int32_t photos_nr;
	uint8_t state;
	uint8_t has_note; /* more than blanks */
};

struct scoring_sheet {
	const struct scoring_answer *answers; /* by section, then instance, then question */
	const int32_t *chosen;
	const int32_t *instances; /* by section; 1 of one that does not repeat */
	const uint8_t *applies;   /* by question: whether the store's tags let it be asked */
	const int32_t *history;   /* by question: failed so many visits in a row */
};

enum scoring_outcome_kind {
	SCORING_WAS_HIDDEN,
	SCORING_WAS_BLANK,
	SCORING_WAS_NOT_APPLICABLE,
	SCORING_WAS_ANSWERED, /* a question that cannot fail */
	SCORING_WAS_PASSED,
	SCORING_WAS_FAILED,
};

struct scoring_outcome {
	int64_t lost; /* thousandths, rounded */
	uint8_t kind;
};

enum scoring_need {
	SCORING_NEEDS_INSTANCES,
	SCORING_NEEDS_ANSWER,
	SCORING_NEEDS_PHOTOS,
	SCORING_NEEDS_NOTE,
};

struct scoring_missing {
	int32_t section;
	int32_t instance;
	int32_t question; /* SCORING_NONE where instances are missing */
	uint8_t needs;
};

struct scoring_finding {
	scoring_wide lost; /* billionths */
	int32_t section;
	int32_t instance;
	int32_t question;
	int32_t answer; /* which of the sheet's */
	int32_t repeat;
	uint8_t critical;
};

/* A percent, exactly: num / den thousandths of a percent. There is none where den is 0. */
struct scoring_percent {
	scoring_wide num;
	scoring_wide den;
};

struct scoring_sum {
	scoring_wide earned; /* billionths */
	scoring_wide possible;
	struct scoring_percent percent;
	int32_t first_answer;
	uint8_t is_below_gate;
};

enum scoring_status {
	SCORING_PASS,
	SCORING_FAIL,
	SCORING_NOT_SCORED,
};

/*
 * The arrays are the caller's, with room for: sections_nr sums; as many outcomes and findings as
 * there are answers; three times as many, and sections_nr, missing. The reasons of a `fail` are,
 * in this order: the critical findings, the sections below their gate, is_below_pass_line,
 * band_fails.
 */
struct scoring_result {
	struct scoring_sum *sections;
	struct scoring_outcome *outcomes;
	struct scoring_finding *findings;
	struct scoring_missing *missing;
	scoring_wide earned; /* billionths */
	scoring_wide possible;
	struct scoring_percent percent;
	int32_t findings_nr;
	int32_t criticals_nr;
	int32_t missing_nr;
	int32_t answered_nr;
	int32_t grade; /* which band, or SCORING_NONE */
	uint8_t status;
	uint8_t is_below_pass_line;
	uint8_t band_fails;
};

/* Finds what follows from the rest of a bound checklist; once, before it is scored with. */
void scoring_prepare(struct scoring_checklist *c);

/* How many answers a sheet with so many instances by section has. */
int32_t scoring_answers_nr(const struct scoring_checklist *c, const int32_t *instances);

void scoring_score(const struct scoring_checklist *c, const struct scoring_sheet *sheet,
		   struct scoring_result *r);

/* n / den, rounded half away from zero; den is above 0. */
scoring_wide scoring_divide(scoring_wide n, scoring_wide den);

/* Enough for any scoring_wide. */
#define SCORING_TEXT 48

/*
 * Writes n, an integer in units of the last of `places` decimals, and a NUL; gives the length.
 * Trimmed, it has no trailing zeros.
 */
size_t scoring_print(char text[SCORING_TEXT], scoring_wide n, int places, bool is_trimmed);

/* Billionths as a result shows them: at most three decimals. */
size_t scoring_print_points(char text[SCORING_TEXT], scoring_wide billionths);
/* A percent as a result shows it: two decimals; den is not 0. */
size_t scoring_print_percent(char text[SCORING_TEXT], const struct scoring_percent *percent);

#endif
