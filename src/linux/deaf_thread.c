/* linux/deaf_thread.c -- see linux/deaf_thread.h. A thread begins with what is blocked in its
 * creator at that moment. */
#include "linux/deaf_thread.h"

#include <signal.h>

enum { STACK_BYTES = 256 << 10 };

int
deaf_thread(pthread_t *ret, const char *name, void *(*run)(void *owner), void *owner)
{
	pthread_attr_t a;
	sigset_t all, before;
	int r;

	sigfillset(&all);
	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(ret, &a, run, owner);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&a);
	if (r == 0)
		(void)pthread_setname_np(*ret, name);
	return r;
}
