#include "checklists/workbook.h"

#include <string.h>

#include "checklists/checklist_document.h"

#define MOST_TOLD 500 /* skipped rows; and faults whose place is looked for */

/* ---- where each part was seen */

void reading_note(struct reading *r, const char *pointer, const char *sheet, int32_t row,
		  int32_t column)
{
	struct seen *grown;

	if (r->seen_nr == r->seen_room) {
		r->seen_room = r->seen_room ? 2 * r->seen_room : 256;
		grown = arena_array(&r->w->mem, r->seen_room, sizeof(*grown));
		if (r->seen_nr)
			memcpy(grown, r->seen, r->seen_nr * sizeof(*grown));
		r->seen = grown;
	}
	r->seen[r->seen_nr++] = (struct seen){ pointer, { sheet, row, column } };
}

/* The part that the pointer names, or the nearest one around it. */
static const struct seen *find_seen(const struct reading *r, const char *pointer)
{
	const struct seen *best = NULL;
	size_t best_length = 0;

	for (size_t i = 0; i < r->seen_nr; i++) {
		size_t n = strlen(r->seen[i].pointer);

		if ((!best || n > best_length) && !strncmp(r->seen[i].pointer, pointer, n) &&
		    (!pointer[n] || pointer[n] == '/')) {
			best = &r->seen[i];
			best_length = n;
		}
	}
	return best;
}

static void place_faults(struct reading *r)
{
	size_t n = 0;

	for (struct fault *f = r->w->problem.faults; f && n < MOST_TOLD; f = f->next, n++) {
		const struct seen *seen = f->row ? NULL : find_seen(r, f->pointer);

		if (!seen)
			continue;
		f->sheet = seen->place.sheet;
		f->row = seen->place.row;
		f->column =
			seen->place.column < 0 ? NULL : book_column(&r->w->mem, seen->place.column);
	}
}

/* ---- how it was understood */

void reading_tell(struct reading *r, const char *sheet, const char *role, int32_t heading_row,
		  const char *columns)
{
	struct text *t = &r->sheets;

	text_add(t, t->len ? ",{\"sheet\":" : "{\"sheet\":");
	text_json(t, sheet);
	text_printf(t, ",\"role\":\"%s\",\"heading_row\":", role);
	if (heading_row)
		text_printf(t, "%d", heading_row);
	else
		text_add(t, "null");
	text_printf(t, ",\"columns\":[%s]}", columns ? columns : "");
}

void reading_skip(struct reading *r, const char *sheet, int32_t row, const char *why)
{
	struct text *t = &r->skipped;

	/* Each is some 60 bytes; thousands of them help nobody. */
	if (t->len > (size_t)MOST_TOLD * 60)
		return;
	text_add(t, t->len ? ",{\"sheet\":" : "{\"sheet\":");
	text_json(t, sheet);
	text_printf(t, ",\"row\":%d,\"why\":\"%s\"}", row, why);
}

bool workbook_read(struct reading *r)
{
	struct work *w = r->w;
	const struct checklist *checklist;
	bool is_read;

	text_init(&r->doc, &w->mem);
	text_init(&r->sheets, &w->mem);
	text_init(&r->skipped, &w->mem);
	if (workbook_is_ours(r))
		workbook_read_ours(r);
	else
		workbook_read_foreign(r);
	is_read = r->doc.len && checklist_document_read(w, r->doc.s, r->doc.len, &checklist);
	w->problem.kind = PROBLEM_none;
	place_faults(r);
	return is_read && !w->problem.faults_nr;
}
