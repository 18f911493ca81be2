/* dhcp/ends.h -- how a binding ends: given back, declined, expired, replaced, found in use, freed
 * by an operator. docs/rules.md R3.
 *
 * All of it reads only. What comes back is the record that is to replace the one looked at,
 * complete but for its version, which is still to be drawn. Tested in test/unit/dhcp/ends.c. */
#ifndef DHCP_ENDS_H
#define DHCP_ENDS_H

#include "base/mac.h"
#include "dhcp/server.h"
#include "lease/table.h"

/* R3: so soon after the binding began (LEASE_LATE_US), a message of its client may be an older one
 * that was long on its way. */
bool dhcp_may_be_late(const struct lease_record *r, uint64_t now);

/* The client of the lease r gave it back: the address is kept for it a while. */
struct lease_record dhcp_given_back(const struct lease_record *r, uint64_t now);

/* The client of the lease r found the address in use: nobody gets it for the time that its pool
 * says, or until an operator frees it (TIME_NEVER). The key stays, so that a merge knows whose
 * lease this ended; the table finds no client by it. */
struct lease_record dhcp_set_aside(const struct dhcp_pool *p, const struct lease_record *r,
				   uint64_t now);

/* The update that frees a due binding (expired, kept long enough, or an old conflict), if the
 * pool's terms allow it now, or gives back in its client's name the lease that a newer one
 * replaced. */
bool dhcp_expire(const struct dhcp_server *s, const struct lease_table *t,
		 const struct lease_record *due, uint64_t now, struct lease_record *ret);

/* The update that gives a due lease back that its client was never told of (R2, in doubt), once the
 * client has another one of the pool; false when the pool does not serve, it has none, or an update
 * of the address is on its way. */
bool dhcp_end_untold(const struct dhcp_server *s, const struct lease_table *t,
		     const struct lease_record *due, uint64_t now, struct lease_record *ret);

/* The update that withholds an address for a while, because somebody on the link uses it: `by`. If
 * he is the client that gave it back, it is kept for him. False when the pool does not serve, the
 * address is leased, or an update of it is on its way. */
bool dhcp_conflict(const struct dhcp_server *s, const struct lease_table *t, struct ip4 address,
		   struct mac by, uint64_t now, struct lease_record *ret);

/* The update that frees before its time what is withheld: kept for the client that gave it back, or
 * found in use. If the pool's terms allow it; as long as it would have been withheld, half an hour
 * at most, it is given only after a probe. */
bool dhcp_free_early(const struct dhcp_server *s, const struct lease_table *t,
		     const struct lease_record *withheld, uint64_t now, struct lease_record *ret);

/* The update by which an operator takes a lease that lasts from its client: as if that had given it
 * back, but it may believe until the end it was told, and the drift, that it has the address. False
 * when the pool does not serve, what is kept of a client would not be freed by the pair's rules
 * now, an update of the address is on its way, or a promise made alone stands beside the lease:
 * that one lasts, and nobody else would get the address. */
bool dhcp_take_back(const struct dhcp_server *s, const struct lease_table *t,
		    const struct lease_record *lease, uint64_t now, struct lease_record *ret);

#endif
