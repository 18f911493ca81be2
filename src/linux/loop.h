/* linux/loop.h -- epoll and one timer: calls back whoever became ready.
 *
 * A source is a descriptor with a callback; it lives in its owner. Inside a callback any source
 * may be removed, also one that became ready in the same turn: it will not be called. Idle means
 * no wake-up but the deadline. Errors are negative errno. Tested in test/unit/linux/loop.c. */
#ifndef LINUX_LOOP_H
#define LINUX_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop_source {
	int fd;
	void (*ready)(struct loop_source *source, uint32_t events); /* EPOLLIN | EPOLLOUT | ... */
	void *owner;
};

struct loop;

struct loop *loop_new(void); /* NULL: errno says why */
void loop_free(struct loop *l);

/* Watch source->fd for events (level-triggered). */
int loop_add(struct loop *l, struct loop_source *source, uint32_t events);
int loop_change(struct loop *l, struct loop_source *source, uint32_t events);
void loop_remove(struct loop *l, struct loop_source *source);

/* Waits until something is ready or deadline_us has come (0: looks and returns), calls back what
 * is ready. 0, or negative errno. */
int loop_turn(struct loop *l, uint64_t deadline_us);

#endif
