/*
 * shopper: who goes as a mystery guest. Which person that is, stands in the register and nowhere
 * else; it is read and kept by whoever has the right mystery.identity for the whole group.
 * Everybody else knows a nickname.
 *
 * A shopper is a person who signs in, also one from outside: reports come from phones. Whoever was
 * recognised by the staff of a brand never goes there again; companions count like the shopper.
 */
#ifndef MYSTERY_SHOPPER_H
#define MYSTERY_SHOPPER_H

#include "base/work.h"
#include "organization/creation.h"
#include "json/json.h"

#define SHOPPER_WORDS_MAX 20
#define COMPANIONS_MAX 20

extern const char *const shopper_states[];

enum shopper_state { SHOPPER_ACTIVE, SHOPPER_RESTING };

/* A new one, or what a change names. */
struct shopper {
	const char *id;
	const char *person_id;
	const char *nickname;
	enum shopper_state state;
	struct json_texts languages;
	struct json_texts certifications;
	struct json_texts companions;
	int64_t birth_from; /* 0: not known */
	int64_t birth_to;
	double home_lat; /* NaN: not known */
	double home_lon;
	const char *note;
	bool state_given;
	bool languages_given;
	bool certifications_given;
	bool companions_given;
	bool birth_from_given;
	bool birth_to_given;
	bool home_lat_given;
	bool home_lon_given;
	bool note_given;
};

/*
 * Each refuses whoever may not know who shoppers are. asked: the body as it came, which what has
 * the id already is held against.
 */
bool shopper_create(struct work *w, struct shopper *s, const char *asked,
		    struct creation *creation) MUST_CHECK;
bool shopper_change(struct work *w, const char *id, const struct shopper *change,
		    const char **body) MUST_CHECK;

struct recognition {
	const char *unit_id; /* a store: its brand is meant */
	const char *note;
};

bool shopper_recognise(struct work *w, const char *id, const struct recognition *r,
		       const char **body) MUST_CHECK;

#endif
