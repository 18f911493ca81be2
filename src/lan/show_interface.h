/* lan/show_interface.h -- the ports and Vlanif interfaces as displays see them, and the displays of
 * `display interface`. Private to lan/: their rows stand in lan/show.c. Counters are the kernel's:
 * a display that finds them older than LAN_TRAFFIC_FRESH_US waits for new ones (show.waits). */
#ifndef LAN_SHOW_INTERFACE_H
#define LAN_SHOW_INTERFACE_H

#include "lan/heard.h"
#include "show/show.h"

enum { LAN_INTERFACE_NAME = 48 };

struct lan_interface {
	char name[LAN_INTERFACE_NAME];
	char counted[LAN_INTERFACE_NAME]; /* by which its counters are known */
	bool up, shut, layer3;
	const struct lan_address *address; /* NULL: none */
	const char *physical, *protocol;
	const char *description;       /* NULL: none */
	const struct lan_rival *rival; /* NULL: none */
	struct mac mac;		       /* of a Vlanif that was heard */
};

/* Ports first, then Vlanifs, LoopBacks, NULL0. */
unsigned lan_interfaces_count(const struct lan_heard *b);
struct lan_interface lan_interface_at(const struct lan_heard *b, uint64_t i);

/* Steps of displays (show/show.h); subject: const struct lan_heard. */
bool lan_show_interfaces(const void *subject, const struct show_args *args, uint64_t *cursor,
			 uint64_t now, struct show *out);
bool lan_show_brief(const void *subject, const struct show_args *args, uint64_t *cursor,
		    uint64_t now, struct show *out);
bool lan_show_descriptions(const void *subject, const struct show_args *args, uint64_t *cursor,
			   uint64_t now, struct show *out);

#endif
