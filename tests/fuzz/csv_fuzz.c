/* Any bytes as a CSV file. */
#include "book_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	read_book(bytes, size);
	return 0;
}
