/* linux/user_thread.h -- looks up the names of those who connect to the command line, off the main
 * loop: the directory that knows them may be slow, or not answer at all, and leases do not wait.
 * One question per place; a new one takes the place of the last. Root is never looked up, so he is
 * let in whatever the directory does. Tested in test/unit/linux/peer_user.c. */
#ifndef LINUX_USER_THREAD_H
#define LINUX_USER_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "linux/peer_user.h"

enum { USER_PLACES = 16 }; /* as NODE_SESSIONS_MAX */

struct user_answer {
	unsigned place;
	uint64_t number; /* as asked */
	int error;	 /* 0, or why the names are not known, negative errno */
	struct peer_names names;
};

struct user_thread;

/* NULL: errno says why. */
struct user_thread *user_thread_start(void);

/* Never waits. */
void user_thread_ask(struct user_thread *t, unsigned place, uint64_t number, const struct peer *p);

/* Readable when there is an answer; hear until it returns false. */
int user_thread_fd(const struct user_thread *t);
bool user_thread_hear(struct user_thread *t, struct user_answer *ret);

/* Ends the thread, and waits patience_us for that; one that hangs is left behind. Accepts NULL. */
void user_thread_stop(struct user_thread *t, uint64_t patience_us);

#endif
