/* routes: the table of everything this server answers; made of routes.def. */
#ifndef ROUTES_H
#define ROUTES_H

#include <stddef.h>

#include "http/http.h"

extern const struct route routes[];
extern const size_t routes_nr;

#endif
