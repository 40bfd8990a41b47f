#include <string.h>
#include <zlib.h>

#include "base/bug.h"
#include "http/connection.h"

#define LEVEL 4
#define GZIP_WINDOW (15 + 16)

const char *gzip(struct arena *mem, const char *s, size_t size, size_t *gzipped)
{
	z_stream z = { 0 };
	unsigned char *out;
	size_t most;
	int rc;

	if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		BUG("out of memory: gzip");
	most = deflateBound(&z, size);
	out = arena_alloc(mem, most);
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): zlib's member lacks its const */
	z.next_in = (unsigned char *)(uintptr_t)s;
	z.avail_in = (unsigned int)size;
	z.next_out = out;
	z.avail_out = (unsigned int)most;
	rc = deflate(&z, Z_FINISH);
	*gzipped = z.total_out;
	deflateEnd(&z);
	return rc == Z_STREAM_END && *gzipped < size ? (const char *)out : NULL;
}
