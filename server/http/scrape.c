#include "http/scrape.h"

#include <civetweb.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"

static struct mg_context *context;
static scrape_tell *tell;

static void answer(struct work *w, struct mg_connection *conn, const char *status, const char *body)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t,
		    "HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
		    "Content-Length: %zu\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n%s",
		    status, strlen(body), body);
	mg_write(conn, t.s, t.len);
}

static int on_request(struct mg_connection *conn)
{
	const struct mg_request_info *info = mg_get_request_info(conn);
	const char *path = info->local_uri_raw ? info->local_uri_raw : "";
	const char *text;
	struct work w;

	work_init(&w, clock_now());
	if (strcmp(path, "/metrics") != 0)
		answer(&w, conn, "404 Not Found", "There is /metrics.\n");
	else if (strcmp(info->request_method, "GET") != 0)
		answer(&w, conn, "405 Method Not Allowed", "GET, please.\n");
	else if (tell(&w, &text))
		answer(&w, conn, "200 OK", text);
	else
		answer(&w, conn, "503 Service Unavailable", "");
	db_rollback(&w);
	work_release(&w);
	return 1;
}

bool scrape_start(struct work *w, const char *listen, scrape_tell *what)
{
	/* clang-format off */
	const char *options[] = {
		"listening_ports", listen,
		"num_threads", "2",
		"tcp_nodelay", "1",
		"enable_keep_alive", "no",
		"request_timeout_ms", "5000",
		"enable_directory_listing", "no",
		"access_control_allow_origin", "",
		"access_control_allow_methods", "",
		"access_control_allow_headers", "",
		NULL,
	};
	/* clang-format on */
	struct mg_callbacks callbacks = { .begin_request = on_request };

	tell = what;
	mg_init_library(0);
	context = mg_start(&callbacks, NULL, options);
	return context || broken(w, "%s cannot be listened on; is it taken?", listen);
}

void scrape_stop(void)
{
	if (!context)
		return;
	mg_stop(context);
	context = NULL;
	mg_exit_library();
}
