/* node/bind/recovery.h -- what survives a restart: the bindings, and beside them which half of the
 * addresses is ours (by service) and how a profile stood to its peer (declared down, left,
 * fresh).
 *
 * Facts are kept by name, whether the name is configured now or not, so that a configuration change
 * moves no home and forgets no declaration (R5, R8). Bounds: RECOVERY_HOMES_MAX,
 * RECOVERY_PAIRS_MAX names; beyond, the oldest is forgotten. Tested in test/unit/node/writer.c. */
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

/* The journal is new, or was repaired: a profile of which nothing is remembered is fresh (R8). */
bool recovery_is_fresh(const struct bind *b);

/* That changed: remembered and written. Of e only u.pair but for the name is read. */
void recovery_write_pair(struct bind *b, const char *profile, struct journal_entry e,
			 struct step *step);

#endif
