/* page_file: one file of the clients, as it is answered. */
#ifndef PAGES_PAGE_FILE_H
#define PAGES_PAGE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct page_file {
	const char *name; /* "/phone/index.html" */
	const char *type;
	const char *etag;
	const char *content;
	size_t size;
	const char *gzipped; /* NULL: not worth it */
	size_t gzipped_size;
	bool is_hashed; /* its name changes with its content */
};

/* NULL: there is none. */
const struct page_file *page_file_find(const char *name);

#endif
