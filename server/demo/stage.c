#include "demo/stage.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/person_command.h"

#define FILE_MOST 4194304

/* ---- small requests */

static bool post(struct stage *s, const char *path, const char *body)
{
	return client_do(&s->client, s->admin, s->begins_at, POST, path, body);
}

static const char *new_id(struct stage *s) { return uuid_v7(&s->mem, s->begins_at); }

static const char *json_string(struct stage *s, const char *text)
{
	struct text t;

	text_init(&t, &s->mem);
	text_json(&t, text);
	return text_take(&t);
}

static char *read_file(struct work *w, const char *path)
{
	FILE *f = fopen(path, "re");
	char *content;
	size_t n;

	if (!f) {
		broken(w, "%s cannot be read: %s", path, strerrordesc_np(errno));
		return NULL;
	}
	content = arena_alloc(&w->mem, FILE_MOST + 1);
	n = fread(content, 1, FILE_MOST, f);
	fclose(f);
	content[n] = '\0';
	return content;
}

/* ---- people */

static struct actor *add_actor(struct stage *s, const char *login)
{
	struct actor *actor = &s->people[s->people_nr++];

	actor->login = arena_strdup(&s->mem, login);
	return actor;
}

static bool admit_admin(struct stage *s, struct work *w)
{
	struct admission admission = {
		.tenant = { .code = STAGE_TENANT, .name = "Lantern, Tide & Corner Group" },
		.person = { .login = "admin", .name = "Alex Admin" },
		.role = "admin",
		.password = STAGE_PASSWORD,
	};
	struct tenant tenant = admission.tenant;
	int64_t now = w->now;

	w->now = s->begins_at;
	if (!tenant_create(w, &tenant) || !db_commit(w))
		return false;
	w->tenant = NULL;
	if (!person_admit(w, &admission))
		return false;
	w->now = now;
	w->tenant = NULL;
	s->admin = add_actor(s, "admin");
	return client_sign_in(&s->client, s->admin, s->begins_at, STAGE_TENANT, STAGE_PASSWORD);
}

/* The id of the item of a list whose "code" is that. */
static const char *id_by_code(struct stage *s, const char *path, const char *code)
{
	const char *found = NULL;
	const struct json_value *items;
	struct call call;

	if (client_call(&s->client, s->admin, s->begins_at, GET, path, NULL, &call)) {
		items = json_member(call.body, "items");
		for (size_t i = 0; i < json_length(items); i++) {
			const struct json_value *item = json_item(items, i);

			if (!strcmp(json_text(json_member(item, "code")), code))
				found = arena_strdup(&s->mem, json_text(json_member(item, "id")));
		}
	}
	work_release(&call.work);
	return found;
}

struct part {
	const char *login;
	const char *name;
	const char *language;
	const char *role;
	const char *unit_id;
	const char *department; /* code; NULL: all */
};

static bool add_membership(struct stage *s, const struct actor *actor, const char *role,
			   const char *unit_id, const char *department)
{
	const char *role_id = id_by_code(s, "/v1/roles?limit=200", role);
	const char *department_id =
		department ? id_by_code(s, "/v1/departments?limit=200", department) : NULL;

	return post(
		s, "/v1/memberships",
		arena_printf(&s->mem,
			     "{\"person_id\":\"%s\",\"role_id\":\"%s\",\"unit_id\":\"%s\"%s%s%s}",
			     actor->person_id, role_id, unit_id,
			     department_id ? ",\"department_id\":\"" : "",
			     department_id ? department_id : "", department_id ? "\"" : ""));
}

static struct actor *add_person(struct stage *s, const struct part *part)
{
	struct actor *actor = add_actor(s, part->login);
	const char *id = new_id(s);

	actor->person_id = id;
	if (!post(s, "/v1/people",
		  arena_printf(&s->mem,
			       "{\"id\":\"%s\",\"login\":\"%s\",\"name\":%s,\"language\":\"%s\","
			       "\"email\":\"%s@example.com\"}",
			       id, part->login, json_string(s, part->name), part->language,
			       part->login)) ||
	    !add_membership(s, actor, part->role, part->unit_id, part->department) ||
	    !post(s, arena_printf(&s->mem, "/v1/people/%s/password", id),
		  "{\"password\":\"" STAGE_PASSWORD "\"}") ||
	    !client_sign_in(&s->client, actor, s->begins_at, STAGE_TENANT, STAGE_PASSWORD))
		return NULL;
	return actor;
}

/* ---- units */

static bool add_unit(struct stage *s, struct place *place, const char *parent_id, const char *kind,
		     const char *name, const char *more)
{
	place->id = new_id(s);
	return post(
		s, "/v1/units",
		arena_printf(&s->mem,
			     "{\"id\":\"%s\",\"parent_id\":\"%s\",\"kind\":\"%s\",\"code\":\"%s\","
			     "\"name\":%s%s}",
			     place->id, parent_id, kind, place->code, json_string(s, name), more));
}

static bool add_brand(struct stage *s, const char *code, const char *name, enum trade trade)
{
	struct place *brand = &s->brands[s->brands_nr++];

	brand->code = code;
	brand->trade = trade;
	return add_unit(s, brand, s->group_id, "brand", name, "");
}

static bool add_region(struct stage *s, const char *above, const char *code, const char *name)
{
	struct region *region = &s->regions[s->regions_nr++];

	region->place.code = code;
	region->place.above = above;
	region->name = name;
	for (size_t i = 0; i < s->brands_nr; i++) {
		if (strcmp(s->brands[i].code, above) != 0)
			continue;
		region->place.trade = s->brands[i].trade;
		return add_unit(s, &region->place, s->brands[i].id, "region", name, "");
	}
	return false;
}

static const char *tags_list(struct stage *s, const char *tags)
{
	struct text t;

	text_init(&t, &s->mem);
	for (;;) {
		size_t len = strcspn(tags, ",");

		text_add(&t, t.len ? "," : "");
		text_json_bytes(&t, tags, len);
		if (!tags[len])
			return text_take(&t);
		tags += len + 1;
	}
}

static bool place_store(struct stage *s, struct store *store)
{
	const struct region *region = &s->regions[store->region];

	store->place.trade = region->place.trade;
	store->fails_in_thousand = 8 + chance_below(&s->chance, 28);
	return add_unit(
		s, &store->place, region->place.id, "store", store->name,
		arena_printf(&s->mem,
			     ",\"time_zone\":\"%s\",\"lat\":%.4f,\"lon\":%.4f,\"radius_m\":150,"
			     "\"tags\":[%s]",
			     store->time_zone, store->lat, store->lon, tags_list(s, store->tags)));
}

static bool add_store(struct stage *s, const char *region, const char *code, const char *name,
		      const char *time_zone, const double place[2], const char *tags)
{
	struct store *store = &s->stores[s->stores_nr++];

	store->place.code = code;
	store->place.above = region;
	store->name = name;
	store->time_zone = time_zone;
	store->lat = place[0];
	store->lon = place[1];
	store->tags = tags;
	for (size_t i = 0; i < s->regions_nr; i++) {
		if (strcmp(s->regions[i].place.code, region) != 0)
			continue;
		store->region = i;
		return place_store(s, store);
	}
	return false;
}

static bool add_units(struct stage *s)
{
	s->group_id = id_by_code(s, "/v1/units?kind=group", STAGE_TENANT);
	if (!s->group_id)
		return false;
#define BRAND(code, name, trade)       \
 if (!add_brand(s, code, name, trade)) \
  return false;
#define REGION(above, code, name)       \
 if (!add_region(s, above, code, name)) \
  return false;
#define STORE(region, code, name, zone, lat, lon, tags)                     \
 if (!add_store(s, region, code, name, zone, (double[]){ lat, lon }, tags)) \
  return false;
#include "demo/cast.def"
#undef BRAND
#undef REGION
#undef STORE
	return true;
}

struct store *stage_store(struct stage *s, const char *code)
{
	for (size_t i = 0; i < s->stores_nr; i++)
		if (!strcmp(s->stores[i].place.code, code))
			return &s->stores[i];
	BUG("the demo has no store %s", code);
}

/* ---- departments and checklists */

/* First of all: where the templates are not found, nothing is made. */
static bool read_departments(struct stage *s, struct work *w, const struct json_value **list)
{
	const char *text = read_file(w, arena_printf(&w->mem, "%s/departments.json", s->templates));

	return text && json_parse(w, text, strlen(text), list);
}

static bool add_departments(struct stage *s, const struct json_value *list)
{
	for (size_t i = 0; i < json_length(list); i++) {
		const struct json_value *d = json_item(list, i);
		bool is_partner = !strcmp(json_text(json_member(d, "kind")), "partner");

		if (!post(s, is_partner ? "/v1/partners" : "/v1/departments",
			  arena_printf(&s->mem, "{\"code\":\"%s\",\"name\":%s}",
				       json_text(json_member(d, "code")),
				       json_write(&s->mem, json_member(d, "name")))))
			return false;
	}
	return true;
}

static bool add_form(struct stage *s, struct work *w, const char *file)
{
	const char *text = read_file(w, arena_printf(&w->mem, "%s/%s", s->templates, file));
	struct form *form = &s->forms[s->forms_nr++];

	form->id = new_id(s);
	if (!text || !checklist_document_read(w, text, strlen(text), &form->checklist))
		return false;
	return post(s, arena_printf(&s->mem, "/v1/checklists?id=%s", form->id), text) &&
	       post(s, arena_printf(&s->mem, "/v1/checklists/%s/versions/1/publish", form->id),
		    NULL);
}

static int is_form(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && !strcmp(entry->d_name + len - 5, ".json") &&
	       strcmp(entry->d_name, "departments.json") != 0;
}

static bool add_forms(struct stage *s, struct work *w)
{
	struct dirent **entries;
	int nr = scandir(s->templates, &entries, is_form, alphasort);
	bool ok = nr > 0;

	if (nr <= 0)
		return broken(w, "there are no checklists in %s", s->templates);
	for (int i = 0; i < nr; i++) {
		ok = ok && i < FORMS_MAX && add_form(s, w, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

const struct form *stage_form(const struct stage *s, const char *code)
{
	for (size_t i = 0; i < s->forms_nr; i++)
		if (!strcmp(s->forms[i].checklist->code, code))
			return &s->forms[i];
	return NULL;
}

/* ---- who plays */

static const char *const names[] = {
	"林静 Lin Jing", "Marta Oliveira", "王磊 Wang Lei", "James Okafor",  "陈晓雨 Chen Xiaoyu",
	"Sofia Rossi",   "张伟 Zhang Wei", "Emily Clarke",  "李娜 Li Na",    "Noah Fischer",
	"赵敏 Zhao Min", "Aiko Tanaka",    "周杰 Zhou Jie", "Lucas Moreau",  "吴芳 Wu Fang",
	"Priya Nair",    "孙丽 Sun Li",    "Oliver Hughes", "徐强 Xu Qiang", "Camila Torres",
	"何平 He Ping",  "Daniel Kim",     "郭涛 Guo Tao",  "Hannah Weiss",  "马超 Ma Chao",
	"Grace Tan",     "梁宇 Liang Yu",  "Tom Becker",    "宋佳 Song Jia", "Isla MacLeod",
};

#define NAMES (sizeof(names) / sizeof(names[0]))

static const char *next_name(struct stage *s, const char **language)
{
	const char *name = names[s->people_nr % NAMES];

	*language = (unsigned char)*name >= 0x80 ? "zh-CN" : "en";
	return name;
}

static struct actor *cast_person(struct stage *s, const char *login, const char *role,
				 const char *unit_id, const char *department)
{
	struct part part = {
		.login = login, .role = role, .unit_id = unit_id, .department = department
	};

	part.name = next_name(s, &part.language);
	return add_person(s, &part);
}

static bool cast_headquarters(struct stage *s)
{
	s->quality = cast_person(s, "quality", "quality", s->group_id, NULL);
	return s->quality && cast_person(s, "quality2", "quality", s->group_id, NULL) &&
	       cast_person(s, "director", "viewer", s->group_id, NULL);
}

static bool cast_regions(struct stage *s)
{
	for (size_t i = 0; i < s->regions_nr; i++) {
		struct region *region = &s->regions[i];
		const char *login = arena_printf(&s->mem, "region-%s", region->place.code);

		region->manager = cast_person(s, login, "regional_manager", region->place.id, NULL);
		if (!region->manager)
			return false;
	}
	return true;
}

/* Every third manager has a second store of the same region. */
static bool cast_stores(struct stage *s)
{
	for (size_t i = 0; i < s->stores_nr; i++) {
		struct store *store = &s->stores[i];
		struct store *before = i ? store - 1 : NULL;

		if (i % 4 == 3 && before->region == store->region) {
			store->manager = before->manager;
			if (!add_membership(s, store->manager, "store_manager", store->place.id,
					    NULL))
				return false;
			continue;
		}
		store->manager =
			cast_person(s, arena_printf(&s->mem, "manager-%s", store->place.code),
				    "store_manager", store->place.id, NULL);
		if (!store->manager)
			return false;
	}
	return true;
}

static bool cast_departments(struct stage *s)
{
	static const struct {
		const char *login;
		const char *store;
		const char *department;
	} heads[] = {
		{ "housekeeping", "lh-sha-bund", "housekeeping" },
		{ "engineering", "lh-sha-bund", "engineering" },
		{ "frontoffice", "lh-sha-bund", "front-office" },
		{ "kitchen", "th-sha-xintiandi", "kitchen" },
	};

	for (size_t h = 0; h < sizeof(heads) / sizeof(heads[0]); h++)
		for (size_t i = 0; i < s->stores_nr; i++)
			if (!strcmp(s->stores[i].place.code, heads[h].store) &&
			    !cast_person(s, heads[h].login, "department_head",
					 s->stores[i].place.id, heads[h].department))
				return false;
	return true;
}

static bool cast_inspectors(struct stage *s)
{
	for (size_t i = 0; i < s->brands_nr * 3; i++) {
		const struct place *brand = &s->brands[i % s->brands_nr];
		const char *login = i ? arena_printf(&s->mem, "inspector%zu", i + 1) : "inspector";
		struct actor *actor = cast_person(s, login, "inspector", brand->id, NULL);

		if (!actor)
			return false;
		s->inspectors[s->inspectors_nr++] = actor;
	}
	for (int i = 0; i < 2; i++) {
		struct actor *actor =
			cast_person(s, i ? "shopper2" : "shopper", "shopper", s->group_id, NULL);

		if (!actor)
			return false;
		s->shoppers[s->shoppers_nr++] = actor;
	}
	return true;
}

bool stage_delay_releases(struct stage *s, int64_t at, int from_hours, int to_hours)
{
	return client_do(&s->client, s->admin, at, PATCH, "/v1/review-policy",
			 arena_printf(&s->mem,
				      "{\"mystery_release_from_hours\":%d,"
				      "\"mystery_release_to_hours\":%d}",
				      from_hours, to_hours));
}

/* No loop runs while the past is played: what is approved then is released at once. */
bool stage_set_up(struct stage *s, struct work *w)
{
	const struct json_value *departments;

	return read_departments(s, w, &departments) && admit_admin(s, w) &&
	       stage_delay_releases(s, s->begins_at, 0, 0) && add_units(s) &&
	       add_departments(s, departments) && add_forms(s, w) && cast_headquarters(s) &&
	       cast_regions(s) && cast_stores(s) && cast_departments(s) && cast_inspectors(s);
}
