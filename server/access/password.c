#include "access/password.h"

#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/crypt.h"
#include "base/text.h"

#define HASHES_AT_ONCE 2
#define WORD_LEAST 3
#define MORE_LEAST 6

static const char *const common[] = {
#include "access/common_passwords.def"
};

static sem_t hashing;

__attribute__((constructor)) static void make_semaphore(void)
{
	if (sem_init(&hashing, 0, HASHES_AT_ONCE))
		BUG("a semaphore cannot be made");
}

static void take_place(void)
{
	while (sem_wait(&hashing))
		;
}

bool password_check(const char *hash, const char *password)
{
	static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
				     "SqlVijFGiPG+935vDSGEsA7+RNxRCmgpUUhyZMrkNTM";
	bool matches;

	take_place();
	matches = password_matches(hash ? hash : nobody, password);
	sem_post(&hashing);
	return matches && hash;
}

const char *password_make(struct work *w, const char *password)
{
	const char *hash;

	take_place();
	hash = password_hash(&w->mem, password);
	sem_post(&hashing);
	return hash;
}

static int compare(const void *a, const void *b) { return strcasecmp(a, *(const char *const *)b); }

static bool is_common(const char *password)
{
	return bsearch(password, common, sizeof(common) / sizeof(common[0]), sizeof(common[0]),
		       compare);
}

/* Its own name and a few characters more. */
static bool is_little_more_than(const char *password, const char *word)
{
	size_t length = word ? utf8_length(word) : 0;

	return length >= WORD_LEAST && strcasestr(password, word) &&
	       utf8_length(password) - length < MORE_LEAST;
}

bool password_is_fit(struct work *w, const char *pointer, const char *password, const char *login,
		     const char *name)
{
	size_t length = utf8_length(password);

	if (length < PASSWORD_LEAST || length > PASSWORD_MOST)
		return fault(w, pointer, "A password has %d to %d characters.", PASSWORD_LEAST,
			     PASSWORD_MOST);
	if (is_little_more_than(password, login) || is_little_more_than(password, name))
		return fault(w, pointer, "A password is not one's own name.");
	if (is_common(password))
		return fault(w, pointer, "That is a password which everybody guesses first.");
	return true;
}
