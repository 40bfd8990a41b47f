/*
 * departure: what becomes of somebody who leaves, and of what the group knows of somebody who has
 * left and is to be forgotten.
 *
 * Whoever leaves keeps the history and loses every access in the same moment: sessions, devices,
 * codes and roles end. Visits and actions that were theirs stay as they are and are told, to be
 * given to somebody else.
 *
 * Whoever is erased becomes a former person: name, sign-in name, e-mail, phone and the places of
 * the captures go, devices and sessions too. Scores, findings and what was written stay, and so do
 * the photographs, which show the store. It cannot be undone.
 */
#ifndef ORGANIZATION_DEPARTURE_H
#define ORGANIZATION_DEPARTURE_H

#include "base/work.h"

/* Ends every access of a person whose state is "left"; last_administrator. */
bool departure_end_access(struct work *w, const char *person_id) MUST_CHECK;
/* {"inspections": [], "actions": []}: what is open of the person's, as far as the caller sees it.
 */
bool departure_handover(struct work *w, const char *person_id, const char **json) MUST_CHECK;
/*
 * Needs people.manage for the whole group; person_has_not_left. Again is fine.
 */
bool departure_erase(struct work *w, const char *person_id, const char *reason,
		     const char **body) MUST_CHECK;

#endif
