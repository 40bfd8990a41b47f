#include "demo/chance.h"

/* splitmix64: one word of state, and every seed is a good one. */
uint32_t chance_below(struct chance *c, uint32_t below)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	z ^= z >> 31;
	return (uint32_t)((z >> 32) * below >> 32);
}

bool chance_is(struct chance *c, uint32_t in_thousand)
{
	return chance_below(c, 1000) < in_thousand;
}
