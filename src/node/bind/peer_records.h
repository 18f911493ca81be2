/* node/bind/peer_records.h -- what the peer says of bindings: records that it made, versions that
 * it holds. A record that was judged stands; one of a batch or a digest is merged, and what a cut
 * brought about (two clients at one address, a later promise outlived) is told or restored.
 * docs/rules.md "Record, version, home". Tested by test/unit/node/pair.c and test/sim. */
#ifndef NODE_BIND_PEER_RECORDS_H
#define NODE_BIND_PEER_RECORDS_H

#include "node/step/step.h"
#include "rbs/session.h"

struct bind;

/* A record of the peer: into the table and the journal. */
void peer_records_store(struct bind *b, const struct lease_record *theirs, bool judged,
			struct step *step);

/* Versions that go out to the peer, versions it holds. */
void peer_records_sent(struct bind *b, const struct rbs_mark *mark, unsigned count);
void peer_records_marked(struct bind *b, const struct rbs_mark *mark, unsigned count,
			 struct step *step);

#endif
