/*
 * paper: what the clients fill in, a checklist of 50 questions in five sections, and its answers:
 * three of them fail, some have a note, none has a photograph.
 */
#ifndef BENCH_PAPER_H
#define BENCH_PAPER_H

#include "base/arena.h"

#define PAPER_QUESTIONS 50
#define PAPER_FAILURES 3

/* A document of gemba.checklist/1; its departments are "rooms", "kitchen" and "technics". */
const char *paper_checklist(struct arena *mem);
/* The member "answers" of a submission. */
const char *paper_answers(struct arena *mem);

#endif
