/* linux/side_thread.h -- what every thread beside the main loop has whose work may hang in a file
 * system: a lock, a way to wake it, a way to tell the loop that something is done, and an end for
 * which the loop waits no longer than it likes. A thread that hangs is left behind, and frees what
 * it owns when it comes to its end. Used by linux/file_thread.c and linux/history_thread.c, which
 * hold the lock where they touch what is shared; tested with them. */
#ifndef LINUX_SIDE_THREAD_H
#define LINUX_SIDE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct side_thread {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake; /* for the thread, on the monotonic clock */
	pthread_cond_t ended;
	int noted; /* an eventfd: readable when something is done; -1: there was none to be had */

	/* under the lock */
	bool stop; /* it ends once its work is done */
	bool over;
	bool left; /* nobody waits for it: what it owns is its own to free */
};

/* All but the thread itself. To be undone by side_thread_free(), started or not. */
void side_thread_init(struct side_thread *s);
void side_thread_free(struct side_thread *s);

/* deaf_thread() with run(owner): 0, or a positive errno. */
int side_thread_start(struct side_thread *s, const char *name, void *(*run)(void *owner),
		      void *owner);

/* By the thread: something is done. */
void side_thread_note(struct side_thread *s);

/* By the loop: what was noted is read. */
void side_thread_heard(struct side_thread *s);

/* By the thread, with the lock, which it lets go of: its last word. True: nobody waits, and it has
 * to free its owner. */
bool side_thread_over(struct side_thread *s);

/* By the loop: the thread is to end once what was asked for is done; waits patience_us for that.
 * True: it has ended, and the caller frees the owner; false: it is left behind. */
bool side_thread_stop(struct side_thread *s, uint64_t patience_us);

#endif
