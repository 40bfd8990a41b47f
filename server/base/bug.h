/* bug: what cannot happen. Says where and what, and stops the process. */
#ifndef BASE_BUG_H
#define BASE_BUG_H

_Noreturn void bug_at(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

#endif
