/* What the targets share. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What does not hold is a find: libFuzzer keeps the input that led here. */
static inline void insist(bool is_so)
{
	if (!is_so)
		abort();
}

#endif
