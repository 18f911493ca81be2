/* linux/host_watch.h -- when the kernel is compared with what is wanted of it (lan_watch.h): soon
 * after it told of a change, every HOST_WATCH_US without one, and closely while something is or was
 * lost. What is found is the node's to judge. Tested in test/net/test_kernel.py. */
#ifndef LINUX_HOST_WATCH_H
#define LINUX_HOST_WATCH_H

#include "linux/host_private.h"

#define HOST_WATCH_US	    (3 * TIME_SEC)
#define HOST_WATCH_SOON_US  (10 * TIME_MS) /* a change seldom comes alone */
#define HOST_WATCH_CLOSE_US (250 * TIME_MS)
#define HOST_WATCH_AFTER_US (60 * TIME_SEC) /* that long after something was lost */

/* The kernel told of something, or links were made anew. */
void host_watch_soon(struct host *h);

/* When host_watch_look() is to be called. */
uint64_t host_watch_deadline(const struct host *h);

/* Looks, if it is time. True: *ret is for the node; what it points to is good until the next
 * look. */
bool host_watch_look(struct host *h, struct node_input *ret);

#endif
