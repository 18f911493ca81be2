/* dhcp/look.h -- what every step of a decision looks at, and what all of them ask: may this client
 * have this address? Private to dhcp/decide.c and dhcp/request.c.
 *
 * The look reads the table and the pool, and writes the verdict alone; it lives for one message.
 * RFC 2131 4.3; the pair's rules are lease/rules.h. Tested in test/unit/dhcp/decide.c. */
#ifndef DHCP_LOOK_H
#define DHCP_LOOK_H

#include "dhcp/decide.h"
#include "dhcp/situation.h"

struct dhcp_look { /* what every step of a decision looks at */
	const struct dhcp_server *s;
	const struct lease_table *t;
	const struct dhcp_request *request;
	const struct dhcp_message *m;
	const struct dhcp_pool *pool;  /* of v->pool, */
	struct lease_rules rules;      /* of it, */
	uint64_t length_us;	       /* of a lease of it that nothing cuts short; TIME_NEVER */
	struct ip4 static_address;     /* the client's on this link; unset: none */
	enum dhcp_situation situation; /* of a REQUEST */
	uint64_t now;
	bool overtakes; /* nothing is left to offer but what others were offered */
	bool scarce;	/* nothing but conflicts is left to offer */
	bool pings;	/* an address is asked for before it is offered, whatever is known of it */
	bool in_vain;	/* a REQUEST takes an offer that cannot be kept, and holds nothing by it */
	struct dhcp_verdict *v;
	struct lease_record *unbound; /* room of dhcp_look_record() */
};

/* No other pool shares the link. */
bool dhcp_look_is_alone(const struct dhcp_look *l);

/* Makes this pool the one that is looked at, and that of the verdict. */
void dhcp_look_enter(struct dhcp_look *l, unsigned pool);

/* The same of the pool on this link that the address is in: in a section of it, or in its subnet;
 * of no pool on this link: nothing changes. */
void dhcp_look_enter_of(struct dhcp_look *l, struct ip4 address);

/* The static binding of the client in the pools of this link; unset: none. */
struct ip4 dhcp_look_static(const struct dhcp_look *l);

/* The address that is offered to the client in any pool of this link; false: none. */
bool dhcp_look_offered(const struct dhcp_look *l, struct ip4 *ret);

/* The record of an address: all zero but the address when never bound; NULL outside every range.
 * Until the next call. */
const struct lease_record *dhcp_look_record(const struct dhcp_look *l, struct ip4 address);

/* A client may be one under every identifier (dhcp_key()), but what it got before that was
 * configured it may hold under its own: then that is its key in this verdict. */
void dhcp_look_name(struct dhcp_look *l, struct ip4 address);

/* What the client of this verdict holds in a pool of this link under its identifier, though the
 * pool knows it by its hardware address; NULL: nothing, or it is another station's of the same
 * identifier. */
const struct lease_record *dhcp_look_other(const struct dhcp_look *l, unsigned pool);

/* Option 82: of the message, else, when a client renews without its relay agent, what was kept with
 * its lease. */
struct rd dhcp_look_agent(const struct dhcp_look *l);

/* The station of the record is the one that asks, as far as the record says. */
bool dhcp_look_is_station(const struct dhcp_look *l, const struct lease_record *r);

/* The record is this client's, and another station asks in its name: two of one identifier. */
void dhcp_look_shared(struct dhcp_look *l, const struct lease_record *r);

/* Whole seconds from now to until_us, LEASE_UNLIMITED_S for TIME_NEVER. */
uint32_t dhcp_look_seconds(uint64_t until_us, uint64_t now);

/* The record names the client as the one that has the address leased, past or not. */
bool dhcp_look_has_lease(const struct dhcp_look *l, const struct lease_record *r);

/* Another address is bound to the client statically, and could be given to it now. */
bool dhcp_look_is_expected(const struct dhcp_look *l, const struct lease_record *r);

/* The address is statically another client's, or this one is expected at another, but it has a
 * lease of it that ends: the binding takes effect then (R10), so it is not made longer. */
bool dhcp_look_runs_out(const struct dhcp_look *l, const struct lease_record *r);

/* What configuration and updates under way say; DHCP_WHY_OFFERED: nothing against it. */
enum dhcp_why dhcp_look_locally(const struct dhcp_look *l, const struct lease_record *r);

/* What the rules of the pair say: DHCP_WHY_OFFERED, and until when, *ret_until. */
enum dhcp_why dhcp_look_rules(const struct dhcp_look *l, const struct lease_record *r,
			      uint64_t *ret_until);

/* For lease_choose(): context is the look. */
bool dhcp_look_fits(const void *context, const struct lease_record *r);

#endif
