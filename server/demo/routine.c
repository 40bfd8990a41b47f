#include "demo/routine.h"

#include "base/text.h"
#include "base/uuid.h"
#include "plans/recurrence.h"

static void begin(struct text *t, struct stage *s, const char *name, const char *form)
{
	text_init(t, &s->mem);
	text_printf(t,
		    "{\"id\":\"%s\",\"name\":\"%s\",\"unit_id\":\"%s\",\"checklist_id\":\"%s\","
		    "\"starts_on\":\"%s\"",
		    uuid_v7(&s->mem, s->ends_at), name, s->brands[0].id, stage_form(s, form)->id,
		    day_text(&s->mem, s->ends_at / DAY_MS));
}

static bool post(struct stage *s, struct text *t)
{
	return client_do(&s->client, s->quality, s->ends_at, POST, "/v1/plans", text_take(t));
}

bool routine_make(struct stage *s)
{
	struct text daily;
	struct text tour;

	begin(&daily, s, "每日晨检 Morning round", "hotel-lobby-daily");
	text_add(&daily, ",\"kind\":\"daily\",\"rrule\":\"FREQ=DAILY\",\"times\":[\"07:30\"],"
			 "\"visible_before\":720,\"due_after\":180,\"miss_after\":720}");
	begin(&tour, s, "集团巡检 Tour of the hotels", "group-tour-hotel");
	text_add(&tour, ",\"rrule\":\"FREQ=MONTHLY;BYDAY=2TU\",\"times\":[\"09:00\"],"
			"\"visible_before\":10080,\"due_after\":2880,\"miss_after\":10080,"
			"\"is_unannounced\":true,\"assign\":\"rotation\",\"pool\":[");
	for (size_t i = 0; i < s->inspectors_nr; i++)
		text_printf(&tour, "%s\"%s\"", i ? "," : "", s->inspectors[i]->person_id);
	text_add(&tour, "]}");
	return post(s, &daily) && post(s, &tour);
}
