/*
 * memory: how much of it a process has, in bytes, from /proc; 0 where that cannot be known.
 */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include <stdint.h>
#include <sys/types.h>

int64_t memory_now(pid_t pid);
/* The most it has had since it began, or since that was forgotten. */
int64_t memory_most(pid_t pid);
void memory_forget_most(pid_t pid);

#endif
