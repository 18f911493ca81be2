/* node/bind/bind.h -- the bindings of one device: the room as a whole. What it does stands in
 * pools.h (the pools in force), change.h (a change until it is safe), peer_records.h (what the peer
 * says), writer.h (the journal), recovery.h (what a start reads back), expiry.h (what becomes due),
 * standby.h (what a Slave keeps for later).
 *
 * Nothing here knows a session or a client's frame: what the peer is to hear and what a client is
 * to be answered waits in change.h until settle.c hands it over. How a profile stands to its peer
 * is read through `standings`. */
#ifndef NODE_BIND_BIND_H
#define NODE_BIND_BIND_H

#include "conf/conf.h"
#include "dhcp/decide.h"
#include "dhcp/server.h"
#include "lease/table.h"
#include "node/step/step.h"

struct standby;
struct standings;
struct bind;

/* Random numbers, not 0; device and journal are replaced by those of the journal that is found. */
struct bind_identity {
	uint64_t device, journal, incarnation;
};

/* standings: read from now on, whenever something is decided. No pools, nothing is written yet. */
struct bind *bind_new(const struct standings *standings);
void bind_free(struct bind *b); /* accepts NULL */

void bind_identify(struct bind *b, const struct bind_identity *identity);
const struct bind_identity *bind_identity(const struct bind *b);

/* The pools of a configuration come into force; its profiles already stand in `standings`. Once
 * before anything else, with a configuration that has none. */
void bind_configure(struct bind *b, const struct conf *running, struct step *step);

/* The pools in force; valid until the next bind_configure(). */
const struct dhcp_server *bind_server(const struct bind *b);

/* Their binding table; valid until the next bind_configure(). */
const struct lease_table *bind_leases(const struct bind *b);

/* The highest version made or seen here. */
uint64_t bind_version(const struct bind *b);

/* The peer's disk is another: nothing of the profile's addresses is acknowledged any more. */
void bind_forget_acked(struct bind *b, unsigned profile);

/* Leases that clients hold though no pool covers the address any more. */
unsigned bind_outside(const struct bind *b, const struct step *step);

/* What a verdict leaves on this device alone (dhcp_settle()). */
void bind_settle(struct bind *b, const struct dhcp_verdict *v, const struct step *step);

/* The address is held for the verdict's client while the link is asked who has it (R5). */
void bind_hold(struct bind *b, const struct dhcp_verdict *v, const struct step *step);

/* Whether and by which rules a pool (below pools_count) is served from now on. */
void bind_set_terms(struct bind *b, unsigned pool, const struct dhcp_terms *terms);

/* Whether Vlanif<vlan> has a VRRP group that is not Master, until the next configuration. */
void bind_set_backup(struct bind *b, uint16_t vlan, bool backup);

/* R5, R8: what the peer may have made and we never saw is older than what is made from now on. */
void bind_set_apart(struct bind *b, struct step *step);

/* R9: the journal is a copy of the peer's. Another identity and incarnation from now on; what is
 * known is the peer's (recovery_disown()), and versions go on where that one's never come. */
void bind_disown(struct bind *b, struct step *step);

/* What a Slave keeps for later; to be used by the verbs of standby.h. */
struct standby *bind_standby(struct bind *b);

#endif
