/*
 * crowd: clients that each do one thing after the other, all at once, for a while; and matches of
 * several crowds in alternating slices, so that what else the machine does hits all of them.
 */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include "base/work.h"
#include "bench/cpu.h"

enum turn {
	TURN_DONE,
	TURN_NOTHING_LEFT, /* ends the slice early for everybody */
	TURN_FAILED,       /* ends the match; the work holds the problem */
};

/* One thing that a client does and waits for. The work is the client's own. */
typedef enum turn take_turn(struct work *w, void *client);
/* Before each slice, outside of its time: everything the clients need for that many turns. */
typedef bool provide(struct work *w, void *context, size_t turns);

struct side {
	const char *name;
	take_turn *take_turn;
	void *const *clients;
	provide *provide; /* may be NULL */
	void *context;
	/* what came out; times in microseconds */
	uint32_t *times;
	size_t times_nr;
	size_t times_room;
	double *rates; /* a second, by slice */
	double seconds;
	struct cpu cpu;
};

struct match {
	struct side *sides;
	int sides_nr;
	int clients;
	int slices; /* of one second each, for each side */
	const char *database;
	pid_t server;
	pid_t postmaster;
};

/*
 * One slice of each before the others is not counted: after it the planner is told what the tables
 * hold, or plans made for empty tables would stay.
 */
bool match_play(struct work *w, struct match *match) MUST_CHECK;
void match_release(struct match *match);

/* Sorts the times; share: 0.5 is the median. In milliseconds. */
double side_percentile(struct side *side, double share);
double side_rate(const struct match *match, const struct side *side);
/* The median over the slices of how fast one side was against another in the same second. */
double match_ratio(const struct match *match, const struct side *side, const struct side *against);

#endif
