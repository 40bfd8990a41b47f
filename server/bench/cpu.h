/*
 * cpu: how much processor time the server and PostgreSQL have had, from /proc.
 */
#ifndef BENCH_CPU_H
#define BENCH_CPU_H

#include <stdint.h>
#include <sys/types.h>

struct cpu {
	int64_t server_us;
	int64_t postgres_us; /* every process of it; -1: it runs where it cannot be seen */
};

/* PostgreSQL by one of its backends on this machine; 0: it is not on this machine. */
pid_t cpu_postmaster(pid_t backend);

struct cpu cpu_now(pid_t server, pid_t postmaster);

#endif
