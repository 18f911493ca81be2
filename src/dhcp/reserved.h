/* dhcp/reserved.h -- the static bindings of one pool, made ready at commit: which address waits for
 * a client, by its MAC, its client identifier, or what option 82 says of where it is.
 *
 * Of several that fit the first counts: the MAC, the identifier, circuit and remote, the circuit
 * alone, the remote alone. A binding says which address a client gets, not who the client is
 * (dhcp_key()): whoever comes by the circuit gets its address, once nobody else has a lease of it.
 * docs/vrp.md "Static bindings". Tested in test/unit/dhcp/reserved.c. */
#ifndef DHCP_RESERVED_H
#define DHCP_RESERVED_H

#include "dhcp/config.h"
#include "dhcp/message.h"

struct dhcp_name { /* bytes that a binding is known by; len 0: none are asked for */
	uint8_t len;
	uint8_t byte[DHCP_NAME_MAX];
};

struct dhcp_reserved_named { /* by identifier, or by option 82 */
	struct ip4 address;
	unsigned line; /* of dhcp_pool_config.named: its first */
	struct dhcp_name identifier, circuit, remote;
};

struct dhcp_reserved {
	unsigned macs_count, named_count;
	struct dhcp_static *by_mac;	   /* sorted by MAC */
	struct dhcp_reserved_named *named; /* the first that fits counts */
	bool by_agent;			   /* one of them is by option 82 */
};

/* The bindings of a pool; end frees what make took. */
void dhcp_reserved_make(const struct dhcp_pool_config *c, struct dhcp_reserved *ret);
void dhcp_reserved_end(struct dhcp_reserved *r);

/* The address bound to the MAC in chaddr; unset: none. */
struct ip4 dhcp_reserved_by_mac(const struct dhcp_reserved *r, const struct dhcp_message *m);

/* The address bound to the client of m; unset: none. agent: option 82 of m, or what was kept of it
 * with the lease that the message is about. */
struct ip4 dhcp_reserved_address(const struct dhcp_reserved *r, const struct dhcp_message *m,
				 struct rd agent);

/* Both ask for the same. */
bool dhcp_reserved_same(const struct dhcp_reserved_named *a, const struct dhcp_reserved_named *b);

#endif
