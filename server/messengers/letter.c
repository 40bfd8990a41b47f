#include "messengers/letter.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "messengers/message.h"

enum words {
#define LINE(kind, en, zh)
#define WORDS(name, en, zh) WORDS_##name,
#include "messengers/letter.def"
#undef LINE
#undef WORDS
	WORDS_NR
};

static const struct said {
	const char *en;
	const char *zh;
} words[WORDS_NR] = {
#define LINE(kind, en, zh)
#define WORDS(name, en, zh) [WORDS_##name] = { en, zh },
#include "messengers/letter.def"
#undef LINE
#undef WORDS
};

static const struct line {
	const char *kind;
	struct said said;
} lines[] = {
#define LINE(kind, en, zh) { kind, { en, zh } },
#define WORDS(name, en, zh)
#include "messengers/letter.def"
#undef LINE
#undef WORDS
};

static bool is_chinese(const char *language)
{
	return text_begins(language, "zh") && (!language[2] || language[2] == '-');
}

const char *letter_language(const char *language) { return is_chinese(language) ? "zh-CN" : "en"; }

static const char *in(const struct letter *letter, const struct said *said)
{
	return is_chinese(letter->language) ? said->zh : said->en;
}

static const char *say(const struct letter *letter, enum words which)
{
	return in(letter, &words[which]);
}

static const char *fill(struct work *w, const struct letter *letter, enum words which,
			const char *value)
{
	const char *text = say(letter, which);
	const char *gap = strstr(text, "{}");

	return arena_printf(&w->mem, "%.*s%s%s", (int)(gap - text), text, value, gap + 2);
}

static const char *fill_number(struct work *w, const struct letter *letter, enum words which,
			       int64_t nr)
{
	return fill(w, letter, which, arena_printf(&w->mem, "%" PRId64, nr));
}

static const char *line_of(const struct letter *letter, const char *kind)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!strcmp(lines[i].kind, kind))
			return in(letter, &lines[i].said);
	return say(letter, WORDS_news);
}

/* ---- both forms at once */

struct page {
	struct text plain;
	struct text html;
};

static void begin(struct work *w, struct page *page, const struct letter *letter)
{
	text_init(&page->plain, &w->mem);
	text_init(&page->html, &w->mem);
	text_printf(&page->html,
		    "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
		    "<body style=\"font-family:sans-serif;line-height:1.5\">\n",
		    letter_language(letter->language));
}

static void add_paragraph(struct page *page, const char *s)
{
	text_printf(&page->plain, "%s\n\n", s);
	text_add(&page->html, "<p>");
	html_add(&page->html, s);
	text_add(&page->html, "</p>\n");
}

static void add_html_link(struct page *page, const char *url, const char *s)
{
	text_add(&page->html, "<a href=\"");
	html_add(&page->html, url);
	text_add(&page->html, "\">");
	html_add(&page->html, s);
	text_add(&page->html, "</a>");
}

static void add_link(struct page *page, const char *url)
{
	text_printf(&page->plain, "%s\n\n", url);
	text_add(&page->html, "<p>");
	add_html_link(page, url, url);
	text_add(&page->html, "</p>\n");
}

static void end(struct page *page, struct letter *letter)
{
	text_add(&page->html, "</body></html>\n");
	letter->plain = text_take(&page->plain);
	letter->html = text_take(&page->html);
}

/* ---- notices */

/* What was missed is on no phone any more. */
static const char *link_of(struct work *w, const struct letter *letter, const char *kind,
			   const char *subject, const char *id)
{
	const char *path = !strcmp(kind, "visit.missed")    ? "portal/visits"
			   : !strcmp(subject, "inspection") ? "phone/visits"
			   : !strcmp(subject, "webhook")    ? "portal/webhooks"
			   : !strcmp(subject, "appeal")     ? "portal/appeals"
			   : !strcmp(subject, "plan")       ? "portal/plans"
							    : "portal/actions";

	return arena_printf(&w->mem, "%s/%s/%s", letter->url, path, id);
}

/* "Lobby · Shanghai Bund · due 2026-11-21 18:00 (Asia/Shanghai)", of what there is. */
static const char *about(struct work *w, const struct letter *letter, const struct db_rows *rows,
			 size_t row)
{
	const char *due = db_text(rows, row, "due");
	const char *handed_on = db_text(rows, row, "handed_on");
	const char *unstaffed = db_text(rows, row, "unstaffed");
	const char *parts[] = {
		db_text(rows, row, "title"),
		db_text(rows, row, "unit_name"),
		due ? fill(w, letter, WORDS_due, due) : NULL,
		handed_on ? fill(w, letter, WORDS_handed_on, handed_on) : NULL,
		unstaffed ? fill(w, letter, WORDS_unstaffed, unstaffed) : NULL,
	};
	struct text t;

	text_init(&t, &w->mem);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i])
			text_printf(&t, "%s%s", t.len ? " · " : "", parts[i]);
	return text_take(&t);
}

static void add_notice(struct work *w, struct page *page, const struct letter *letter,
		       const struct db_rows *rows, size_t row)
{
	const char *kind = db_text(rows, row, "kind");
	const char *line = line_of(letter, kind);
	const char *more = about(w, letter, rows, row);
	const char *url = link_of(w, letter, kind, db_text(rows, row, "subject"),
				  db_text(rows, row, "subject_id"));

	text_printf(&page->plain, "* %s\n  %s%s%s\n\n", line, more, *more ? "\n  " : "", url);
	text_add(&page->html, "<li>");
	add_html_link(page, url, line);
	if (*more) {
		text_add(&page->html, "<br>");
		html_add(&page->html, more);
	}
	text_add(&page->html, "</li>\n");
}

static const char *subject_of(struct work *w, const struct letter *letter,
			      const struct db_rows *rows, int64_t nr)
{
	if (!strcmp(letter->kind, "daily"))
		return fill_number(w, letter, WORDS_today, nr);
	return nr == 1 ? line_of(letter, db_text(rows, 0, "kind"))
		       : fill_number(w, letter, WORDS_many, nr);
}

void letter_of_notices(struct work *w, struct letter *letter, const struct db_rows *rows)
{
	int64_t nr = db_integer(rows, 0, "nr");
	int64_t unsaid = nr - (int64_t)db_count(rows);
	struct page page;

	letter->subject = subject_of(w, letter, rows, nr);
	begin(w, &page, letter);
	add_paragraph(&page, fill(w, letter, WORDS_hello, letter->name));
	text_add(&page.html, "<ul>\n");
	for (size_t i = 0; i < db_count(rows); i++)
		add_notice(w, &page, letter, rows, i);
	text_add(&page.html, "</ul>\n");
	if (unsaid)
		add_paragraph(&page, fill_number(w, letter, WORDS_more, unsaid));
	add_paragraph(&page, fill(w, letter, WORDS_often,
				  arena_printf(&w->mem, "%s/portal/account", letter->url)));
	end(&page, letter);
}

void letter_of_way_in(struct work *w, struct letter *letter, const char *link)
{
	bool is_reset = !strcmp(letter->kind, "reset");
	struct page page;

	letter->subject = say(letter, is_reset ? WORDS_reset : WORDS_invitation);
	begin(w, &page, letter);
	add_paragraph(&page, fill(w, letter, WORDS_hello, letter->name));
	add_paragraph(&page, say(letter, is_reset ? WORDS_reset_text : WORDS_invitation_text));
	add_link(&page, arena_printf(&w->mem, "%s%s", letter->url, link));
	add_paragraph(&page, say(letter, WORDS_not_you));
	end(&page, letter);
}
