#include <string.h>

#include "access/access.h"
#include "access/principal.sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "db/db.h"

static const char *const texts[RIGHTS] = {
#define RIGHT(name, text, en, zh) [RIGHT_##name] = (text),
#include "access/rights.def"
#undef RIGHT
};

static const struct words {
	const char *en;
	const char *zh;
} words[RIGHTS] = {
#define RIGHT(name, text, en, zh) [RIGHT_##name] = { en, zh },
#include "access/rights.def"
#undef RIGHT
};

_Static_assert(RIGHTS <= 64, "rights fit into a word");

const char *right_text(enum right right) { return texts[right]; }

enum right right_by_text(const char *text)
{
	for (int right = 0; right < RIGHTS; right++)
		if (!strcmp(texts[right], text))
			return (enum right)right;
	return RIGHTS;
}

const char *rights_show(struct work *w)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"items\":[");
	for (int right = 0; right < RIGHTS; right++)
		text_printf(&t, "%s{\"right\":\"%s\",\"name\":{\"en\":\"%s\",\"zh-CN\":\"%s\"}}",
			    right ? "," : "", texts[right], words[right].en, words[right].zh);
	text_add(&t, "]}");
	return text_take(&t);
}

bool may_somewhere(const struct work *w, enum right right)
{
	return !w->who || (w->who->rights >> right & 1);
}

/* The words of a space-separated list as bits; a right that this program does not know is none. */
static uint64_t read_rights(struct work *w, const char *list)
{
	char *rest = arena_strdup(&w->mem, list ? list : "");
	uint64_t rights = 0;
	char *word;

	while ((word = strsep(&rest, " "))) {
		enum right right = right_by_text(word);

		if (right != RIGHTS)
			rights |= (uint64_t)1 << right;
	}
	return rights;
}

static bool check(struct work *w, const struct db_rows *rows)
{
	struct principal *who = w->who;

	if (!db_boolean(rows, 0, "stands"))
		return refuse(w, PROBLEM_session_ended, "Sign in again.");
	who->rights = read_rights(w, db_text(rows, 0, "rights"));
	if (who->needs != RIGHT_none && !may_somewhere(w, who->needs))
		return refuse(w, PROBLEM_forbidden, "That needs the right \"%s\".",
			      right_text(who->needs));
	return true;
}

bool principal_expect(struct work *w)
{
	const struct principal *who = w->who;

	if (!who)
		BUG("a principal is expected and there is none");
	return db_expect(w, check, &principal_get_sql, who->person_id, who->session_id,
			 db_number(w, who->epoch));
}

static bool check_access(struct work *w, const struct db_rows *rows, enum right right,
			 const char *unit_id)
{
	if (!rows)
		return false;
	if (!db_boolean(rows, 0, "is_visible"))
		return refuse(w, PROBLEM_not_found, "There is no unit %s.", unit_id);
	if (!db_boolean(rows, 0, "has_right"))
		return refuse(w, PROBLEM_forbidden, "That needs the right \"%s\" at this unit.",
			      right_text(right));
	return true;
}

bool access_at(struct work *w, enum right right, const char *unit_id)
{
	return !w->who || check_access(w,
				       db_query(w, &access_at_sql, w->who->person_id,
						right_text(right), unit_id),
				       right, unit_id);
}

bool access_within(struct work *w, enum right right, const char *unit_id, const char *department_id)
{
	return !w->who || check_access(w,
				       db_query(w, &access_within_sql, w->who->person_id,
						right_text(right), unit_id, department_id),
				       right, unit_id);
}
