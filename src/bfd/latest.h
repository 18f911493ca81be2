/* bfd/latest.h -- the latest status of every BFD session of a device, by name, and the packets
 * dropped: what node/ keeps and what the displays read. Tested in test/unit/bfd/latest.c. */
#ifndef BFD_LATEST_H
#define BFD_LATEST_H

#include "bfd/status.h"

struct bfd_latest {
	unsigned count;
	struct bfd_status status[BFD_SESSIONS_MAX]; /* sorted by name */
	struct bfd_faults faults;
};

/* Replaces the session's status or adds it; one that is gone is forgotten. */
void bfd_latest_put(struct bfd_latest *b, const struct bfd_status *status);

/* By name in any case, or by local discriminator; NULL: there is none. */
const struct bfd_status *bfd_latest_find(const struct bfd_latest *b, const char *name);
const struct bfd_status *bfd_latest_local(const struct bfd_latest *b, uint32_t local);

#endif
