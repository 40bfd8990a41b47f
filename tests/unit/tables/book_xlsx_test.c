/* Workbooks that no program writes, and some that one does. */
#include "book_file.h"

#include "base/text.h"

struct reading {
	struct work w;
	struct book book;
	bool is_read;
};

static struct reading read_file(const char *path)
{
	struct reading r = { 0 };

	work_init(&r.w, 0);
	r.is_read = book_read(&r.w, path, &r.book);
	return r;
}

static struct reading read_sheet(const char *rows)
{
	return read_file(end_workbook(begin_workbook(rows, NULL, NULL)));
}

/* The cells as "1A=text|…". */
static const char *shown(struct reading *r)
{
	struct text t;

	assert_true(r->is_read);
	text_init(&t, &r->w.mem);
	for (size_t s = 0; s < r->book.sheets_nr; s++)
		for (size_t i = 0; i < r->book.sheets[s].rows_nr; i++) {
			const struct book_row *row = &r->book.sheets[s].rows[i];

			for (int32_t c = 0; c < row->cells_nr; c++)
				text_printf(&t, "%s%d%s=%s", t.len ? "|" : "", row->number,
					    book_column(&r->w.mem, row->cells[c].column),
					    row->cells[c].text);
		}
	return text_take(&t);
}

static void assert_shown(const char *rows, const char *expected)
{
	struct reading r = read_sheet(rows);

	assert_string_equal(expected, shown(&r));
	work_release(&r.w);
}

static void assert_refused(struct reading r, enum problem_kind kind)
{
	assert_false(r.is_read);
	assert_int_equal(kind, r.w.problem.kind);
	work_release(&r.w);
}

static void reads_numbers_truths_and_texts(void **state)
{
	(void)state;
	assert_shown("<row r='2'><c r='A2'><v>1.50</v></c><c r='C2' t='b'><v>1</v></c>"
		     "<c r='D2' t='b'><v>0</v></c><c r='E2' t='str'><v>x &amp; y</v></c>"
		     "<c r='AB2' t='inlineStr'><is><t>in</t><r><t>line</t></r></is></c></row>",
		     "2A=1.5|2C=TRUE|2D=FALSE|2E=x & y|2AB=inline");
}

static void finds_its_place_where_none_is_named(void **state)
{
	(void)state;
	assert_shown(
		"<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>",
		"1A=1|1C=3|3A=4");
}

static void refuses_a_cell_within_a_cell(void **state)
{
	(void)state;
	assert_refused(read_sheet("<row r='1'><c r='A1'><v>1</v><c r='B1'><v>2</v></c></c></row>"),
		       PROBLEM_workbook_unreadable);
	assert_refused(read_sheet("<row r='1'><c r='A1'><row r='2'><c r='A2'><v>2</v></c></row>"
				  "<v>1</v></c></row>"),
		       PROBLEM_workbook_unreadable);
}

static void refuses_places_that_go_back(void **state)
{
	(void)state;
	assert_refused(read_sheet("<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>2</v></c></row>"),
		       PROBLEM_workbook_unreadable);
	assert_refused(read_sheet("<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>"),
		       PROBLEM_workbook_unreadable);
	assert_refused(
		read_sheet("<row r='2'><c><v>1</v></c></row><row r='1'><c><v>2</v></c></row>"),
		PROBLEM_workbook_unreadable);
	assert_refused(read_sheet("<row r='1048577'><c><v>1</v></c></row>"),
		       PROBLEM_workbook_unreadable);
	assert_refused(read_sheet("<row r='1'><c r='XFE1'><v>1</v></c></row>"),
		       PROBLEM_workbook_unreadable);
	assert_refused(read_sheet("<c r='A1'><v>1</v></c>"), PROBLEM_workbook_unreadable);
}

static void reads_shared_texts_without_their_pronunciation(void **state)
{
	struct reading r = read_file(end_workbook(begin_workbook(
		"<row><c t='s'><v>1</v></c><c t='s'><v>0</v></c><c t='s'><v>2</v></c>"
		"<c t='s'><v>-1</v></c><c t='s'><v>x</v></c></row>",
		"<sst xmlns='" SPREADSHEET "'><si><t>plain</t></si>"
		"<si><r><t>東</t></r><r><t xml:space='preserve'>京 </t></r><rPh sb='0' eb='2'>"
		"<t>トウキョウ</t></rPh></si></sst>",
		NULL)));

	(void)state;
	/* numbers of texts that are not there are empty cells */
	assert_string_equal("1A=東京|1B=plain", shown(&r));
	work_release(&r.w);
}

static void reads_dates_by_their_style(void **state)
{
	static const char styles[] =
		"<styleSheet xmlns='" SPREADSHEET "'><numFmts>"
		"<numFmt numFmtId='164' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/>"
		"<numFmt numFmtId='165' formatCode='0.0&quot; d&quot;'/></numFmts>"
		"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
		"<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/><xf "
		"numFmtId='9'/>"
		"<xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>";
	struct reading r = read_file(end_workbook(begin_workbook(
		"<row><c s='0'><v>46347</v></c><c s='1'><v>46347</v></c><c s='2'><v>46347.5</v></c>"
		"<c s='3'><v>0.125</v></c><c s='4'><v>46347</v></c><c s='5'><v>2</v></c>"
		"<c s='99'><v>3</v></c></row>",
		NULL, styles)));

	(void)state;
	assert_string_equal("1A=46347|1B=2026-11-21|1C=2026-11-21T12:00|1D=12.5%|1E=2026-11-21|"
			    "1F=2|1G=3",
			    shown(&r));
	work_release(&r.w);
}

static void refuses_more_parts_than_a_workbook_has(void **state)
{
	zipFile zip = begin_workbook("<row><c><v>1</v></c></row>", NULL, NULL);

	(void)state;
	for (int i = 0; i < BOOK_MOST_ENTRIES; i++) {
		char name[20];

		snprintf(name, sizeof(name), "x/%d", i);
		add_text_part(zip, name, "x");
	}
	assert_refused(read_file(end_workbook(zip)), PROBLEM_workbook_too_large);
}

/* Four megabytes of blanks in a few kilobytes. */
static void refuses_what_was_packed_too_tightly(void **state)
{
	size_t size = (size_t)4 << 20;
	char *blanks = malloc(size);
	zipFile zip = begin_workbook("<row><c t='s'><v>0</v></c></row>", NULL, NULL);

	(void)state;
	assert_non_null(blanks);
	memset(blanks, ' ', size);
	memcpy(blanks, "<sst>", 5);
	memcpy(blanks + size - 6, "</sst>", 6);
	add_part(zip, "xl/strings.xml", blanks, size);
	free(blanks);
	assert_refused(read_file(end_workbook(zip)), PROBLEM_workbook_too_large);
}

static void reads_nothing_that_was_declared(void **state)
{
	zipFile zip = begin_workbook("<row><c t='s'><v>0</v></c></row>",
				     "<!DOCTYPE sst [<!ENTITY e 'boom'>]><sst xmlns='" SPREADSHEET
				     "'><si><t>&e;</t></si></sst>",
				     NULL);

	(void)state;
	assert_refused(read_file(end_workbook(zip)), PROBLEM_workbook_unreadable);
}

static void refuses_elements_a_hundred_deep(void **state)
{
	struct text t;
	struct arena mem = { 0 };

	(void)state;
	text_init(&t, &mem);
	for (int i = 0; i < 99; i++)
		text_add(&t, "<a>");
	for (int i = 0; i < 99; i++)
		text_add(&t, "</a>");
	assert_refused(read_sheet(t.s), PROBLEM_workbook_unreadable);
	arena_reset(&mem);
}

static void refuses_columns_beyond_the_limit(void **state)
{
	(void)state;
	assert_shown("<row r='1'><c r='IV1'><v>1</v></c><c r='IW1'/></row>", "1IV=1");
	assert_refused(read_sheet("<row r='1'><c r='IW1'><v>1</v></c></row>"),
		       PROBLEM_workbook_too_large);
}

static const char *cell_of(struct arena *mem, size_t characters)
{
	char *letters = arena_alloc(mem, characters + 1);

	memset(letters, 'x', characters);
	return arena_printf(mem, "<row><c t='str'><v>%s</v></c></row>", letters);
}

static void refuses_a_cell_that_is_too_long(void **state)
{
	struct arena mem = { 0 };
	struct reading r = read_sheet(cell_of(&mem, BOOK_MOST_CHARACTERS));

	(void)state;
	assert_true(r.is_read);
	work_release(&r.w);
	assert_refused(read_sheet(cell_of(&mem, BOOK_MOST_CHARACTERS + 1)),
		       PROBLEM_workbook_too_large);
	arena_reset(&mem);
}

static void refuses_a_damaged_file(void **state)
{
	static const char no_zip[] = "PK\x03\x04 and then nothing";

	(void)state;
	assert_refused(read_file(file_of(no_zip, sizeof(no_zip) - 1)), PROBLEM_workbook_unreadable);
	assert_refused(read_sheet("<row><c><v>1</v></c>"), PROBLEM_workbook_unreadable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_numbers_truths_and_texts),
		cmocka_unit_test(finds_its_place_where_none_is_named),
		cmocka_unit_test(refuses_a_cell_within_a_cell),
		cmocka_unit_test(refuses_places_that_go_back),
		cmocka_unit_test(reads_shared_texts_without_their_pronunciation),
		cmocka_unit_test(reads_dates_by_their_style),
		cmocka_unit_test(refuses_more_parts_than_a_workbook_has),
		cmocka_unit_test(refuses_what_was_packed_too_tightly),
		cmocka_unit_test(reads_nothing_that_was_declared),
		cmocka_unit_test(refuses_elements_a_hundred_deep),
		cmocka_unit_test(refuses_columns_beyond_the_limit),
		cmocka_unit_test(refuses_a_cell_that_is_too_long),
		cmocka_unit_test(refuses_a_damaged_file),
	};

	return cmocka_run_group_tests_name("tables/book_xlsx", tests, NULL, NULL);
}
