/*
 * count: how many requests were answered how, and how long it took; since the start.
 */
#ifndef HTTP_COUNT_H
#define HTTP_COUNT_H

#include <stdint.h>

#include "base/text.h"
#include "http/http.h"

/* Room for these routes; before anything is counted. */
void count_open(const struct route *routes, size_t nr);

/* route: NULL where the request belongs to none. kind: of its problem, PROBLEM_none without. */
void count_answer(const struct route *route, int status, enum problem_kind kind, int64_t ms);

/* Everything that was counted, as Prometheus reads it. */
void count_tell(struct text *t);

#endif
