/*
 * header: what the values of a few headers say.
 */
#ifndef HTTP_HEADER_H
#define HTTP_HEADER_H

#include <stdbool.h>

/* Whether a list with commas ("close, Upgrade") has the word, in any case. */
bool header_lists(const char *value, const char *word);

/* Whether Accept-Encoding takes gzip: named, or meant by "*", and not with q=0. */
bool header_takes_gzip(const char *accept_encoding);

/* Whether If-None-Match has this ETag; weak or not is the same to it, and "*" has all. */
bool header_has_etag(const char *if_none_match, const char *etag);

#endif
