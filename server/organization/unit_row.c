#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "organization/unit_import.h"
#include "json/json.h"

/* clang-format off */
static const struct word headings[] = {
	{ "code", UNIT_CODE }, { "storecode", UNIT_CODE }, { "unitcode", UNIT_CODE },
	{ "storeno", UNIT_CODE }, { "storenumber", UNIT_CODE }, { "storeid", UNIT_CODE },
	{ "hotelcode", UNIT_CODE }, { "sitecode", UNIT_CODE }, { "编号", UNIT_CODE },
	{ "编码", UNIT_CODE }, { "代码", UNIT_CODE }, { "门店编号", UNIT_CODE },
	{ "门店编码", UNIT_CODE }, { "门店代码", UNIT_CODE }, { "酒店编号", UNIT_CODE },
	{ "酒店代码", UNIT_CODE }, { "店铺编号", UNIT_CODE }, { "店号", UNIT_CODE },
	{ "组织编码", UNIT_CODE }, { "单位编码", UNIT_CODE },
	{ "name", UNIT_NAME }, { "storename", UNIT_NAME }, { "unitname", UNIT_NAME },
	{ "store", UNIT_NAME }, { "hotel", UNIT_NAME }, { "hotelname", UNIT_NAME },
	{ "restaurant", UNIT_NAME }, { "名称", UNIT_NAME }, { "门店名称", UNIT_NAME },
	{ "门店", UNIT_NAME }, { "酒店名称", UNIT_NAME }, { "店铺名称", UNIT_NAME },
	{ "店名", UNIT_NAME }, { "组织名称", UNIT_NAME },
	{ "kind", UNIT_KIND }, { "type", UNIT_KIND }, { "unittype", UNIT_KIND },
	{ "类型", UNIT_KIND }, { "层级", UNIT_KIND }, { "组织类型", UNIT_KIND },
	{ "parent", UNIT_PARENT }, { "parentcode", UNIT_PARENT }, { "parentunit", UNIT_PARENT },
	{ "上级", UNIT_PARENT }, { "上级编号", UNIT_PARENT }, { "上级编码", UNIT_PARENT },
	{ "上级组织", UNIT_PARENT }, { "所属组织", UNIT_PARENT }, { "上级单位", UNIT_PARENT },
	{ "brand", UNIT_BRAND_CODE }, { "brandcode", UNIT_BRAND_CODE },
	{ "品牌", UNIT_BRAND_CODE }, { "品牌编号", UNIT_BRAND_CODE },
	{ "所属品牌", UNIT_BRAND_CODE }, { "品牌编码", UNIT_BRAND_CODE },
	{ "region", UNIT_REGION_CODE }, { "regioncode", UNIT_REGION_CODE },
	{ "area", UNIT_REGION_CODE }, { "district", UNIT_REGION_CODE },
	{ "区域", UNIT_REGION_CODE }, { "大区", UNIT_REGION_CODE },
	{ "所属区域", UNIT_REGION_CODE }, { "区域编号", UNIT_REGION_CODE },
	{ "片区", UNIT_REGION_CODE },
	{ "timezone", UNIT_TIME_ZONE }, { "时区", UNIT_TIME_ZONE },
	{ "lat", UNIT_LAT }, { "latitude", UNIT_LAT }, { "纬度", UNIT_LAT },
	{ "lon", UNIT_LON }, { "lng", UNIT_LON }, { "longitude", UNIT_LON }, { "经度", UNIT_LON },
	{ "radius", UNIT_RADIUS }, { "radiusm", UNIT_RADIUS }, { "半径", UNIT_RADIUS },
	{ "范围半径", UNIT_RADIUS }, { "打卡半径", UNIT_RADIUS },
	{ "address", UNIT_ADDRESS }, { "地址", UNIT_ADDRESS }, { "门店地址", UNIT_ADDRESS },
	{ "详细地址", UNIT_ADDRESS },
	{ "tags", UNIT_TAGS }, { "tag", UNIT_TAGS }, { "标签", UNIT_TAGS },
	{ "state", UNIT_STATE }, { "status", UNIT_STATE }, { "状态", UNIT_STATE },
	{ "营业状态", UNIT_STATE }, { "门店状态", UNIT_STATE },
};

static const char *const kind_choices[] = { "store", "region", "brand", NULL };
static const char *const state_choices[] = { "open", "opening", "closed", NULL };

static const struct import_column columns[] = {
	{ "code", "编号 Code", 16, NULL, "SH-001",
	  "必填，全集团唯一；按编号新增或更新。 Required and unique; a unit with this code is changed, otherwise one is made." },
	{ "name", "名称 Name", 28, NULL, "上海外滩店 Shanghai Bund",
	  "新增时必填。 Required where a unit is made." },
	{ "kind", "类型 Kind", 12, kind_choices, "store",
	  "store 门店, region 区域, brand 品牌；不填为门店。 Nothing means store." },
	{ "parent", "上级编号 Parent code", 20, NULL, "EAST",
	  "上级的编号；不填时取区域、品牌，都没有则为集团。 The unit above, here or in Gemba; else the region, the brand, the group." },
	{ "brand", "品牌 Brand", 16, NULL, NULL,
	  "品牌编号或名称，没有区域时作为上级。 Code or name; the unit above where there is no region." },
	{ "region", "区域 Region", 16, NULL, NULL,
	  "区域编号或名称，作为上级。 Code or name; the unit above." },
	{ "time_zone", "时区 Time zone", 18, NULL, "Asia/Shanghai",
	  "IANA 时区，新增门店必填。 Required where a store is made, like Asia/Shanghai." },
	{ "lat", "纬度 Latitude", 12, NULL, "31.2397", "WGS-84，-90…90；与经度一起填。 Together with the longitude." },
	{ "lon", "经度 Longitude", 12, NULL, "121.4903", "WGS-84，-180…180。" },
	{ "radius_m", "半径(米) Radius (m)", 14, NULL, "200",
	  "到店判定半径，1…100000 米。 How near a photograph must have been taken." },
	{ "address", "地址 Address", 36, NULL, "上海市黄浦区中山东一路 1 号", "最多 1000 字。 At most 1000 characters." },
	{ "tags", "标签 Tags", 20, NULL, "lobby, minibar", "用逗号分隔。 Separated by commas." },
	{ "state", "状态 State", 12, state_choices, "open",
	  "open 营业, opening 筹备, closed 关闭；不填为营业。 Nothing means open." },
};
/* clang-format on */

_Static_assert(sizeof(columns) / sizeof(columns[0]) == UNIT_COLUMNS, "each column has its words");
_Static_assert(UNIT_COLUMNS <= IMPORT_MOST_COLUMNS, "they have room");

const struct import_kind unit_import_kind = {
	"门店 Stores", columns, UNIT_COLUMNS, headings, sizeof(headings) / sizeof(headings[0]),
};

/* clang-format off */
static const struct word kind_words[] = {
	{ "store", 0 }, { "shop", 0 }, { "hotel", 0 }, { "restaurant", 0 }, { "outlet", 0 },
	{ "门店", 0 }, { "酒店", 0 }, { "店铺", 0 }, { "餐厅", 0 }, { "店", 0 },
	{ "region", 1 }, { "area", 1 }, { "区域", 1 }, { "大区", 1 }, { "片区", 1 },
	{ "brand", 2 }, { "品牌", 2 },
};

static const struct word state_words[] = {
	{ "open", 0 }, { "active", 0 }, { "operating", 0 }, { "营业", 0 }, { "营业中", 0 },
	{ "正常", 0 }, { "正常营业", 0 }, { "在营", 0 }, { "开业", 0 },
	{ "opening", 1 }, { "planned", 1 }, { "筹备", 1 }, { "筹备中", 1 }, { "筹建", 1 },
	{ "待开业", 1 },
	{ "closed", 2 }, { "关闭", 2 }, { "停业", 2 }, { "闭店", 2 }, { "已关闭", 2 },
	{ "已关店", 2 }, { "关店", 2 },
};
/* clang-format on */

#define WORD(import, row, column, words, choices) \
 word(import, row, column, words, sizeof(words) / sizeof((words)[0]), choices)

static const char *word(struct import *i, size_t row, int column, const struct word *words,
			size_t nr, const char *const *choices)
{
	const char *s = import_value(i, row, column);
	int meaning;

	if (!s)
		return NULL;
	meaning = words_find(&i->w->mem, words, nr, s);
	if (meaning >= 0)
		return choices[meaning];
	import_fault(i, row, column, "\"%s\" is none of: %s, %s, %s.", s, choices[0], choices[1],
		     choices[2]);
	return NULL;
}

static const char *text(struct import *i, size_t row, int column, size_t most)
{
	const char *s = import_value(i, row, column);

	if (!s || utf8_length(s) <= most)
		return s;
	import_fault(i, row, column, "This has more than %zu characters.", most);
	return NULL;
}

static const char *degrees(struct import *i, size_t row, int column, double most)
{
	const char *s = import_value(i, row, column);
	double number;
	char *end;

	if (!s)
		return NULL;
	s = words_plain(&i->w->mem, s);
	number = strtod(s, &end);
	if (end != s && !*end && fabs(number) <= most)
		return arena_printf(&i->w->mem, "%.17g", number);
	import_fault(i, row, column, "\"%s\" is not a number from -%g to %g.", s, most, most);
	return NULL;
}

static const char *radius(struct import *i, size_t row)
{
	const char *s = import_value(i, row, UNIT_RADIUS);
	int64_t thousandths;

	if (!s)
		return NULL;
	if (words_decimal(words_plain(&i->w->mem, s), &thousandths) && thousandths >= 1000 &&
	    thousandths <= 100000000 && thousandths % 1000 == 0)
		return words_of_decimal(&i->w->mem, thousandths);
	import_fault(i, row, UNIT_RADIUS, "\"%s\" is not a whole number of metres, 1 to 100000.",
		     s);
	return NULL;
}

static const char *tags(struct import *i, size_t row)
{
	const char *s = import_value(i, row, UNIT_TAGS);
	const char **parts;
	struct text t;
	size_t nr;

	if (!s)
		return NULL;
	nr = words_split(&i->w->mem, s, &parts);
	text_init(&t, &i->w->mem);
	for (size_t p = 0; p < nr; p++) {
		text_add_char(&t, p ? ',' : '[');
		text_json(&t, parts[p]);
		if (utf8_length(parts[p]) > UNIT_TAG_MOST)
			import_fault(i, row, UNIT_TAGS, "A tag has at most %d characters.",
				     UNIT_TAG_MOST);
	}
	if (nr > UNIT_TAGS_MOST)
		import_fault(i, row, UNIT_TAGS, "A unit has at most %d tags.", UNIT_TAGS_MOST);
	text_add_char(&t, ']');
	return nr ? text_take(&t) : NULL;
}

static void read_parent(struct import *i, size_t row, struct unit_row *u)
{
	static const int order[] = { UNIT_PARENT, UNIT_REGION_CODE, UNIT_BRAND_CODE };

	for (size_t n = 0; n < sizeof(order) / sizeof(order[0]) && !u->parent; n++) {
		u->parent_column = order[n];
		u->parent = import_value(i, row, order[n]);
	}
}

void unit_row_read(struct import *i, size_t row, struct unit_row *u)
{
	u->code = text(i, row, UNIT_CODE, UNIT_CODE_MOST);
	if (!u->code && i->rows[row].result != IMPORT_FAULTY)
		import_fault(i, row, UNIT_CODE, "The code is missing.");
	u->name = text(i, row, UNIT_NAME, UNIT_NAME_MOST);
	u->kind = WORD(i, row, UNIT_KIND, kind_words, kind_choices);
	u->state = WORD(i, row, UNIT_STATE, state_words, state_choices);
	u->time_zone = text(i, row, UNIT_TIME_ZONE, 64);
	u->lat = degrees(i, row, UNIT_LAT, 90);
	u->lon = degrees(i, row, UNIT_LON, 180);
	if (!import_value(i, row, UNIT_LAT) != !import_value(i, row, UNIT_LON))
		import_fault(i, row, u->lat ? UNIT_LON : UNIT_LAT,
			     "A place needs both latitude and longitude.");
	u->radius_m = radius(i, row);
	u->address = text(i, row, UNIT_ADDRESS, 1000);
	u->tags = tags(i, row);
	read_parent(i, row, u);
}
