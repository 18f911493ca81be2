/* rbp/digest.h -- the digest of everything both devices must agree on for one profile (R10).
 *
 * node/ renders the lines of the pools bound to the profile (pool, gateway, sections, excluded
 * ranges, server identifier, leases, static bindings), the backup-id and the VRRP group, in
 * canonical form and order; this hashes them. The lines are kept by node/ and handed to the session
 * (struct rbs_local_group), which names the differing ones when digests differ.
 * Tested in test/unit/rbp/role.c. */
#ifndef RBP_DIGEST_H
#define RBP_DIGEST_H

#include <stdint.h>

/* The same lines in the same order give the same value on both devices; never 0. */
uint64_t rbp_digest(const char *const *line, unsigned count);

#endif
