/* dhcp/items.h -- the options that a pool has for its clients, as items counted from 0: first what
 * means something here, one row each in items.c, then the pool's options by code (dhcp/config.h).
 *
 * Encoded once, at commit: a reply copies bytes. What differs from lease to lease, T1 and T2, has
 * its code and its place here, and its value is written by whoever writes the reply (dhcp/reply.c),
 * which also says in what order items go out and what has room. RFC 2132, RFC 3361, RFC 3397,
 * RFC 3442, RFC 3925. Tested in test/unit/dhcp/items.c, test/unit/dhcp/reply.c. */
#ifndef DHCP_ITEMS_H
#define DHCP_ITEMS_H

#include "base/buf.h"
#include "dhcp/config.h"

enum {
	DHCP_ITEMS_MAX = 48, /* of one pool */
	DHCP_NO_ITEM = UINT8_MAX
};

struct dhcp_pool;

struct dhcp_item {
	uint8_t code;
	bool times;    /* T1 or T2: no bytes here, and none for a client without an end */
	uint16_t size; /* with code and length, in bytes: 2..257 */
	uint32_t at;   /* where in `bytes` */
};

struct dhcp_items { /* all zero: no items */
	unsigned count;
	struct dhcp_item item[DHCP_ITEMS_MAX]; /* no two have one code */
	uint8_t of_code[UINT8_MAX + 1];	       /* the item of an option code, or DHCP_NO_ITEM */
	uint64_t unasked;		       /* a bit each: sent whether asked for or not, */
	uint64_t forced;		       /* and as `option force-reply` says */
	uint64_t times;			       /* T1 and T2 */
	uint64_t listed;		       /* only to clients that ask for it */
	uint8_t *bytes;			       /* code, length, value of each */
};

/* Makes the items of a pool whose gateway, mask, router and config are set. */
void dhcp_items_make(const struct dhcp_pool *p, struct dhcp_items *ret);
void dhcp_items_free(struct dhcp_items *items);

#endif
