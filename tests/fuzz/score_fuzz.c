/*
 * Any two texts, apart by a NUL, as a checklist and a sheet of answers: they have faults, or they
 * are scored, and nothing of the arithmetic goes beyond its numbers.
 */
#include <string.h>

#include "checklists/result_document.h"
#include "fuzz.h"
#include "json/json.h"

static struct text text_of(struct work *w, const uint8_t *bytes, size_t size)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add_bytes(&t, (const char *)bytes, size);
	return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *nul = memchr(bytes, '\0', size);
	size_t len = nul ? (size_t)(nul - bytes) : size;
	struct text checklist, answers;
	const struct json_value *value;
	const char *told;
	struct work w;

	work_init(&w, 0);
	checklist = text_of(&w, bytes, len);
	answers = text_of(&w, bytes + len + (nul != NULL), size - len - (nul != NULL));
	if (!result_document_score(&w, &checklist, &answers, &told)) {
		insist(!work_is_faultless(&w, PROBLEM_invalid_documents));
		told = problem_json(&w, NULL);
		work_forgive(&w);
	}
	insist(json_parse(&w, told, strlen(told), &value));
	work_release(&w);
	return 0;
}
