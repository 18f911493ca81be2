/* dhcp/items.h -- the options that a pool has for its clients, as items counted from 0: first what
 * means something here, one row each in items.c, then the pool's options by code (dhcp/config.h).
 *
 * Private to dhcp/reply.c, which says in what order they go out and what has room. RFC 2132, RFC
 * 3397, RFC 3442. Tested in test/unit/dhcp/reply.c. */
#ifndef DHCP_ITEMS_H
#define DHCP_ITEMS_H

#include "dhcp/reply.h"

struct dhcp_item_context { /* whom an item is for */
	const struct dhcp_pool *pool;
	const struct dhcp_parked *parked;
};

/* How many items a pool has; at most DHCP_ORDER_MAX. */
unsigned dhcp_items_count(const struct dhcp_pool *p);

/* The option code of an item. Two items of a pool never have one code. */
uint8_t dhcp_item_code(const struct dhcp_pool *p, unsigned item);

/* Whether it is sent whether asked for or not. */
bool dhcp_item_is_unasked(unsigned item);

/* Bytes of its value; 0: this client gets none. */
size_t dhcp_item_size(const struct dhcp_item_context *c, unsigned item);

/* Code, length, value; nothing when the size is 0. */
void dhcp_item_write(struct wr *w, unsigned item, const struct dhcp_item_context *c);

#endif
