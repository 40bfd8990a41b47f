#include "routes.h"

/* A function type declares as well as it points: every handler, then the table of them. */
#define PUBLIC(m, p, t, b, h) handler h;
#define ROUTE(m, p, r, t, b, h) handler h;
#include "routes.def"
#undef PUBLIC
#undef ROUTE

const struct route routes[] = {
#define PUBLIC(m, p, t, b, h) { m, p, true, RIGHT_none, t, b, h, #h },
#define ROUTE(m, p, r, t, b, h) { m, p, false, RIGHT_##r, t, b, h, #h },
#include "routes.def"
#undef PUBLIC
#undef ROUTE
};

const size_t routes_nr = sizeof(routes) / sizeof(routes[0]);
