/* dhcp/server.h -- what the DHCP server needs while it runs, made from a configuration at commit.
 *
 * Pools with their gateway, times and options resolved; which addresses are withheld; which pool
 * answers a frame. Nothing here changes until the next commit but each pool's terms. The binding
 * table is lease/table.h, made over its ranges. docs/vrp.md "IP pool", "DHCP switches".
 * Tested in test/unit/dhcp/server.c. */
#ifndef DHCP_SERVER_H
#define DHCP_SERVER_H

#include "dhcp/class.h"
#include "dhcp/config.h"
#include "dhcp/items.h"
#include "dhcp/message.h"
#include "dhcp/networks.h"
#include "dhcp/reserved.h"
#include "lease/rules.h"
#include "lease/table.h"

enum {
	DHCP_POOLS_MAX = LEASE_POOLS_MAX,
	DHCP_POOL_NAME_MAX = 128,
	DHCP_VLANIFS_MAX = 4094,
	DHCP_ADDRESSES_MAX = 32, /* of one Vlanif */
	DHCP_OTHERS_MAX = 1 + 16 /* addresses of the other device of a pair, and of one left */
};

/* ---- what the node hands over at commit; pointers are needed during the call only ---- */

struct dhcp_vlanif {
	uint16_t vlan;
	enum dhcp_switch server; /* `dhcp server enable|disable` */
	uint16_t rate;		 /* `dhcp check dhcp-rate`; 0: no bound */
	unsigned count;		 /* addresses, the primary one first */
	struct {
		struct ip4 address, mask;
	} address[DHCP_ADDRESSES_MAX];
};

struct dhcp_pool_source {
	const char *name;
	const struct dhcp_pool_config *config;
};

struct dhcp_server_source {
	const struct dhcp_system_config *system;
	unsigned pools_count, vlanifs_count, withheld_count;
	const struct dhcp_pool_source *pool; /* in the order of the configuration */
	const struct dhcp_vlanif *vlanif;
	const struct ip4 *withheld; /* RBS peer and source addresses, all virtual addresses */
};

/* ---- running ---- */

/* Whether and how a pool may be served now; set by the node before it decides. */
struct dhcp_terms {
	bool serving;		  /* no profile, or its RBP is Master here */
	bool answers;		  /* the same, or the device stops: what was begun is answered */
	struct lease_rules rules; /* of the pool's RBS; LEASE_ALONE without a profile */
	/* R10: the configurations of both devices were equal when last compared, and ours did not
	 * change since. Then static bindings are exempt from home. */
	bool same_config;
	struct ip4 left; /* the peer of a pair that the pool left, and that may give out its half
			    still; unset: none */
	uint64_t resigned_us; /* the Master before this device gave up then: it keeps none of the
				 offers that it made until then; 0: did not */
	/* What the other devices of a pair have on their interfaces, as far as they said: new
	 * clients get none of it. Who holds one of them keeps it: a device's word is no reason to
	 * take a lease away. */
	unsigned others_count;
	struct ip4 other[DHCP_OTHERS_MAX];
};

struct dhcp_pool {
	char name[DHCP_POOL_NAME_MAX + 1];
	struct ip4 gateway, mask;
	struct ip4 server_identifier; /* option 54; unset: the inbound Vlanif's primary address */
	uint32_t lease_s, t1_s, t2_s; /* LEASE_UNLIMITED_S; T1, T2 0: 50 %, 87.5 % */
	bool locked, router;
	uint16_t link; /* the VLAN whose Vlanif has an address in the gateway's subnet, or in that
			  of another pool of the shared network; 0: none */
	/* Of the pools that share its link, in their order: the first, and the one behind this;
	 * of one that is alone itself and DHCP_NO_POOL. */
	uint16_t first, next;
	struct dhcp_terms terms;
	struct dhcp_pool_config config;
	struct dhcp_classes *classes; /* its new clients are of these; NULL: of any */
	struct dhcp_items items;      /* its options, as replies carry them */
	struct dhcp_reserved reserved;
};

struct dhcp_inbound {	    /* one Vlanif */
	bool enabled;	    /* DHCP is served here */
	bool backup;	    /* its VRRP group is not Master: set by the node, as the terms are */
	uint16_t pool;	    /* of clients on its own link, or DHCP_NO_POOL */
	uint16_t rate;	    /* new clients answered in a second; 0: all */
	struct ip4 address; /* primary; unset: none */
};

struct dhcp_ping {	     /* `dhcp server ping` */
	unsigned packets;    /* 0: no probes but those of docs/rules.md */
	uint64_t timeout_us; /* of each */
};

struct dhcp_server {
	uint64_t generation; /* of the configuration; rises with every commit */
	unsigned pools_count;
	struct dhcp_pool *pool;
	struct dhcp_networks networks;
	struct dhcp_inbound inbound[4096]; /* by VLAN */
	unsigned ranges_count;
	struct lease_range *range;	      /* for lease_table_new() */
	bool off;			      /* `undo dhcp enable`: no Vlanif is enabled */
	bool link_selection, server_override; /* sub-options 5 and 11 of option 82 count */
	struct dhcp_ping ping;		      /* before an offer */
	bool bootp, bootp_automatic;	      /* BOOTP: static bindings; whatever is free, too, */
	uint32_t bootp_s;		      /* for so long; LEASE_UNLIMITED_S */
	unsigned withheld_count;
	struct ip4 *withheld; /* interface, RBS and virtual addresses, ascending */
};

/* Resolves a configuration that passed validation. No pool is served yet. */
struct dhcp_server *dhcp_server_new(const struct dhcp_server_source *source, uint64_t generation);
void dhcp_server_free(struct dhcp_server *s); /* accepts NULL */

/* Marks in `t` (new, over s->range) every address no client may get: gateways, server
 * identifiers, own, RBS and virtual addresses, network and broadcast addresses inside sections,
 * excluded ranges: LEASE_DISABLED; static bindings: LEASE_STATIC. */
void dhcp_server_withhold(const struct dhcp_server *s, struct lease_table *t);

/* An interface or virtual address of this device, or an end of a backup session. */
bool dhcp_server_is_withheld(const struct dhcp_server *s, struct ip4 a);

/* The pool of this name, in any case; DHCP_NO_POOL. */
unsigned dhcp_server_find(const struct dhcp_server *s, const char *name);

/* Whether a pool is served to clients heard on Vlanif<vlan>: by its terms, and one that no profile
 * binds not where a VRRP group is not Master, for there the other device serves it. */
bool dhcp_server_serves(const struct dhcp_server *s, unsigned pool, uint16_t vlan);

/* The same of an answer that was begun: also while the device stops. */
bool dhcp_server_answers(const struct dhcp_server *s, unsigned pool, uint16_t vlan);

/* Which pool answers a message heard on Vlanif<vlan>: that of the link a relay agent names (RFC
 * 3527), of the subnet its client names (RFC 3011), of the relay agent's own subnet; the client's
 * own subnet when it writes to us alone (renewing); else the link's. DHCP_NO_POOL when none. */
unsigned dhcp_server_pool_for(const struct dhcp_server *s, uint16_t vlan, bool unicast,
			      const struct dhcp_message *m);

/* Two pools, each below pools_count, are of one link: one pool, or of one shared network. */
bool dhcp_server_is_link(const struct dhcp_server *s, unsigned a, unsigned b);

/* The client's key in the pools of this one's link: its identifier, else its hardware address (RFC
 * 2131 4.2). A MAC with a static binding is one client under whatever identifier its programs send
 * (a boot ROM, an installer, the system), so its key is the hardware address; with `client-identity
 * mac-address` every MAC is. */
struct lease_key dhcp_key(const struct dhcp_server *s, unsigned pool, const struct dhcp_message *m);

/* When the client of a lease of so many seconds is told to renew it (T1) and to ask anybody (T2),
 * in seconds. */
uint32_t dhcp_t1_s(const struct dhcp_pool *p, uint32_t lease_s);
uint32_t dhcp_t2_s(const struct dhcp_pool *p, uint32_t lease_s);

/* Option 54 of this pool's replies to messages heard on Vlanif<vlan> (docs/vrp.md "DHCP
 * switches"). */
struct ip4 dhcp_server_identifier(const struct dhcp_server *s, unsigned pool, uint16_t vlan);

/* What the relay agent of m wants its clients to be told instead (RFC 5107); unset: nothing. */
struct ip4 dhcp_server_override(const struct dhcp_server *s, const struct dhcp_message *m);

#endif
