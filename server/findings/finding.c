#include "findings/finding.h"

const char *const hand_source_names[] = { "hand", "complaint", NULL };
const char *const severity_names[] = { "minor", "major", "critical", NULL };
