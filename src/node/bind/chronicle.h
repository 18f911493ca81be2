/* node/bind/chronicle.h -- lease events on their way to the history (history/entry.h): what is
 * granted here and what the peer says. One NODE_ACT_HISTORY at the end of a step holds all that
 * happened in it. Nothing waits for it, and nothing is decided by it. Tested in
 * test/unit/node/lookup.c. */
#ifndef NODE_BIND_CHRONICLE_H
#define NODE_BIND_CHRONICLE_H

#include "lease/record.h"
#include "lease/trail.h"
#include "node/step/step.h"

struct bind;

/* Whether entries are made from now on. */
void chronicle_keep(struct bind *b, bool on);

/* The binding becomes `after`; to be called while it is still `before`. learned: the peer says so.
 * Runs while a client waits for its answer. */
void chronicle_note(struct bind *b, const struct lease_record *before,
		    const struct lease_record *after, bool learned, struct step *step);

/* The addresses whose bindings changed, whether entries are made or not. */
const struct lease_trail *chronicle_trail(const struct bind *b);

/* At the end of a step: hands over what was noted. */
void chronicle_flush(struct bind *b, struct step *step);

#endif
