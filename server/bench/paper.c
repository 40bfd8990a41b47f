#include "bench/paper.h"

#include <stdbool.h>

#include "base/text.h"

static const struct area {
	const char *key;
	const char *en;
	const char *zh;
	const char *department;
} areas[] = {
	{ "entrance", "Entrance", "入口", "rooms" },
	{ "lobby", "Lobby", "大堂", "rooms" },
	{ "restaurant", "Restaurant", "餐厅", "kitchen" },
	{ "kitchen", "Kitchen", "厨房", "kitchen" },
	{ "plant", "Technical rooms", "设备间", "technics" },
};

static const struct topic {
	const char *key;
	const char *en;
	const char *zh;
	enum { CHOICE, CHECK, NUMBER } type;
	const char *severity;
} topics[] = {
	{ "floor-clean", "the floor is clean and dry", "地面清洁干燥", CHOICE, "major" },
	{ "walls-whole", "walls and ceiling are whole and clean", "墙面天花板完好清洁", CHOICE,
	  "minor" },
	{ "lights-work", "every light works", "照明全部正常", CHECK, "minor" },
	{ "exits-free", "ways of escape are free", "疏散通道畅通", CHECK, "critical" },
	{ "temperature", "the temperature is right", "温度适宜", NUMBER, "major" },
	{ "staff-tidy", "staff are tidy and wear their badge", "员工着装整洁佩戴工牌", CHOICE,
	  "minor" },
	{ "signs-there", "signs are there and can be read", "标识齐全清晰", CHOICE, "minor" },
	{ "tools-stored", "tools and agents are stored apart", "工具与清洁剂分开存放", CHOICE,
	  "major" },
	{ "bins-emptied", "bins are emptied and closed", "垃圾桶已清空并加盖", CHECK, "minor" },
	{ "log-kept", "the daily log is kept up to now", "日志记录及时完整", CHOICE, "major" },
};

#define AREAS (sizeof(areas) / sizeof(areas[0]))
#define TOPICS (sizeof(topics) / sizeof(topics[0]))

_Static_assert(AREAS *TOPICS == PAPER_QUESTIONS, "every topic in every area is a question");

/* Spread over the departments and over two severities. */
static bool fails(size_t area, size_t topic)
{
	return (area == 1 && topic == 0) || (area == 3 && topic == 7) || (area == 4 && topic == 9);
}

static void add_values(struct text *t, const struct topic *topic)
{
	switch (topic->type) {
	case CHOICE:
		text_add(t, "\"choice\",\"choices\":["
			    "{\"key\":\"yes\",\"label\":{\"en\":\"Yes\",\"zh-CN\":\"是\"},"
			    "\"points\":5},"
			    "{\"key\":\"partly\",\"label\":{\"en\":\"Partly\",\"zh-CN\":\"部分\"},"
			    "\"points\":2,\"fails\":true},"
			    "{\"key\":\"no\",\"label\":{\"en\":\"No\",\"zh-CN\":\"否\"},\"fails\":"
			    "true},"
			    "{\"key\":\"na\",\"label\":{\"en\":\"N/A\",\"zh-CN\":\"不适用\"},"
			    "\"not_applicable\":true}]");
		break;
	case CHECK:
		text_add(t, "\"check\",\"points\":5,\"fails\":false");
		break;
	case NUMBER:
		text_add(t, "\"number\",\"unit\":\"°C\",\"min\":-30,\"max\":60,\"ranges\":["
			    "{\"from\":4,\"to\":27,\"points\":5},{\"from\":27,\"fails\":true}]");
		break;
	}
}

static void add_question(struct text *t, const struct area *area, const struct topic *topic)
{
	text_printf(t,
		    "{\"key\":\"%s.%s\",\"text\":{\"en\":\"%s: %s\",\"zh-CN\":\"%s：%s\"},"
		    "\"type\":",
		    area->key, topic->key, area->en, topic->en, area->zh, topic->zh);
	add_values(t, topic);
	text_printf(t,
		    ",\"severity\":\"%s\",\"department\":\"%s\",\"indicator\":\"cleanliness.%s\","
		    "\"required\":true,\"note\":\"failed\"}",
		    topic->severity, area->department, topic->key);
}

const char *paper_checklist(struct arena *mem)
{
	struct text t;

	text_init(&t, mem);
	text_add(&t,
		 "{\"format\":\"gemba.checklist/1\",\"code\":\"round\",\"title\":{\"en\":\"Round\","
		 "\"zh-CN\":\"巡检\"},\"kind\":\"tour\",\"scoring\":{\"method\":\"points\","
		 "\"pass_line\":85,\"bands\":[{\"grade\":\"A\",\"from\":90},"
		 "{\"grade\":\"B\",\"from\":0}]},\"sections\":[");
	for (size_t a = 0; a < AREAS; a++) {
		text_printf(&t,
			    "%s{\"key\":\"%s\",\"title\":{\"en\":\"%s\",\"zh-CN\":\"%s\"},"
			    "\"questions\":[",
			    a ? "," : "", areas[a].key, areas[a].en, areas[a].zh);
		for (size_t q = 0; q < TOPICS; q++) {
			text_add(&t, q ? "," : "");
			add_question(&t, &areas[a], &topics[q]);
		}
		text_add(&t, "]}");
	}
	text_add(&t, "]}");
	return text_take(&t);
}

static void add_answer(struct text *t, size_t area, size_t topic)
{
	static const char *const passing[] = {
		[CHOICE] = "\"choice\":\"yes\"",
		[CHECK] = "\"check\":true",
		[NUMBER] = "\"number\":21.5",
	};

	text_printf(t, "\"%s.%s\":{", areas[area].key, topics[topic].key);
	if (fails(area, topic))
		text_add(t, "\"choice\":\"no\",\"note\":\"Seen at the second table from the door; "
			    "已告知当班主管。\"");
	else
		text_add(t, passing[topics[topic].type]);
	text_add(t, "}");
}

const char *paper_answers(struct arena *mem)
{
	struct text t;

	text_init(&t, mem);
	text_add(&t, "{");
	for (size_t a = 0; a < AREAS; a++)
		for (size_t q = 0; q < TOPICS; q++) {
			text_add(&t, a || q ? "," : "");
			add_answer(&t, a, q);
		}
	text_add(&t, "}");
	return text_take(&t);
}
