#include "checklists/workbook.h"

#include <string.h>

#define NR(list) (sizeof(list) / sizeof((list)[0]))

/* clang-format off */
static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const types[] = { "choice", "choices", "check", "number", "text", "date", "photo", "signature", "place", NULL };
static const char *const severities[] = { "critical", "major", "minor", NULL };
static const char *const whens[] = { "always", "failed", "never", NULL };

const struct workbook_column workbook_columns[] = {
#define COLUMN(sheet, member, kind, width, heading, choices) \
	{ sheet, member, COLUMN_##kind, width, heading, choices },
#include "checklists/workbook.def"
#undef COLUMN
};
const size_t workbook_columns_nr = NR(workbook_columns);

const char *const workbook_sheet_names[WORKBOOK_SHEETS] = {
	[HEAD] = "检查表 Checklist", [GRADE] = "等级 Grades", [SECTION] = "分区 Sections",
	[QUESTION] = "问题 Questions", [ANSWER] = "答案 Answers",
};

/* ---- words of the format */

struct meaning {
	enum workbook_kind kind;
	const char *word; /* as words_key() makes it */
	const char *means;
};

static const struct meaning meanings[] = {
	{ COLUMN_KIND, "daily", "daily" }, { COLUMN_KIND, "日常质检", "daily" }, { COLUMN_KIND, "日检", "daily" },
	{ COLUMN_KIND, "日常", "daily" }, { COLUMN_KIND, "self", "self" }, { COLUMN_KIND, "自查", "self" },
	{ COLUMN_KIND, "tour", "tour" }, { COLUMN_KIND, "巡检", "tour" }, { COLUMN_KIND, "集团巡检", "tour" },
	{ COLUMN_KIND, "special", "special" }, { COLUMN_KIND, "专项", "special" },
	{ COLUMN_KIND, "mystery", "mystery" }, { COLUMN_KIND, "神秘客", "mystery" },
	{ COLUMN_METHOD, "points", "points" }, { COLUMN_METHOD, "得分制", "points" }, { COLUMN_METHOD, "加分制", "points" },
	{ COLUMN_METHOD, "weightedsections", "weighted_sections" }, { COLUMN_METHOD, "分区加权", "weighted_sections" },
	{ COLUMN_METHOD, "deduction", "deduction" }, { COLUMN_METHOD, "扣分制", "deduction" },
	{ COLUMN_METHOD, "demerit", "demerit" }, { COLUMN_METHOD, "记过制", "demerit" },
	{ COLUMN_GAP, "zero", "zero" }, { COLUMN_GAP, "计零分", "zero" }, { COLUMN_GAP, "exclude", "exclude" },
	{ COLUMN_GAP, "不计", "exclude" },
	{ COLUMN_EFFECT, "statusonly", "status_only" }, { COLUMN_EFFECT, "仅不合格", "status_only" },
	{ COLUMN_EFFECT, "zero", "zero" }, { COLUMN_EFFECT, "零分", "zero" },
	{ COLUMN_TYPE, "choice", "choice" }, { COLUMN_TYPE, "单选", "choice" }, { COLUMN_TYPE, "选择", "choice" },
	{ COLUMN_TYPE, "choices", "choices" }, { COLUMN_TYPE, "多选", "choices" },
	{ COLUMN_TYPE, "check", "check" }, { COLUMN_TYPE, "是非", "check" }, { COLUMN_TYPE, "判断", "check" },
	{ COLUMN_TYPE, "勾选", "check" }, { COLUMN_TYPE, "number", "number" }, { COLUMN_TYPE, "数值", "number" },
	{ COLUMN_TYPE, "数字", "number" }, { COLUMN_TYPE, "text", "text" }, { COLUMN_TYPE, "文本", "text" },
	{ COLUMN_TYPE, "填空", "text" }, { COLUMN_TYPE, "date", "date" }, { COLUMN_TYPE, "日期", "date" },
	{ COLUMN_TYPE, "photo", "photo" }, { COLUMN_TYPE, "拍照", "photo" }, { COLUMN_TYPE, "照片", "photo" },
	{ COLUMN_TYPE, "signature", "signature" }, { COLUMN_TYPE, "签名", "signature" },
	{ COLUMN_TYPE, "place", "place" }, { COLUMN_TYPE, "定位", "place" },
	{ COLUMN_SEVERITY, "critical", "critical" }, { COLUMN_SEVERITY, "关键", "critical" }, { COLUMN_SEVERITY, "关键项", "critical" },
	{ COLUMN_SEVERITY, "致命", "critical" }, { COLUMN_SEVERITY, "重大", "critical" }, { COLUMN_SEVERITY, "高", "critical" },
	{ COLUMN_SEVERITY, "high", "critical" }, { COLUMN_SEVERITY, "a类", "critical" }, { COLUMN_SEVERITY, "a", "critical" },
	{ COLUMN_SEVERITY, "major", "major" }, { COLUMN_SEVERITY, "严重", "major" }, { COLUMN_SEVERITY, "主要", "major" },
	{ COLUMN_SEVERITY, "重要", "major" }, { COLUMN_SEVERITY, "中", "major" }, { COLUMN_SEVERITY, "medium", "major" },
	{ COLUMN_SEVERITY, "b类", "major" }, { COLUMN_SEVERITY, "b", "major" },
	{ COLUMN_SEVERITY, "minor", "minor" }, { COLUMN_SEVERITY, "一般", "minor" }, { COLUMN_SEVERITY, "轻微", "minor" },
	{ COLUMN_SEVERITY, "次要", "minor" }, { COLUMN_SEVERITY, "低", "minor" }, { COLUMN_SEVERITY, "low", "minor" },
	{ COLUMN_SEVERITY, "c类", "minor" }, { COLUMN_SEVERITY, "c", "minor" },
	{ COLUMN_WHEN, "always", "always" }, { COLUMN_WHEN, "总是", "always" }, { COLUMN_WHEN, "必须", "always" },
	{ COLUMN_WHEN, "必拍", "always" }, { COLUMN_WHEN, "yes", "always" }, { COLUMN_WHEN, "是", "always" },
	{ COLUMN_WHEN, "failed", "failed" }, { COLUMN_WHEN, "不合格时", "failed" }, { COLUMN_WHEN, "不合格", "failed" },
	{ COLUMN_WHEN, "iffailed", "failed" }, { COLUMN_WHEN, "onfail", "failed" }, { COLUMN_WHEN, "不合格必拍", "failed" },
	{ COLUMN_WHEN, "never", "never" }, { COLUMN_WHEN, "不需要", "never" }, { COLUMN_WHEN, "no", "never" },
	{ COLUMN_WHEN, "否", "never" },
};

static const struct word truths[] = {
	{ "yes", 1 }, { "true", 1 }, { "1", 1 }, { "y", 1 }, { "是", 1 }, { "对", 1 }, { "有", 1 }, { "x", 1 },
	{ "关键项", 1 }, { "关键", 1 }, { "红线", 1 }, { "一票否决", 1 }, { "critical", 1 },
	{ "no", 0 }, { "false", 0 }, { "0", 0 }, { "n", 0 }, { "否", 0 }, { "不", 0 }, { "无", 0 },
};

/* ---- what columns are called by those who never saw ours */

const char *const foreign_names[FOREIGN_COLUMNS] = {
	"number", "code", "section", "item", "text", "text_en", "points", "deduct", "rule", "answers", "type", "severity",
	"critical", "department", "photos", "guidance", "reference", "result",
};

static const struct word headings[] = {
	{ "序号", FOREIGN_NUMBER }, { "no", FOREIGN_NUMBER }, { "sn", FOREIGN_NUMBER }, { "number", FOREIGN_NUMBER },
	{ "项次", FOREIGN_NUMBER }, { "行号", FOREIGN_NUMBER }, { "ref", FOREIGN_NUMBER }, { "item#", FOREIGN_NUMBER },
	{ "编号", FOREIGN_CODE }, { "代码", FOREIGN_CODE }, { "编码", FOREIGN_CODE }, { "code", FOREIGN_CODE },
	{ "条款号", FOREIGN_CODE }, { "标准编号", FOREIGN_CODE }, { "itemcode", FOREIGN_CODE }, { "题号", FOREIGN_CODE },
	{ "类别", FOREIGN_SECTION }, { "检查类别", FOREIGN_SECTION }, { "区域", FOREIGN_SECTION }, { "检查区域", FOREIGN_SECTION },
	{ "模块", FOREIGN_SECTION }, { "板块", FOREIGN_SECTION }, { "大类", FOREIGN_SECTION }, { "分类", FOREIGN_SECTION },
	{ "部位", FOREIGN_SECTION }, { "维度", FOREIGN_SECTION }, { "一级指标", FOREIGN_SECTION }, { "section", FOREIGN_SECTION },
	{ "area", FOREIGN_SECTION }, { "category", FOREIGN_SECTION }, { "zone", FOREIGN_SECTION }, { "module", FOREIGN_SECTION },
	{ "分区", FOREIGN_SECTION }, { "检查模块", FOREIGN_SECTION },
	{ "项目", FOREIGN_ITEM }, { "检查项目", FOREIGN_ITEM }, { "检查点", FOREIGN_ITEM }, { "二级指标", FOREIGN_ITEM },
	{ "评估项目", FOREIGN_ITEM }, { "考核项目", FOREIGN_ITEM }, { "检查项", FOREIGN_ITEM }, { "item", FOREIGN_ITEM },
	{ "checkpoint", FOREIGN_ITEM }, { "评分项目", FOREIGN_ITEM }, { "subject", FOREIGN_ITEM },
	{ "检查内容", FOREIGN_TEXT }, { "内容", FOREIGN_TEXT }, { "检查标准", FOREIGN_TEXT }, { "标准", FOREIGN_TEXT },
	{ "标准简述", FOREIGN_TEXT }, { "检查要求", FOREIGN_TEXT }, { "要求", FOREIGN_TEXT }, { "问题", FOREIGN_TEXT },
	{ "题目", FOREIGN_TEXT }, { "检查内容及标准", FOREIGN_TEXT }, { "考核内容", FOREIGN_TEXT }, { "三级指标", FOREIGN_TEXT },
	{ "工作标准", FOREIGN_TEXT }, { "检查细则", FOREIGN_TEXT }, { "检查内容与标准", FOREIGN_TEXT }, { "评估内容", FOREIGN_TEXT },
	{ "question", FOREIGN_TEXT }, { "questions", FOREIGN_TEXT }, { "standard", FOREIGN_TEXT }, { "requirement", FOREIGN_TEXT },
	{ "criteria", FOREIGN_TEXT }, { "description", FOREIGN_TEXT }, { "checklistitem", FOREIGN_TEXT }, { "checkitem", FOREIGN_TEXT },
	{ "inspectionitem", FOREIGN_TEXT }, { "whattocheck", FOREIGN_TEXT },
	{ "英文", FOREIGN_TEXT_EN }, { "english", FOREIGN_TEXT_EN }, { "questionen", FOREIGN_TEXT_EN }, { "英文描述", FOREIGN_TEXT_EN },
	{ "standarden", FOREIGN_TEXT_EN },
	{ "分值", FOREIGN_POINTS }, { "标准分", FOREIGN_POINTS }, { "满分", FOREIGN_POINTS }, { "标准得分", FOREIGN_POINTS },
	{ "分数", FOREIGN_POINTS }, { "配分", FOREIGN_POINTS }, { "应得分", FOREIGN_POINTS }, { "权重分", FOREIGN_POINTS },
	{ "标准分值", FOREIGN_POINTS }, { "points", FOREIGN_POINTS }, { "maxpoints", FOREIGN_POINTS }, { "maxscore", FOREIGN_POINTS },
	{ "possible", FOREIGN_POINTS }, { "pointspossible", FOREIGN_POINTS }, { "weight", FOREIGN_POINTS }, { "max", FOREIGN_POINTS },
	{ "possiblepoints", FOREIGN_POINTS }, { "marks", FOREIGN_POINTS }, { "value", FOREIGN_POINTS },
	{ "扣分", FOREIGN_DEDUCT }, { "扣分值", FOREIGN_DEDUCT }, { "应扣分", FOREIGN_DEDUCT }, { "扣分分值", FOREIGN_DEDUCT },
	{ "deduction", FOREIGN_DEDUCT }, { "deduct", FOREIGN_DEDUCT }, { "deducts", FOREIGN_DEDUCT }, { "demerit", FOREIGN_DEDUCT },
	{ "demerits", FOREIGN_DEDUCT }, { "penalty", FOREIGN_DEDUCT }, { "不合格扣分", FOREIGN_DEDUCT },
	{ "评分标准", FOREIGN_RULE }, { "扣分标准", FOREIGN_RULE }, { "评分细则", FOREIGN_RULE }, { "评分办法", FOREIGN_RULE },
	{ "评分规则", FOREIGN_RULE }, { "扣分细则", FOREIGN_RULE }, { "scoringrule", FOREIGN_RULE }, { "scoringguide", FOREIGN_RULE },
	{ "scoring", FOREIGN_RULE },
	{ "答案", FOREIGN_ANSWERS }, { "选项", FOREIGN_ANSWERS }, { "评价标准", FOREIGN_ANSWERS }, { "答案选项", FOREIGN_ANSWERS },
	{ "answers", FOREIGN_ANSWERS }, { "options", FOREIGN_ANSWERS }, { "answeroptions", FOREIGN_ANSWERS }, { "responses", FOREIGN_ANSWERS },
	{ "题型", FOREIGN_TYPE }, { "类型", FOREIGN_TYPE }, { "type", FOREIGN_TYPE }, { "questiontype", FOREIGN_TYPE },
	{ "answertype", FOREIGN_TYPE },
	{ "严重程度", FOREIGN_SEVERITY }, { "级别", FOREIGN_SEVERITY }, { "等级", FOREIGN_SEVERITY }, { "风险等级", FOREIGN_SEVERITY },
	{ "重要程度", FOREIGN_SEVERITY }, { "缺陷等级", FOREIGN_SEVERITY }, { "问题等级", FOREIGN_SEVERITY }, { "性质", FOREIGN_SEVERITY },
	{ "severity", FOREIGN_SEVERITY }, { "risk", FOREIGN_SEVERITY }, { "risklevel", FOREIGN_SEVERITY }, { "priority", FOREIGN_SEVERITY },
	{ "level", FOREIGN_SEVERITY },
	{ "关键项", FOREIGN_CRITICAL }, { "是否关键项", FOREIGN_CRITICAL }, { "一票否决", FOREIGN_CRITICAL }, { "红线", FOREIGN_CRITICAL },
	{ "红线项", FOREIGN_CRITICAL }, { "一票否决项", FOREIGN_CRITICAL }, { "critical", FOREIGN_CRITICAL }, { "autofail", FOREIGN_CRITICAL },
	{ "iscritical", FOREIGN_CRITICAL }, { "zerotolerance", FOREIGN_CRITICAL },
	{ "责任部门", FOREIGN_DEPARTMENT }, { "部门", FOREIGN_DEPARTMENT }, { "责任岗位", FOREIGN_DEPARTMENT }, { "归属部门", FOREIGN_DEPARTMENT },
	{ "责任方", FOREIGN_DEPARTMENT }, { "department", FOREIGN_DEPARTMENT }, { "dept", FOREIGN_DEPARTMENT }, { "responsible", FOREIGN_DEPARTMENT },
	{ "owner", FOREIGN_DEPARTMENT }, { "responsibledepartment", FOREIGN_DEPARTMENT }, { "team", FOREIGN_DEPARTMENT },
	{ "拍照", FOREIGN_PHOTO }, { "是否拍照", FOREIGN_PHOTO }, { "照片要求", FOREIGN_PHOTO }, { "拍照要求", FOREIGN_PHOTO },
	{ "photo", FOREIGN_PHOTO }, { "photos", FOREIGN_PHOTO }, { "photorequired", FOREIGN_PHOTO },
	{ "检查方法", FOREIGN_GUIDANCE }, { "检查方式", FOREIGN_GUIDANCE }, { "检查说明", FOREIGN_GUIDANCE }, { "说明", FOREIGN_GUIDANCE },
	{ "检查要点", FOREIGN_GUIDANCE }, { "howtocheck", FOREIGN_GUIDANCE }, { "method", FOREIGN_GUIDANCE }, { "guidance", FOREIGN_GUIDANCE },
	{ "guidelines", FOREIGN_GUIDANCE }, { "helptext", FOREIGN_GUIDANCE }, { "instructions", FOREIGN_GUIDANCE },
	{ "依据", FOREIGN_REFERENCE }, { "参考标准", FOREIGN_REFERENCE }, { "制度依据", FOREIGN_REFERENCE }, { "reference", FOREIGN_REFERENCE },
	{ "sop", FOREIGN_REFERENCE }, { "sopref", FOREIGN_REFERENCE }, { "法规依据", FOREIGN_REFERENCE }, { "policyref", FOREIGN_REFERENCE },
	{ "得分", FOREIGN_RESULT }, { "实得分", FOREIGN_RESULT }, { "实际得分", FOREIGN_RESULT }, { "备注", FOREIGN_RESULT },
	{ "问题描述", FOREIGN_RESULT }, { "检查结果", FOREIGN_RESULT }, { "结果", FOREIGN_RESULT }, { "检查情况", FOREIGN_RESULT },
	{ "存在问题", FOREIGN_RESULT }, { "整改措施", FOREIGN_RESULT }, { "整改期限", FOREIGN_RESULT }, { "检查人", FOREIGN_RESULT },
	{ "自评分", FOREIGN_RESULT }, { "score", FOREIGN_RESULT }, { "result", FOREIGN_RESULT }, { "comments", FOREIGN_RESULT },
	{ "comment", FOREIGN_RESULT }, { "remarks", FOREIGN_RESULT }, { "notes", FOREIGN_RESULT }, { "correctiveaction", FOREIGN_RESULT },
	{ "actualscore", FOREIGN_RESULT }, { "pointsearned", FOREIGN_RESULT }, { "observations", FOREIGN_RESULT }, { "findings", FOREIGN_RESULT },
	{ "duedate", FOREIGN_RESULT }, { "scored", FOREIGN_RESULT }, { "evidence", FOREIGN_RESULT },
};

/* ---- answers */

static const struct known_answer answers[] = {
	{ "是", "yes", 100, false, false }, { "yes", "yes", 100, false, false }, { "y", "yes", 100, false, false },
	{ "合格", "yes", 100, false, false }, { "符合", "yes", 100, false, false }, { "达标", "yes", 100, false, false },
	{ "pass", "yes", 100, false, false }, { "compliant", "yes", 100, false, false }, { "met", "yes", 100, false, false },
	{ "正常", "yes", 100, false, false }, { "有", "yes", 100, false, false }, { "ok", "yes", 100, false, false },
	{ "in", "yes", 100, false, false }, { "satisfactory", "yes", 100, false, false }, { "acceptable", "yes", 100, false, false },
	{ "优", "excellent", 100, false, false }, { "优秀", "excellent", 100, false, false }, { "excellent", "excellent", 100, false, false },
	{ "良", "good", 80, false, false }, { "良好", "good", 80, false, false }, { "good", "good", 80, false, false },
	{ "中", "fair", 60, false, false }, { "一般", "fair", 60, false, false }, { "fair", "fair", 60, false, false },
	{ "基本符合", "partly", 50, true, false }, { "部分符合", "partly", 50, true, false }, { "部分", "partly", 50, true, false },
	{ "partly", "partly", 50, true, false }, { "partial", "partly", 50, true, false }, { "needsimprovement", "partly", 50, true, false },
	{ "partiallymet", "partly", 50, true, false },
	{ "差", "poor", 0, true, false }, { "poor", "poor", 0, true, false }, { "较差", "poor", 0, true, false },
	{ "否", "no", 0, true, false }, { "no", "no", 0, true, false }, { "n", "no", 0, true, false },
	{ "不合格", "no", 0, true, false }, { "不符合", "no", 0, true, false }, { "不达标", "no", 0, true, false },
	{ "未达标", "no", 0, true, false }, { "fail", "no", 0, true, false }, { "noncompliant", "no", 0, true, false },
	{ "notmet", "no", 0, true, false }, { "异常", "no", 0, true, false }, { "无", "no", 0, true, false },
	{ "out", "no", 0, true, false }, { "unsatisfactory", "no", 0, true, false }, { "unacceptable", "no", 0, true, false },
	{ "不适用", "na", 0, false, true }, { "na", "na", 0, false, true }, { "notapplicable", "na", 0, false, true },
	{ "无此项", "na", 0, false, true }, { "缺项", "na", 0, false, true },
};
/* clang-format on */

const char *workbook_word(struct arena *mem, enum workbook_kind kind, const char *s)
{
	const char *key = words_key(mem, s);

	for (size_t i = 0; i < NR(meanings); i++)
		if (meanings[i].kind == kind && !strcmp(meanings[i].word, key))
			return meanings[i].means;
	return NULL;
}

int workbook_truth(struct arena *mem, const char *s)
{
	static const char *const ticks[] = { "√", "✓", "✔", "●", "★", "※", "▲", "☑" };

	for (size_t i = 0; i < NR(ticks); i++)
		if (!strcmp(ticks[i], s))
			return 1;
	return words_find(mem, truths, NR(truths), s);
}

int foreign_column(struct arena *mem, const char *heading)
{
	return words_find(mem, headings, NR(headings), heading);
}

const struct known_answer *known_answer(struct arena *mem, const char *s)
{
	const char *key = words_key(mem, s);

	for (size_t i = 0; i < NR(answers); i++)
		if (!strcmp(answers[i].word, key))
			return &answers[i];
	return NULL;
}
