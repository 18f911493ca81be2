/* linux/host_watch.c -- see linux/host_watch.h. A look waits for the kernel's answers, as an apply
 * does: a fraction of a millisecond with the links of one pair. Other programs may move links
 * without end, so looks are at least HOST_WATCH_SOON_US apart. */
#include "linux/host_watch.h"

#include "linux/clock.h"
#include "linux/lan_watch.h"

void
host_watch_soon(struct host *h)
{
	h->watch.look_us = time_min(h->watch.look_us, clock_now() + HOST_WATCH_SOON_US);
}

uint64_t
host_watch_deadline(const struct host *h)
{
	return h->watch.look_us;
}

bool
host_watch_look(struct host *h, struct node_input *ret)
{
	struct host_watch *w = &h->watch;
	uint64_t now = clock_now();
	unsigned count = 0;

	if (now < w->look_us)
		return false;
	if (!lan_watch_look(h->links, h->virtual, w->lost, &count)) {
		w->look_us = now + HOST_WATCH_CLOSE_US;
		return false;
	}
	if (count > 0)
		w->close_until_us = now + HOST_WATCH_AFTER_US;
	w->look_us = now + (now < w->close_until_us ? HOST_WATCH_CLOSE_US : HOST_WATCH_US);
	*ret =
	    (struct node_input){.kind = NODE_IN_LOST,
				.u.lost = {.count = count, .list = w->lost, .message = w->message}};
	return now < w->close_until_us;
}
