#include <string.h>

#include "organization/person_import.h"
#include "json/json.h"

/* clang-format off */
static const struct word headings[] = {
	{ "login", PERSON_LOGIN }, { "signinname", PERSON_LOGIN }, { "username", PERSON_LOGIN },
	{ "account", PERSON_LOGIN }, { "userid", PERSON_LOGIN }, { "employeeid", PERSON_LOGIN },
	{ "登录名", PERSON_LOGIN }, { "账号", PERSON_LOGIN }, { "帐号", PERSON_LOGIN },
	{ "用户名", PERSON_LOGIN }, { "工号", PERSON_LOGIN }, { "员工编号", PERSON_LOGIN },
	{ "name", PERSON_NAME }, { "fullname", PERSON_NAME }, { "employee", PERSON_NAME },
	{ "employeename", PERSON_NAME }, { "姓名", PERSON_NAME }, { "名字", PERSON_NAME },
	{ "员工姓名", PERSON_NAME },
	{ "email", PERSON_EMAIL }, { "mail", PERSON_EMAIL }, { "emailaddress", PERSON_EMAIL },
	{ "邮箱", PERSON_EMAIL }, { "电子邮箱", PERSON_EMAIL }, { "电子邮件", PERSON_EMAIL },
	{ "phone", PERSON_PHONE }, { "mobile", PERSON_PHONE }, { "telephone", PERSON_PHONE },
	{ "phonenumber", PERSON_PHONE }, { "手机", PERSON_PHONE }, { "手机号", PERSON_PHONE },
	{ "电话", PERSON_PHONE }, { "联系电话", PERSON_PHONE }, { "手机号码", PERSON_PHONE },
	{ "language", PERSON_LANGUAGE }, { "语言", PERSON_LANGUAGE },
	{ "role", PERSON_ROLE }, { "角色", PERSON_ROLE }, { "岗位", PERSON_ROLE },
	{ "职位", PERSON_ROLE }, { "position", PERSON_ROLE },
	{ "unit", PERSON_UNIT }, { "unitcode", PERSON_UNIT }, { "store", PERSON_UNIT },
	{ "storecode", PERSON_UNIT }, { "门店", PERSON_UNIT }, { "门店编号", PERSON_UNIT },
	{ "所属门店", PERSON_UNIT }, { "组织", PERSON_UNIT }, { "所属组织", PERSON_UNIT },
	{ "单位", PERSON_UNIT }, { "组织编号", PERSON_UNIT },
	{ "department", PERSON_DEPARTMENT }, { "dept", PERSON_DEPARTMENT },
	{ "部门", PERSON_DEPARTMENT }, { "所属部门", PERSON_DEPARTMENT },
	{ "state", PERSON_STATE }, { "status", PERSON_STATE }, { "状态", PERSON_STATE },
	{ "在职状态", PERSON_STATE },
};

static const char *const state_choices[] = { "active", "left", NULL };
static const char *const language_choices[] = { "zh-CN", "en", NULL };

static const struct import_column columns[] = {
	{ "login", "登录名 Login", 20, NULL, "li.na",
	  "必填；按登录名新增或更新。同一登录名可以有多行，每行一个角色。 Required; several rows of one sign-in name give several roles." },
	{ "name", "姓名 Name", 20, NULL, "李娜 Li Na", "新增时必填。 Required where somebody is added." },
	{ "email", "邮箱 E-mail", 28, NULL, "li.na@example.com", "可不填。 Optional." },
	{ "phone", "手机 Phone", 18, NULL, "+86 138 0000 0000", "可不填。 Optional." },
	{ "language", "语言 Language", 12, language_choices, "zh-CN", "zh-CN 或 en；新增时不填为 en。 Nothing means en." },
	{ "role", "角色 Role", 22, NULL, "store_manager",
	  "角色代码或名称；与组织编号一起填。 Code or name of a role; together with the unit." },
	{ "unit", "组织编号 Unit code", 20, NULL, "SH-001",
	  "角色所在门店、区域或集团的编号或名称。 Code or name of the unit where the role holds, and everything below it." },
	{ "department", "部门 Department", 20, NULL, NULL,
	  "部门代码或名称；不填为所有部门。 Code or name; nothing means all of them." },
	{ "state", "状态 State", 12, state_choices, "active",
	  "active 在职, left 离职；离职者立即失去访问权。 Whoever has left loses access at once." },
};

static const struct word state_words[] = {
	{ "active", 0 }, { "在职", 0 }, { "正常", 0 }, { "启用", 0 }, { "working", 0 },
	{ "left", 1 }, { "离职", 1 }, { "已离职", 1 }, { "停用", 1 }, { "resigned", 1 },
};

static const struct word language_words[] = {
	{ "zhcn", 0 }, { "zh", 0 }, { "中文", 0 }, { "简体中文", 0 }, { "chinese", 0 }, { "汉语", 0 },
	{ "en", 1 }, { "english", 1 }, { "英文", 1 }, { "英语", 1 },
};
/* clang-format on */

#define NR(list) (sizeof(list) / sizeof((list)[0]))

_Static_assert(NR(columns) == PERSON_COLUMNS, "each column has its words");
_Static_assert(PERSON_COLUMNS <= IMPORT_MOST_COLUMNS, "they have room");

const struct import_kind person_import_kind = {
	"人员 People", columns, PERSON_COLUMNS, headings, NR(headings),
};

static const char *state(struct import *i, size_t row)
{
	const char *s = import_value(i, row, PERSON_STATE);
	int meaning = s ? words_find(&i->w->mem, state_words, NR(state_words), s) : -1;

	if (s && meaning < 0)
		import_fault(i, row, PERSON_STATE, "\"%s\" is none of: active, left.", s);
	return meaning < 0 ? NULL : state_choices[meaning];
}

static const char *language(struct import *i, size_t row)
{
	const char *s = import_value(i, row, PERSON_LANGUAGE);
	int meaning = s ? words_find(&i->w->mem, language_words, NR(language_words), s) : -1;

	if (meaning >= 0)
		return language_choices[meaning];
	if (s && !json_is_language(s))
		import_fault(i, row, PERSON_LANGUAGE,
			     "\"%s\" is not a language tag like en or zh-CN.", s);
	return s;
}

/* What person.h says of each of them, told at its column. */
static void check(struct import *i, size_t row, const struct person *one, int column)
{
	struct work aside;

	work_init(&aside, i->w->now);
	if (!person_is_fit(&aside, one))
		import_fault(i, row, column, "%s", aside.problem.faults->detail);
	work_release(&aside);
}

static void check_length(struct import *i, size_t row, int column, const char *s, size_t most)
{
	if (s && utf8_length(s) > most)
		import_fault(i, row, column, "This has more than %zu characters.", most);
}

void person_row_read(struct import *i, size_t row, struct person_row *p)
{
	const char *login = import_value(i, row, PERSON_LOGIN);

	p->login = login ? words_plain(&i->w->mem, login) : NULL;
	p->name = import_value(i, row, PERSON_NAME);
	p->email = import_value(i, row, PERSON_EMAIL);
	p->phone = import_value(i, row, PERSON_PHONE);
	p->language = language(i, row);
	p->state = state(i, row);
	if (!p->login)
		import_fault(i, row, PERSON_LOGIN, "The sign-in name is missing.");
	else
		check(i, row, &(struct person){ .login = p->login }, PERSON_LOGIN);
	if (p->name)
		check(i, row, &(struct person){ .name = p->name }, PERSON_NAME);
	if (p->email)
		check(i, row, &(struct person){ .email = p->email }, PERSON_EMAIL);
	check_length(i, row, PERSON_EMAIL, p->email, PERSON_EMAIL_MOST);
	check_length(i, row, PERSON_PHONE, p->phone, PERSON_PHONE_MOST);
	if (!import_value(i, row, PERSON_ROLE) != !import_value(i, row, PERSON_UNIT))
		import_fault(i, row, import_value(i, row, PERSON_ROLE) ? PERSON_UNIT : PERSON_ROLE,
			     "A role needs the unit where it holds, and a unit a role.");
	else if (import_value(i, row, PERSON_DEPARTMENT) && !import_value(i, row, PERSON_ROLE))
		import_fault(i, row, PERSON_ROLE, "A department needs a role in it.");
}
