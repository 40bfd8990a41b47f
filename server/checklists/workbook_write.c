#include "checklists/workbook.h"

#include <string.h>

#define MOST_LANGUAGES 12
#define MOST_SETS 4000

/* Answers that several questions share are one set. */
struct set {
	const char *name;
	const char *json;
	const struct json_value *items;
};

struct writing {
	struct work *w;
	struct book_writer *b;
	const char *languages[MOST_LANGUAGES];
	size_t languages_nr;
	struct set sets[MOST_SETS];
	size_t sets_nr;
};

/* ---- languages, in the order in which they come */

static void add_language(struct writing *o, const char *language)
{
	for (size_t i = 0; i < o->languages_nr; i++)
		if (!strcmp(o->languages[i], language))
			return;
	if (o->languages_nr < MOST_LANGUAGES)
		o->languages[o->languages_nr++] = language;
}

static void find_texts(struct writing *o, const struct json_value *texts)
{
	struct json_members m;

	if (texts && json_kind(texts) == JSON_IS_OBJECT)
		for (json_walk(&m, texts); m.name; json_step(&m))
			add_language(o, m.name);
}

static void find_languages_of_question(struct writing *o, const struct json_value *q)
{
	const struct json_value *choices = json_member(q, "choices");

	find_texts(o, json_member(q, "text"));
	find_texts(o, json_member(q, "guidance"));
	for (size_t i = 0; choices && i < json_length(choices); i++)
		find_texts(o, json_member(json_item(choices, i), "label"));
}

static void find_languages(struct writing *o, const struct json_value *document)
{
	const struct json_value *sections = json_member(document, "sections");

	add_language(o, "zh-CN");
	add_language(o, "en");
	find_texts(o, json_member(document, "title"));
	for (size_t i = 0; i < json_length(sections); i++) {
		const struct json_value *section = json_item(sections, i);
		const struct json_value *questions = json_member(section, "questions");
		const struct json_value *repeats = json_member(section, "repeats");

		find_texts(o, json_member(section, "title"));
		find_texts(o, repeats ? json_member(repeats, "name") : NULL);
		for (size_t j = 0; j < json_length(questions); j++)
			find_languages_of_question(o, json_item(questions, j));
	}
}

/* ---- sets of answers */

static const char *name_of(struct writing *o, const struct json_value *items)
{
	struct text t;
	const char *name;
	size_t n = 1;

	text_init(&t, &o->w->mem);
	for (size_t i = 0; i < json_length(items) && i < 6; i++) {
		const struct json_value *key = json_member(json_item(items, i), "key");

		text_add(&t, i ? "-" : "");
		text_add(&t, key ? json_text(key) : "range");
		if (!key)
			break;
	}
	name = t.s;
	for (size_t i = 0; i < o->sets_nr; i++)
		if (!strcmp(o->sets[i].name, name)) {
			name = arena_printf(&o->w->mem, "%s-%zu", t.s, ++n);
			i = (size_t)-1;
		}
	return name;
}

static const char *set_of(struct writing *o, const struct json_value *items)
{
	const char *json = json_write(&o->w->mem, items);

	for (size_t i = 0; i < o->sets_nr; i++)
		if (!strcmp(o->sets[i].json, json))
			return o->sets[i].name;
	if (o->sets_nr == MOST_SETS)
		return "";
	o->sets[o->sets_nr] = (struct set){ name_of(o, items), json, items };
	return o->sets[o->sets_nr++].name;
}

/* ---- cells */

/* The member, also of a nested object: "photos.min". */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as a column's name */
static const struct json_value *find(struct work *w, const struct json_value *object,
				     const char *member)
{
	const char *dot = strchr(member, '.');

	if (!object || !dot)
		return object ? json_member(object, member) : NULL;
	return find(w, json_member(object, arena_strndup(&w->mem, member, (size_t)(dot - member))),
		    dot + 1);
}

static const char *number_text(struct work *w, const struct json_value *v)
{
	int64_t thousandths;

	return json_decimal(v, &thousandths) ? words_of_decimal(&w->mem, thousandths)
					     : json_write(&w->mem, v);
}

static const char *scalar(struct work *w, const struct json_value *v)
{
	if (json_kind(v) == JSON_IS_TEXT)
		return json_text(v);
	if (json_kind(v) == JSON_IS_BOOLEAN)
		return json_truth(v) ? "yes" : "no";
	if (json_kind(v) == JSON_IS_OBJECT) /* {"cap": n} */
		return number_text(w, json_member(v, "cap"));
	return number_text(w, v);
}

static const char *list_text(struct work *w, const struct json_value *list)
{
	struct text t;

	text_init(&t, &w->mem);
	for (size_t i = 0; i < json_length(list); i++) {
		text_add(&t, i ? "\n" : "");
		text_add(&t, scalar(w, json_item(list, i)));
	}
	/* One that could be taken for several. */
	if (json_length(list) == 1 && (strpbrk(t.s, ",;") || strstr(t.s, "、")))
		return arena_printf(&w->mem, "\"%s\"", t.s);
	return text_take(&t);
}

static bool write_value(struct writing *o, int row, int at, const struct workbook_column *c,
			const struct json_value *v)
{
	if (!v)
		return true;
	if (c->kind == COLUMN_NUMBER)
		return book_write_number(o->b, row, at, scalar(o->w, v));
	if (c->kind == COLUMN_SET)
		return book_write_cell(o->b, row, at, set_of(o, v), LOOK_PLAIN);
	if (json_kind(v) == JSON_IS_LIST)
		return book_write_cell(o->b, row, at, list_text(o->w, v), LOOK_PLAIN);
	return book_write_cell(o->b, row, at, scalar(o->w, v), LOOK_PLAIN);
}

static bool write_texts(struct writing *o, int row, int *at, const struct json_value *texts)
{
	for (size_t i = 0; i < o->languages_nr; i++) {
		const struct json_value *text = texts ? json_member(texts, o->languages[i]) : NULL;

		if (!book_write_cell(o->b, row, (*at)++, text ? json_text(text) : NULL, LOOK_PLAIN))
			return false;
	}
	return true;
}

/* `first`: what the first column of questions and of answers says. */
static bool write_row(struct writing *o, enum workbook_sheet sheet, int row,
		      const struct json_value *object, const char *first)
{
	int at = 0;

	for (size_t i = 0; i < workbook_columns_nr; i++) {
		const struct workbook_column *c = &workbook_columns[i];
		const struct json_value *v;

		if (c->sheet != sheet)
			continue;
		v = find(o->w, object, c->member);
		if (c->kind == COLUMN_TEXTS) {
			if (!write_texts(o, row, &at, v))
				return false;
		} else if (!at && first) {
			if (!book_write_cell(o->b, row, at++, first, LOOK_PLAIN))
				return false;
		} else if (!write_value(o, row, at++, c, v)) {
			return false;
		}
	}
	return true;
}

static const char *heading_of(struct writing *o, const struct workbook_column *c, size_t language)
{
	return c->kind == COLUMN_TEXTS
		       ? arena_printf(&o->w->mem, "%s [%s]", c->heading, o->languages[language])
		       : c->heading;
}

static bool begin_sheet(struct writing *o, enum workbook_sheet sheet)
{
	const char *headings[BOOK_MOST_COLUMNS];
	int at = 0;

	if (!book_write_sheet(o->b, workbook_sheet_names[sheet]))
		return false;
	for (size_t i = 0; i < workbook_columns_nr; i++) {
		const struct workbook_column *c = &workbook_columns[i];
		size_t nr = c->kind == COLUMN_TEXTS ? o->languages_nr : 1;

		for (size_t l = 0; c->sheet == sheet && l < nr; l++) {
			book_write_column(o->b, at, c->width, c->choices, 0);
			headings[at++] = heading_of(o, c, l);
		}
	}
	book_write_freeze(o->b, 1);
	for (int i = 0; i < at; i++)
		if (!book_write_cell(o->b, 0, i, headings[i], LOOK_HEADING))
			return false;
	return true;
}

/* ---- sheets */

static const char *const notes[] = {
	"检查表工作簿 Checklist workbook",
	"每个工作表第一行是列名，列的顺序可以改变，空行会被跳过。 The first row of each sheet has "
	"the headings; columns may "
	"be in any order, blank rows are skipped.",
	"检查表 Checklist：每行一项设置。编号由小写字母、数字和 . _ - 组成。 One setting a row. "
	"Codes are of a-z, 0-9, . _ -.",
	"计分方式 Method: points 得分制, weighted_sections 分区加权, deduction 扣分制, demerit "
	"记过制。",
	"关键项不合格时 Critical effect: status_only 仅判不合格, zero 记零分, 或封顶百分比 or a "
	"percent that caps.",
	"分区 Sections：按检查顺序。有「重复对象」的分区可检查多个对象，例如客房。 In the order of "
	"the visit; one with "
	"\"Repeats for each\" is answered once for each thing, like a room.",
	"问题 Questions：每行一题；分区填编号或名称，留空与上一行相同。 One question a row; a "
	"blank section is that of the "
	"row above. Codes stay the same from version to version: trends follow them.",
	"题型 Type: choice 单选, choices 多选, check 是非, number 数值, text 文本, date 日期, "
	"photo 照片, signature 签名, "
	"place 定位。",
	"答案 Answers：填「答案」表中的答案组名称；数值题填数值区间组名称。 The name of a set on "
	"the sheet of answers; ranges for numbers.",
	"是非题的「何值不合格」：no 表示未勾选为不合格。 \"Fails when\" of a check: no means that "
	"an unticked box is a finding.",
	"严重程度 Severity: critical 关键, major 严重, minor "
	"一般。会不合格的题必须有严重程度和责任部门。 Every question that can "
	"fail needs a severity and a department.",
	"拍照与备注 Photos, Note: always 总是, failed 不合格时, never 不需要。",
	"空单元格表示采用默认值。 An empty cell means the default.",
	"导入前先预览：错误会指出工作表、行和列，有错误时不会保存任何内容。 The preview names each "
	"fault by sheet, row and column; "
	"nothing is kept while there is one.",
	NULL,
};

static bool write_notes(struct writing *o)
{
	if (!book_write_sheet(o->b, "说明 Read me"))
		return false;
	book_write_column(o->b, 0, 120, NULL, 0);
	for (int i = 0; notes[i]; i++)
		if (!book_write_cell(o->b, i, 0, notes[i], i ? LOOK_PLAIN : LOOK_TITLE))
			return false;
	return true;
}

static bool write_setting(struct writing *o, int *row, const struct workbook_column *c,
			  const struct json_value *document)
{
	const struct json_value *v = find(o->w, document, c->member);
	size_t nr = c->kind == COLUMN_TEXTS ? o->languages_nr : 1;

	for (size_t l = 0; l < nr; l++, (*row)++) {
		const struct json_value *one = v;

		if (!book_write_cell(o->b, *row, 0, heading_of(o, c, l), LOOK_HEADING))
			return false;
		if (c->kind == COLUMN_TEXTS)
			one = v ? json_member(v, o->languages[l]) : NULL;
		if (!write_value(o, *row, 1, c, one))
			return false;
	}
	return true;
}

static bool write_head(struct writing *o, const struct json_value *document)
{
	int row = 0;

	if (!book_write_sheet(o->b, workbook_sheet_names[HEAD]))
		return false;
	book_write_column(o->b, 0, 36, NULL, 0);
	book_write_column(o->b, 1, 60, NULL, 0);
	for (size_t i = 0; i < workbook_columns_nr; i++)
		if (workbook_columns[i].sheet == HEAD &&
		    !write_setting(o, &row, &workbook_columns[i], document))
			return false;
	return true;
}

static bool write_list(struct writing *o, enum workbook_sheet sheet, const struct json_value *list)
{
	if (!begin_sheet(o, sheet))
		return false;
	for (size_t i = 0; list && i < json_length(list); i++)
		if (!write_row(o, sheet, (int)i + 1, json_item(list, i), NULL))
			return false;
	return true;
}

static bool write_questions(struct writing *o, const struct json_value *sections)
{
	int row = 1;

	if (!begin_sheet(o, QUESTION))
		return false;
	for (size_t i = 0; i < json_length(sections); i++) {
		const struct json_value *section = json_item(sections, i);
		const struct json_value *questions = json_member(section, "questions");

		for (size_t j = 0; j < json_length(questions); j++)
			if (!write_row(o, QUESTION, row++, json_item(questions, j),
				       json_text(json_member(section, "key"))))
				return false;
	}
	return true;
}

static bool write_sets(struct writing *o)
{
	int row = 1;

	if (!begin_sheet(o, ANSWER))
		return false;
	for (size_t i = 0; i < o->sets_nr; i++)
		for (size_t j = 0; j < json_length(o->sets[i].items); j++)
			if (!write_row(o, ANSWER, row++, json_item(o->sets[i].items, j),
				       o->sets[i].name))
				return false;
	return true;
}

static const char example[] =
	"{\"format\":\"gemba.checklist/"
	"1\",\"code\":\"lobby-daily\",\"title\":{\"zh-CN\":\"大堂日检\",\"en\":\"Lobby, daily\"},"
	"\"kind\":\"daily\",\"scoring\":{\"method\":\"points\",\"pass_line\":85,\"bands\":[{"
	"\"grade\":\"A\",\"from\":90},"
	"{\"grade\":\"B\",\"from\":80},{\"grade\":\"C\",\"from\":0}]},\"sections\":[{\"key\":"
	"\"floor\",\"title\":{\"zh-CN\":\"地面\","
	"\"en\":\"Floor\"},\"gate\":70,\"questions\":[{\"key\":\"floor.clean\",\"text\":{\"zh-CN\":"
	"\"地面清洁干燥\",\"en\":\"The floor "
	"is clean and "
	"dry\"},\"type\":\"choice\",\"choices\":[{\"key\":\"yes\",\"label\":{\"zh-CN\":\"合格\","
	"\"en\":\"Yes\"},\"points\":5},"
	"{\"key\":\"partly\",\"label\":{\"zh-CN\":\"部分合格\",\"en\":\"Partly\"},\"points\":2,"
	"\"fails\":true},{\"key\":\"no\",\"label\":"
	"{\"zh-CN\":\"不合格\",\"en\":\"No\"},\"points\":0,\"fails\":true},{\"key\":\"na\","
	"\"label\":{\"zh-CN\":\"不适用\",\"en\":\"N/A\"},"
	"\"not_applicable\":true}],\"severity\":\"major\",\"department\":\"housekeeping\","
	"\"required\":true,\"photos\":{\"when\":"
	"\"failed\",\"min\":1,\"max\":6},\"note\":\"failed\",\"guidance\":{\"zh-CN\":"
	"\"柱子后面也要看\",\"en\":\"Look behind the "
	"columns "
	"too\"}},{\"key\":\"exit.lit\",\"text\":{\"zh-CN\":\"安全出口标志点亮\",\"en\":\"The exit "
	"sign is lit\"},\"type\":\"check\","
	"\"points\":5,\"fails\":false,\"severity\":\"critical\",\"department\":\"engineering\","
	"\"critical\":true},{\"key\":\"fridge.temperature\","
	"\"text\":{\"zh-CN\":\"冰箱温度\",\"en\":\"Fridge "
	"temperature\"},\"type\":\"number\",\"ranges\":[{\"points\":3,\"from\":0,\"to\":8},"
	"{\"points\":0,\"fails\":true,\"from\":8}],\"severity\":\"minor\",\"department\":"
	"\"housekeeping\",\"unit\":\"°C\",\"min\":-20,"
	"\"max\":40}]}]}";

static bool write_sheets(struct writing *o, const struct json_value *document)
{
	const struct json_value *sections = json_member(document, "sections");

	find_languages(o, document);
	return write_notes(o) && write_head(o, document) &&
	       write_list(o, GRADE, find(o->w, document, "scoring.bands")) &&
	       write_list(o, SECTION, sections) && write_questions(o, sections) && write_sets(o);
}

bool workbook_write(struct work *w, const struct json_value *document, const char *folder,
		    struct book_written *written)
{
	struct writing *o = arena_alloc(&w->mem, sizeof(*o));

	if (!document && !json_parse(w, example, sizeof(example) - 1, &document))
		return false;
	o->w = w;
	o->b = book_writer_open(w, BOOK_XLSX, folder);
	return o->b && write_sheets(o, document) && book_writer_end(o->b, written);
}
