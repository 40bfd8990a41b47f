/*
 * http: a request becomes a unit of work, and what the work gives becomes the answer.
 *
 * A handler never touches the socket: it reads a struct request, does its work and fills in a
 * struct response. The server commits first and sends after, so that an answer is only heard
 * once it is on disk, and so that the whole request can run again after a deadlock.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "access/access.h"
#include "base/work.h"

#define HTTP_BODY_MAX (256 * 1024)
#define HTTP_LARGE_BODY_MAX (6 * 1024 * 1024)
#define HTTP_UPLOAD_MAX (25 * 1024 * 1024)
#define HTTP_WORKBOOK_MAX (16 * 1024 * 1024)
#define HTTP_PARAMS_MAX 4
#define HTTP_HEADERS_MAX 8

enum method { GET, POST, PUT, PATCH, DELETE, METHODS };

/* What the server does around a handler; columns of routes.def. */
enum transaction {
	NONE,  /* the handler begins its own, or needs none */
	READ,  /* a read-only transaction in the caller's tenant */
	WRITE, /* a transaction in the caller's tenant, committed where the handler succeeds */
	KEYED, /* WRITE, and makes something: the maker chooses its id, or sends an Idempotency-Key
		*/
};

enum body {
	EMPTY,    /* no body */
	JSON,     /* up to HTTP_BODY_MAX */
	LARGE,    /* JSON up to HTTP_LARGE_BODY_MAX */
	UPLOAD,   /* bytes up to HTTP_UPLOAD_MAX, in a file of the upload folder before the handler
		     runs */
	WORKBOOK, /* the same of an .xlsx or CSV file, up to HTTP_WORKBOOK_MAX */
};

struct param {
	const char *name;
	const char *value;
};

struct request {
	enum method method;
	const char *path;
	struct param params[HTTP_PARAMS_MAX]; /* of the route's braces, decoded */
	size_t params_nr;
	struct param *query; /* decoded, in the order they came */
	size_t query_nr;
	const struct param *headers;
	size_t headers_nr;
	const char *body;
	size_t body_size;
	const char *content_type; /* NULL where none was sent */
	const char *upload_path;  /* UPLOAD: a file that is on disk; whoever wants it renames it */
	const char *upload_sha256;
	const char *folder;         /* for the file of an answer; whoever makes one removes it */
	const char *remote_address; /* the client's, also behind a proxy that is trusted */
};

struct response;
/* What is left to do of an answer when the last statements have come, which rode with the commit.
 */
typedef void response_complete(struct work *w, struct response *res);

struct response {
	int status;       /* 0: 200, or 204 without a body */
	const char *type; /* NULL: application/json */
	const char *body;
	size_t size; /* 0 with a body: its length as a string */
	const char *etag;
	const char *location;
	const char *subject_id; /* what was made, for the audit log; NULL: by location or path */
	const char *file;       /* a file to send instead of a body */
	const char *disposition;
	const char *cache_control;
	const char *security_policy; /* of a page: what it may load */
	const char *gzipped; /* the body, compressed before; NULL: it is, where it is worth it */
	size_t gzipped_size;
	response_complete *complete; /* NULL: it is whole */
	void *completion;
	bool is_replayed; /* a write that was done before, answered as it was then */
};

typedef bool handler(struct work *w, const struct request *req, struct response *res);

struct route {
	enum method method;
	const char *path;
	bool is_public;
	enum right right;
	enum transaction transaction;
	enum body body;
	handler *handle;
	const char *handler_name;
};

/*
 * Every request that changes something leaves one entry in the audit log, in the transaction of
 * the change. A handler that shows what is protected says so, and leaves one too; its route has
 * the transaction WRITE.
 */
void request_is_recorded(struct work *w);

/* A parameter of the route's path; a bug where the route has none of that name. */
const char *request_param(const struct request *req, const char *name);
/* NULL where the header was not sent. */
const char *request_header(const struct request *req, const char *name);
/* NULL where the query has no such parameter. */
const char *request_query(const struct request *req, const char *name);

/*
 * Query parameters by a table like a body's (json/json.h): each value is read as the table says.
 * Unknown and doubled parameters are faults; refuses with invalid_query.
 */
#define request_read_query(w, req, fields, into) \
 request_query_fields(w, req, fields, sizeof(fields) / sizeof((fields)[0]), into)
struct json_field;
bool request_query_fields(struct work *w, const struct request *req,
			  const struct json_field *fields, size_t nr, void *into) MUST_CHECK;

/* Where a list goes on: the key and the id of the last row that the caller has seen. */
struct page {
	const char *limit; /* how many rows, as a statement's parameter */
	const char *key;   /* NULL: from the beginning */
	const char *id;
};

#define PAGE_LIMIT 50
#define PAGE_LIMIT_MAX 200

/* Of "limit" and "after", members of the struct that the query was read into; 0 and NULL are fine.
 */
bool page_read(struct work *w, int64_t limit, const char *after, struct page *page) MUST_CHECK;
/* The same of a list whose key is a moment. */
bool page_read_by_time(struct work *w, int64_t limit, const char *after,
		       struct page *page) MUST_CHECK;

struct db_rows;
/* One row with items (a JSON array), next_key and next_id (null at the end): {"items":…,"next":…}
 */
bool page_respond(struct work *w, struct response *res, const struct db_rows *rows);

/* Answers with the JSON text of one row's column "body", which must be there (else not_found). */
bool respond_row(struct work *w, struct response *res, const struct db_rows *rows,
		 const char *what);
bool respond_json(struct response *res, int status, const char *json);

/*
 * An ETag of a number that changes with what it names, and the number that If-Match asks for.
 * revision_required: no If-Match; revision_conflict: not a tag of ours.
 */
const char *etag_of(struct work *w, const char *what);
bool if_match(struct work *w, const struct request *req, const char **what) MUST_CHECK;

/* zlib's gzip of s at a level that costs little; NULL where it would not get smaller. */
const char *gzip(struct arena *mem, const char *s, size_t size, size_t *gzipped);

struct http_settings {
	const char *listen; /* "127.0.0.1:8080" */
	const char *upload_folder;
	int threads;
	int head_ms; /* how long a head may take, and a pause within a body */
	const struct route *routes;
	size_t routes_nr;
};

/* Listens; requests run from here on. broken: the port is taken. */
bool http_start(struct work *w, const struct http_settings *settings) MUST_CHECK;
/* Fails /readyz, lets running requests finish (30 s), then stops. */
void http_stop(void);
bool http_is_draining(void);

#endif
