/*
 * decoder_run: one run of the program that decodes, from its start to its end.
 *
 * The program gets no environment and no open file but what it says goes to two pipes, of which a
 * bounded part is kept. It is killed when its time is over, or when it is to stop.
 */
#ifndef EVIDENCE_DECODER_RUN_H
#define EVIDENCE_DECODER_RUN_H

#include "base/arena.h"

enum run_end {
	RUN_EXITED,      /* with a code */
	RUN_DIED,        /* of a signal, or killed for saying too much */
	RUN_LATE,        /* killed for taking too long by the wall clock */
	RUN_STOPPED,     /* killed because something can be read from stop_fd */
	RUN_NOT_STARTED, /* there is no such program, or no room for another process */
};

struct run {
	enum run_end end;
	int code;
	const char *said;  /* on standard output */
	const char *cause; /* for the log: what it complained of, or what became of it */
};

/* argv[0] is the program's path. */
void decoder_run(struct arena *mem, const char *const *argv, int timeout_ms, int stop_fd,
		 struct run *run);

#endif
