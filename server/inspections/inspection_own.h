/* What the files of this room share and nobody else needs. */
#ifndef INSPECTIONS_INSPECTION_OWN_H
#define INSPECTIONS_INSPECTION_OWN_H

#include "inspections/context.h"

/* The first, empty revision of the sheet. */
bool sheet_begin(struct work *w, const struct inspection *i, const struct context *c) MUST_CHECK;

/* What is kept of a sheet: {"answers":{…},"instances":{…}}; NULL stands for none. */
const char *sheet_document(struct work *w, const struct json_value *answers,
			   const struct json_value *instances);

#endif
