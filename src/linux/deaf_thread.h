/* linux/deaf_thread.h -- a thread to which no signal is delivered: signals belong to the loop.
 * Above all SIGXFSZ: where files may not grow, a write must fail. Tested in
 * test/unit/linux/disk_faults.c. */
#ifndef LINUX_DEAF_THREAD_H
#define LINUX_DEAF_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* As pthread_create(), with a small stack and a name of 15 characters at most, by which `top -H`
 * shows it: 0, or a positive errno. */
int deaf_thread(pthread_t *ret, const char *name, void *(*run)(void *owner), void *owner);

#endif
