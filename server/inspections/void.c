#include "inspections/void.h"

#include <string.h>

#include "access/access.h"
#include "actions/effect.h"
#include "base/text.h"
#include "db/db.h"
#include "inspections/inspection.h"
#include "inspections/void.sql.h"

static bool is_voided_so(struct work *w, const char *id, const char *reason, bool *is_same)
{
	const struct db_rows *rows = db_query(w, &void_get_sql, w->tenant, id);
	const char *by;

	if (!rows)
		return false;
	by = db_text(rows, 0, "voided_by");
	*is_same = by && w->person_id && !strcmp(by, w->person_id) &&
		   !strcmp(db_text(rows, 0, "void_reason"), reason);
	return true;
}

static const char *data_of(struct work *w, const char *reason)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"reason\":");
	text_json(&t, reason);
	text_add(&t, "}");
	return text_take(&t);
}

bool inspection_void(struct work *w, const char *id, const char *reason)
{
	struct inspection i = { 0 };
	bool is_same = false;

	if (!inspection_take(w, id, &i) || !access_at(w, RIGHT_inspection_void, i.unit_id))
		return false;
	if (inspection_is(&i, "voided"))
		return is_voided_so(w, id, reason, &is_same) &&
		       (is_same || inspection_refuse(w, &i, "voided"));
	if (!inspection_is(&i, "released"))
		return inspection_refuse(w, &i, "voided");
	return db_send(w, &void_mark_sql, w->tenant, id, w->person_id, db_time(w, w->now),
		       reason) &&
	       effect_withdraw(w, id, NULL, reason, i.is_mystery) &&
	       inspection_tell(w, &i, "inspection.voided", data_of(w, reason));
}
