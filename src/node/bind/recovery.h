/* node/bind/recovery.h -- what survives a restart: the bindings, and beside them which half of the
 * addresses is ours and which two addresses its devices have (by service), how a profile stood to
 * its peer (declared down, left, fresh, alien), and whether the journal was another device's.
 *
 * These facts are kept by name, whether the name is configured now or not; how a profile stands is
 * kept with the addresses of its pools (kept.h), and here only what an earlier version wrote, or
 * what forbids while there is no pool or no peer (R5, R8). Bounds: RECOVERY_HOMES_MAX,
 * RECOVERY_PAIRS_MAX, RECOVERY_PEERS_MAX names; beyond, the oldest is forgotten. Tested in
 * test/unit/node/writer.c, identity.c. */
#ifndef NODE_BIND_RECOVERY_H
#define NODE_BIND_RECOVERY_H

#include "journal/block.h"
#include "node/step/step.h"

struct bind;

/* Says what a start stands on when that is worth a question: no journal in the folder, or one whose
 * last word is old. After writer_open(). */
void recovery_tell(const struct bind *b, const char *folder, struct step *step);

/* Reads the journal that writer_open() opened: bindings into the table, facts to memory. */
void recovery_read(struct bind *b, const struct step *step);

/* What is known of a service's home: rbs_local.even; 0: nothing. */
uint8_t recovery_home(const struct bind *b, const char *service);

/* Agreed: remembered and written. */
void recovery_write_home(struct bind *b, const char *service, uint8_t even, struct step *step);

/* What was written last of how a profile stood to its peer (JOURNAL_PAIR); NULL: nothing. */
const struct journal_entry *recovery_pair(const struct bind *b, const char *profile);

/* The journal is new, agreed no half with any peer yet, or was repaired: a profile of which nothing
 * is remembered is fresh (R8). */
bool recovery_is_fresh(const struct bind *b);

/* That changed: remembered and written. Of e only u.pair but for the name is read. */
void recovery_write_pair(struct bind *b, const char *profile, struct journal_entry e,
			 struct step *step);

/* Whether the device that wrote the journal had a peer with this source address, or itself the
 * address that is the peer's now. */
bool recovery_is_copy(const struct bind *b, struct ip4 source, struct ip4 peer);

/* The addresses of a service under which a half was agreed; remembered and written when they are
 * news. */
void recovery_write_peer(struct bind *b, const char *service, struct ip4 source, struct ip4 peer,
			 struct step *step);

/* R9: the journal is a copy of the peer's. What is known is what the peer holds, homes and how
 * profiles stood are forgotten, and the device is another one: its identities are those of the
 * files, exclusive or these two random numbers, not 0. Written. */
void recovery_disown(struct bind *b, uint64_t device, uint64_t journal, struct step *step);

/* That is over: a batch was complete. Written; nothing when it was not so. */
void recovery_own(struct bind *b, struct step *step);

/* The device whose journal this one has a copy of, until recovery_own(); 0: none. */
uint64_t recovery_copy_of(const struct bind *b);

#endif
