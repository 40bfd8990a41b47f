/*
 * checklist_import: checklists from files, for a group.
 *
 *	gemba checklist import --tenant CODE [--publish] FILE…
 *
 * A file is a new checklist, or the next version of the one with its code; what is there already
 * stays. One line on standard output for each file that is in, one or more on standard error for
 * each that is not. A file is in or it is not: its transaction is its own.
 */
#ifndef CHECKLISTS_CHECKLIST_IMPORT_H
#define CHECKLISTS_CHECKLIST_IMPORT_H

/*
 * The words from "import" on. Gives 0; 1 where the words are wrong, or a file or the database is
 * not there; 2 where a file has faults.
 */
int checklist_import(int argc, char **argv);

#endif
