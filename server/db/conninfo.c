#include <libpq-fe.h>
#include <string.h>

#include "base/text.h"
#include "db/db.h"

/* libpq's own mark for what is typed unseen. */
static bool is_secret(const PQconninfoOption *option) { return *option->dispchar == '*'; }

static void add_value(struct text *t, const char *value)
{
	text_add_char(t, '\'');
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			text_add_char(t, '\\');
		text_add_char(t, *value);
	}
	text_add_char(t, '\'');
}

static bool needs_quotes(const char *value) { return !*value || strpbrk(value, " \t\n'\\"); }

static void add_option(struct text *t, const PQconninfoOption *option)
{
	if (t->len)
		text_add_char(t, ' ');
	text_printf(t, "%s=", option->keyword);
	if (is_secret(option))
		text_add(t, "…");
	else if (needs_quotes(option->val))
		add_value(t, option->val);
	else
		text_add(t, option->val);
}

const char *db_conninfo_shown(struct arena *mem, const char *conninfo)
{
	/* What it says of an error would quote the string, which may be a password. */
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	struct text t;

	if (!options)
		return NULL;
	text_init(&t, mem);
	for (const PQconninfoOption *option = options; option->keyword; option++)
		if (option->val)
			add_option(&t, option);
	PQconninfoFree(options);
	return text_take(&t);
}

static void free_options(void *options) { PQconninfoFree(options); }

static PQconninfoOption *options_of(struct arena *mem, const char *conninfo)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);

	arena_defer(mem, free_options, options);
	return options;
}

const char **db_environment(struct arena *mem, const char *conninfo, size_t *nr)
{
	const PQconninfoOption *options = options_of(mem, conninfo);
	const char **environment;
	size_t most = 0;

	while (options && options[most].keyword)
		most++;
	environment = arena_array(mem, most + 1, sizeof(*environment));
	*nr = 0;
	for (size_t i = 0; i < most; i++)
		if (options[i].val && options[i].envvar)
			environment[(*nr)++] =
				arena_printf(mem, "%s=%s", options[i].envvar, options[i].val);
	return environment;
}

const char *db_name_of(struct arena *mem, const char *conninfo)
{
	const PQconninfoOption *options = options_of(mem, conninfo);

	for (; options && options->keyword; options++)
		if (!strcmp(options->keyword, "dbname") && options->val)
			return arena_strdup(mem, options->val);
	return "";
}
