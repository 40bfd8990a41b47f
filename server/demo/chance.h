/* chance: numbers that look random and are the same each time. */
#ifndef DEMO_CHANCE_H
#define DEMO_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

/* 0 ≤ the number < below. */
uint32_t chance_below(struct chance *c, uint32_t below);
/* True so many times in a thousand. */
bool chance_is(struct chance *c, uint32_t in_thousand);

#endif
