/* CSV as people's programs write it: quoting, separators, characters; and as ours does. */
#include "book_file.h"

#include "base/text.h"
#include "tables/book_write.h"

static struct work w;

static int begin(void **state)
{
	(void)state;
	work_init(&w, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

/* The cells as "1A=text|…", in the test's own memory. */
static const char *shown(const struct book *book)
{
	struct text t;

	text_init(&t, &w.mem);
	for (size_t i = 0; i < book->sheets[0].rows_nr; i++) {
		const struct book_row *row = &book->sheets[0].rows[i];

		for (int32_t c = 0; c < row->cells_nr; c++)
			text_printf(&t, "%s%d%s=%s", t.len ? "|" : "", row->number,
				    book_column(&w.mem, row->cells[c].column), row->cells[c].text);
	}
	return text_take(&t);
}

/* Each in a work of its own: only so many may read at once. */
static const char *read_bytes(const char *bytes, size_t size)
{
	struct book book;
	struct work one;
	const char *s;

	work_init(&one, 0);
	assert_true(book_read(&one, file_of(bytes, size), &book));
	s = shown(&book);
	work_release(&one);
	return s;
}

#define READ(bytes) read_bytes(bytes, sizeof(bytes) - 1)

static void assert_unreadable(const char *bytes, size_t size, const char *what)
{
	struct book book;
	struct work one;

	work_init(&one, 0);
	assert_false(book_read(&one, file_of(bytes, size), &book));
	assert_int_equal(PROBLEM_workbook_unreadable, one.problem.kind);
	assert_non_null(strstr(one.problem.detail, what));
	work_release(&one);
}

static void reads_quoted_cells(void **state)
{
	(void)state;
	assert_string_equal("1A=a,b|1B=say \"hi\"|1C=two\nlines|3A=next",
			    READ("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\nnext\r\n"));
	/* a mark inside of a cell is one, and what follows a closing one belongs to the cell */
	assert_string_equal("1A=5\" pipe|1B=open end", READ("5\" pipe,\"open\" end"));
	assert_string_equal("1B=x", READ("\"\",x,\"\"\n"));
	assert_string_equal("1A=only", READ("only"));
}

static void says_where_a_quotation_mark_is_never_closed(void **state)
{
	static const char open[] = "a,b\nc,\"never\nd,e\n";

	(void)state;
	assert_unreadable(open, sizeof(open) - 1, "line 2");
}

static void finds_the_separator(void **state)
{
	(void)state;
	assert_string_equal("1A=a|1B=b,c|2A=d", READ("a;b,c;\nd\n"));
	assert_string_equal("1A=a|1B=b;c", READ("a\tb;c\t\n"));
	assert_string_equal("1A=a;b|1B=c", READ("\"a;b\",c\n"));
	assert_string_equal("2A=a,b|2B=c", READ("sep=;\r\na,b;c\r\n"));
}

static void reads_each_way_of_writing_characters(void **state)
{
	(void)state;
	assert_string_equal("1A=门店|1B=é", READ("\xef\xbb\xbf门店,é\n"));
	assert_string_equal("1A=门|1B=b", READ("\xff\xfe\xe8\x95,\0b\0\n\0"));
	assert_string_equal("1A=门|1B=b", READ("\xfe\xff\x95\xe8\0,\0b"));
	assert_string_equal("1A=a|1B=b", READ("a\0,\0b\0\n\0"));
	assert_string_equal("1A=门店", READ("\xc3\xc5\xb5\xea\n")); /* GB18030 */
}

static void refuses_what_is_no_text(void **state)
{
	(void)state;
	assert_unreadable("a\0b", 3, "neither a workbook nor text");
	assert_unreadable("\xef\xbb\xbf\xff", 4, "neither a workbook nor text");
	assert_unreadable("", 0, "empty");
	assert_unreadable("%PDF-1.4", 8, "PDF");
	assert_unreadable("<table>", 7, "web page");
	assert_unreadable("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, ".xls");
}

static void leaves_out_blanks_and_empty_rows(void **state)
{
	(void)state;
	assert_string_equal("1A=a|4B=b c", READ("  a ,\n , \n\n,\" b c \"\n"));
	assert_string_equal("1A=a b", READ("a\x01"
					   "b\n"));
}

static struct book_written written(const char *const *cells, int nr)
{
	struct book_writer *b = book_writer_open(&w, BOOK_CSV, "/nowhere");
	struct book_written out;

	assert_non_null(b);
	for (int i = 0; i < nr; i++)
		assert_true(book_write_cell(b, i / 2, i % 2, cells[i], LOOK_PLAIN));
	assert_true(book_writer_end(b, &out));
	return out;
}

static void writes_with_a_mark_for_utf8_and_quotes_what_needs_it(void **state)
{
	static const char *const cells[] = { "编号", "a,b", "say \"x\"", "two\nlines" };
	struct book_written out = written(cells, 4);

	(void)state;
	assert_null(out.path);
	assert_int_equal(strlen(out.bytes), out.size);
	assert_string_equal("\xef\xbb\xbf编号,\"a,b\"\r\n\"say \"\"x\"\"\",\"two\nlines\"\r\n",
			    out.bytes);
}

/* No program takes a text of ours for something to compute. */
static void guards_formulas_and_takes_the_guard_away_again(void **state)
{
	static const char *const cells[] = { "=1+1",     "+1",  "-1",       "@x",
					     "=a,\"b\"", "x=1", "'=quoted", "'tis" };
	struct book_written out = written(cells, 8);

	(void)state;
	assert_string_equal("\xef\xbb\xbf'=1+1,'+1\r\n'-1,'@x\r\n\"'=a,\"\"b\"\"\",x=1\r\n"
			    "''=quoted,'tis\r\n",
			    out.bytes);
	assert_string_equal("1A==1+1|1B=+1|2A=-1|2B=@x|3A==a,\"b\"|3B=x=1|4A='=quoted|4B='tis",
			    read_bytes(out.bytes, out.size));
}

static void keeps_numbers_as_numbers(void **state)
{
	struct book_writer *b = book_writer_open(&w, BOOK_CSV, "/nowhere");
	struct book_written out;

	(void)state;
	assert_non_null(b);
	assert_true(book_write_number(b, 0, 1, "-12.5"));
	assert_true(book_write_number(b, 2, 0, "3"));
	assert_true(book_writer_end(b, &out));
	assert_string_equal("\xef\xbb\xbf,-12.5\r\n\r\n3\r\n", out.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
		TEST(reads_quoted_cells),
		TEST(says_where_a_quotation_mark_is_never_closed),
		TEST(finds_the_separator),
		TEST(reads_each_way_of_writing_characters),
		TEST(refuses_what_is_no_text),
		TEST(leaves_out_blanks_and_empty_rows),
		TEST(writes_with_a_mark_for_utf8_and_quotes_what_needs_it),
		TEST(guards_formulas_and_takes_the_guard_away_again),
		TEST(keeps_numbers_as_numbers),
	};

	return cmocka_run_group_tests_name("tables/book_csv", tests, NULL, NULL);
}
