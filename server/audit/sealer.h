/*
 * sealer: gives each new entry of the audit log its place and its link. A tenant has one sealer
 * at a time, on any node: whoever has locked the tenant's row in audit_seal.
 */
#ifndef AUDIT_SEALER_H
#define AUDIT_SEALER_H

#include "base/work.h"

/* One batch of every tenant that has something to seal. */
bool audit_seal_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
