/* Any bytes as a photograph: it is read or there is a sentence, and the line of JSON can be
 * written. */
#include <stdio.h>
#include <stdlib.h>

#include "evidence/image.h"
#include "evidence/image_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct image image;
	bool is_read = image_read(&image, bytes, size);
	char *line = NULL;
	size_t length;
	FILE *to = open_memstream(&line, &length);

	if (!to || is_read == (image.unreadable[0] != '\0'))
		abort();
	if (is_read)
		image_json_write(to, &image);
	else
		image_json_write_unreadable(to, image.unreadable);
	if (fclose(to) || !length || line[length - 1] != '\n')
		abort();
	free(line);
	image_release(&image);
	return 0;
}
