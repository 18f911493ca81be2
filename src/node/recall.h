/* node/recall.h -- what survives a restart: the bindings, and beside them which half of the
 * addresses is ours (by service) and how a profile stood to its peer (declared down, BYE said,
 * fresh).
 *
 * Facts are kept by name, whether the name is configured now or not, so that a configuration change
 * moves no home and forgets no declaration (replication.md 3, R5, R8). Bounds: RECALL_HOMES_MAX,
 * RECALL_PAIRS_MAX names; beyond, the oldest is forgotten. Tested in test/unit/node/keep.c. */
#ifndef NODE_RECALL_H
#define NODE_RECALL_H

#include "node/state.h"

/* Reads the journal that keep_open() opened: bindings into the table, facts to memory. */
void recall_read(struct node *n);

/* What is known of a service's home: rbs_local.even; 0: nothing. */
uint8_t recall_home(const struct node *n, const char *service);

/* Agreed: remembered and written. */
void recall_keep_home(struct node *n, const char *service, uint8_t even, struct node_actions *out);

/* Whether anything is remembered of how a profile of this name stood to its peer. */
bool recall_has_pair(const struct node *n, const char *profile);

/* How the profile stood to its peer, into p (down, forfeited, fresh). */
void recall_pair(const struct node *n, struct profile *p);

/* That changed: remembered and written. */
void recall_keep_pair(struct node *n, const struct profile *p, struct node_actions *out);

#endif
