/*
 * checklist_command: what can be done with checklists from the command line, without a database.
 *
 *	gemba score --checklist FILE --answers FILE	prints the result
 *	gemba checklist check FILE			says whether a checklist can be used
 *
 * Both take the words from "score" and from "check" on, and give the exit code: 0; 1 where the
 *command was not understood or a file is not there, with a sentence; 2 where a document has faults,
 *with a problem (RFC 9457) on standard error and nothing on standard output.
 */
#ifndef CHECKLISTS_CHECKLIST_COMMAND_H
#define CHECKLISTS_CHECKLIST_COMMAND_H

int checklist_command_score(int argc, char **argv);
int checklist_command_check(int argc, char **argv);

#endif
