#include "access/password.h"

#include <semaphore.h>
#include <strings.h>

#include "base/bug.h"
#include "base/crypt.h"
#include "base/text.h"

#define HASHES_AT_ONCE 2

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

bool password_is_fit(struct work *w, const char *pointer, const char *password, const char *login)
{
	size_t length = utf8_length(password);

	if (length < PASSWORD_LEAST || length > PASSWORD_MOST)
		return fault(w, pointer, "A password has %d to %d characters.", PASSWORD_LEAST,
			     PASSWORD_MOST);
	if (login && !strcasecmp(password, login))
		return fault(w, pointer, "A password is not the sign-in name.");
	return true;
}
