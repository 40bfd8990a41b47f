/*
 * tenant: one group of companies. Everything belongs to one, and nothing crosses.
 *
 * A tenant is made with what it cannot be without: its policy, the built-in roles (roles.def) and
 * the unit that stands above all others.
 */
#ifndef ORGANIZATION_TENANT_H
#define ORGANIZATION_TENANT_H

#include "access/access.h"
#include "base/work.h"

struct tenant {
	const char *id;
	const char *code;
	const char *name; /* NULL: it must be there already */
};

/*
 * Finds the tenant by its code, or makes it; not_found where it has to be made and has no name.
 * Leaves the work in a writing transaction of that tenant (w->tenant is set), so that what the
 * caller adds and what was still missing of the tenant are there together.
 */
bool tenant_open(struct work *w, struct tenant *tenant) MUST_CHECK;
/* The same for a tenant that must not be there: tenant_code_is_taken. */
bool tenant_create(struct work *w, struct tenant *tenant) MUST_CHECK;

/*
 * Queues the question whether the caller has the right for the whole group: forbidden where not.
 * What is the tenant's, like departments and roles, is nobody's who has a part of it.
 */
bool tenant_expect(struct work *w, enum right right) MUST_CHECK;

#endif
