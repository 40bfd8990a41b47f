/*
 * decoder: looks at the photographs that have come in, one after another in each of its threads.
 *
 * A file from outside is never decoded here: a program of its own is started for each one
 * (decoder_run.h), and whatever becomes of it, this process goes on. What it says is noted at the
 * photograph. A photograph is leased while it is looked at, so that several servers share the
 * work and one that died is followed by another.
 *
 * A decoder that crashes counts as an attempt, and after three the photograph is unreadable. So
 * does one that takes too long, which may be the machine's fault: minutes lie between those
 * attempts. What is our own fault (no such program, a full disk) is logged, and tried again until
 * it works.
 */
#ifndef EVIDENCE_DECODER_H
#define EVIDENCE_DECODER_H

#include <stdint.h>

#include "base/work.h"

struct decoder_settings {
	const char *program;
	int threads;
	int run_ms; /* for one photograph, by the wall clock */
};

bool decoder_start(struct work *w, const struct decoder_settings *settings) MUST_CHECK;
/* Ends the programs that run and gives their photographs back; fine where nothing was started. */
void decoder_stop(void);

/* A photograph has come: the decoder looks at once instead of in a few seconds. */
void decoder_wake(void);

/* How many photographs this process is done with. */
uint64_t decoder_finished(void);
/* Waits until there are more than that, at most so long. */
void decoder_await(uint64_t finished, int ms);

#endif
