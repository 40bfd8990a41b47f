/*
 * person add: how the first administrator comes into being, and how whoever runs the server gets
 * back in. Makes the group where it is missing and named.
 */
#ifndef ORGANIZATION_PERSON_COMMAND_H
#define ORGANIZATION_PERSON_COMMAND_H

#include "base/work.h"

/* argv[0] is "person"; prints what was done. */
bool person_command(struct work *w, int argc, char **argv) MUST_CHECK;

#endif
