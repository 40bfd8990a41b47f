/*
 * device: a phone that works for a person without a password, until the person or whoever manages
 * people ends it. A one-time code (code.h) makes it; it has one session and ends with it.
 */
#ifndef ACCESS_DEVICE_H
#define ACCESS_DEVICE_H

#include "access/session.h"

#define DEVICE_NAME_MOST 200
#define DEVICE_PLATFORM_MOST 50
#define DEVICE_KEY_LEAST 20
#define DEVICE_KEY_MOST 200

struct enrolment {
	const char *tenant; /* the tenant's code */
	const char *code;
	const char *key; /* a secret that the device makes and keeps until it has its answer */
	const char *name;
	const char *platform;
	const char *address;
};

/*
 * Uses the code up. Sent again with the same key within ten minutes it gives the same tokens.
 * code_not_valid, too_many_attempts. Begins transactions of its own; the last is left open.
 */
bool device_enrol(struct work *w, const struct enrolment *e, struct session *s) MUST_CHECK;

/* Those of the person that have not ended, the last used first, as the API answers them. */
bool device_list(struct work *w, const char *person_id, const char **json) MUST_CHECK;
/* Whose it is, ended or not; not_found. */
bool device_owner(struct work *w, const char *id, const char **person_id) MUST_CHECK;
bool device_refuse(struct work *w); /* not_found */
bool device_end(struct work *w, const char *id) MUST_CHECK;

#endif
