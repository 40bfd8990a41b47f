#include "metrics/metrics.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"
#include "db/db.h"
#include "http/count.h"
#include "metrics/metrics_system.sql.h"

static const char *photos_folder = "";

void metrics_open(const char *photos) { photos_folder = photos; }

static void gauge(struct text *t, const char *name, const char *what, long long value)
{
	text_printf(t, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, what, name, name, value);
}

static void tell_pool(struct text *t)
{
	static const char *const roles[DB_ROLES] = { "app", "system" };
	struct db_load loads[DB_ROLES];

	for (int role = 0; role < DB_ROLES; role++)
		db_load((enum db_role)role, &loads[role]);
	text_add(t, "# HELP gemba_db_connections_in_use Connections that work now.\n"
		    "# TYPE gemba_db_connections_in_use gauge\n");
	for (int role = 0; role < DB_ROLES; role++)
		text_printf(t, "gemba_db_connections_in_use{role=\"%s\"} %d\n", roles[role],
			    loads[role].taken);
	text_add(t, "# HELP gemba_db_waiting Requests that wait for a connection now.\n"
		    "# TYPE gemba_db_waiting gauge\n");
	for (int role = 0; role < DB_ROLES; role++)
		text_printf(t, "gemba_db_waiting{role=\"%s\"} %d\n", roles[role],
			    loads[role].waiting);
	text_add(t, "# HELP gemba_db_waited_seconds_total How long was waited for connections.\n"
		    "# TYPE gemba_db_waited_seconds_total counter\n");
	for (int role = 0; role < DB_ROLES; role++)
		text_printf(t, "gemba_db_waited_seconds_total{role=\"%s\"} %lld.%03lld\n",
			    roles[role], (long long)loads[role].waited_ms / 1000,
			    (long long)loads[role].waited_ms % 1000);
}

static bool tell_queues(struct work *w, struct text *t)
{
	const struct db_rows *rows = NULL;

	if (db_begin(w, DB_SYSTEM, DB_READ))
		rows = db_query(w, &metrics_queues_sql, db_time(w, w->now));
	gauge(t, "gemba_database_up", "Whether the database answers.", rows != NULL);
	if (!rows)
		return false;
	gauge(t, "gemba_photos_to_decode", "Photographs that wait to be looked at.",
	      db_integer(rows, 0, "photos"));
	gauge(t, "gemba_photos_wait_seconds", "How long the first of them waits.",
	      db_integer(rows, 0, "photos_wait_s"));
	gauge(t, "gemba_events_unstamped", "Events that nobody can read yet.",
	      db_integer(rows, 0, "unstamped"));
	return true;
}

static void tell_disk(struct text *t)
{
	struct statvfs fs;

	if (statvfs(photos_folder, &fs))
		return;
	gauge(t, "gemba_photos_disk_free_bytes", "Room on the disk of the photographs.",
	      (long long)fs.f_bavail * (long long)fs.f_frsize);
	gauge(t, "gemba_photos_disk_bytes", "The size of that disk.",
	      (long long)fs.f_blocks * (long long)fs.f_frsize);
}

static long long resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long long size, resident = 0;

	if (!f)
		return 0;
	/* NOLINTNEXTLINE(cert-err34-c): the kernel writes numbers */
	if (fscanf(f, "%lld %lld", &size, &resident) != 2)
		resident = 0;
	fclose(f);
	return resident * sysconf(_SC_PAGESIZE);
}

static void tell_process(struct text *t)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	gauge(t, "process_resident_memory_bytes", "Memory in use.", resident_bytes());
	text_printf(t,
		    "# HELP process_cpu_seconds_total Processor time that was used.\n"
		    "# TYPE process_cpu_seconds_total counter\n"
		    "process_cpu_seconds_total %lld.%06lld\n",
		    (long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
			    (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000000,
		    (long long)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) % 1000000);
	text_printf(t, "# HELP gemba_build_info Which program this is.\n"
		       "# TYPE gemba_build_info gauge\n"
		       "gemba_build_info{version=\"" GEMBA_VERSION "\"} 1\n");
}

bool metrics_tell(struct work *w, const char **text)
{
	struct text t;

	text_init(&t, &w->mem);
	count_tell(&t);
	tell_pool(&t);
	if (!tell_queues(w, &t))
		work_forgive(w);
	tell_disk(&t);
	tell_process(&t);
	*text = text_take(&t);
	return true;
}
