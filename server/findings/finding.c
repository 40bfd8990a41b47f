#include "findings/finding.h"

const char *const severity_names[] = { "minor", "major", "critical", NULL };
