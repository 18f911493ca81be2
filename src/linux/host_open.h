/* linux/host_open.h -- what a host stands on: threads, sockets, the state folder, the kernel's
 * links; opened in the order that host.c tells, and given back in the opposite one. */
#ifndef LINUX_HOST_OPEN_H
#define LINUX_HOST_OPEN_H

#include <stdbool.h>
#include <stdint.h>

struct cli_event;
struct host;
struct loop_source;
struct query_event;
struct stream_event;
struct text;

struct host_hears { /* who is called when something has to say something; owner: the host */
	void (*signal)(struct loop_source *source, uint32_t events);
	void (*history)(struct loop_source *source, uint32_t events);
	void (*survey)(struct loop_source *source, uint32_t events);
	void (*disk)(struct loop_source *source, uint32_t events);
	void (*files)(struct loop_source *source, uint32_t events);
	void (*links)(struct loop_source *source, uint32_t events);
	void (*packet)(struct loop_source *source, uint32_t events);
	void (*pulse)(struct loop_source *source, uint32_t events);
	void (*stream)(void *owner, const struct stream_event *e);
	void (*query)(void *owner, const struct query_event *e);
	void (*cli)(void *owner, const struct cli_event *e);
};

/* Opens everything for h->setup, the state folder's journal read. False and a sentence when the
 * system refused something; host_close() is due in any case. */
bool host_open(struct host *h, const struct host_hears *hears, struct text *message);

/* Ends what was opened, and frees h. */
void host_close(struct host *h);

#endif
