/* How a membership comes in, alone or with its person. */
#ifndef ORGANIZATION_MEMBERSHIP_HTTP_H
#define ORGANIZATION_MEMBERSHIP_HTTP_H

#include "organization/membership.h"
#include "json/json.h"

/* clang-format off */
#define MEMBERSHIP_FIELDS                                       \
	JSON_FIELD(struct membership, id, UUID, OPTIONAL),          \
	JSON_FIELD(struct membership, role_id, UUID, REQUIRED),     \
	JSON_FIELD(struct membership, unit_id, UUID, REQUIRED),     \
	JSON_FIELD(struct membership, department_id, UUID, OR_NULL),\
	JSON_FIELD(struct membership, starts_on, DATE, OR_NULL),    \
	JSON_FIELD(struct membership, ends_on, DATE, OR_NULL)
/* clang-format on */

#endif
