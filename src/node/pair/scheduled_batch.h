/* node/pair/scheduled_batch.h -- `batch-backup service-type dhcp-server daily`: everything is sent
 * to the peer once a day. The moment is one of the wall clock that displays print; a clock that
 * jumps costs a batch more or less, no more. Tested in test/unit/node/timed.c. */
#ifndef NODE_PAIR_SCHEDULED_BATCH_H
#define NODE_PAIR_SCHEDULED_BATCH_H

#include "node/step/step.h"

struct pairs;

/* A commit: a time of today that is over counts for tomorrow. */
void scheduled_batch_configure(struct pairs *all, const struct step *step);

/* Begins what is due; one that finds no session is over for today: a new session begins with a
 * batch anyway. */
void scheduled_batch_tick(struct pairs *all, struct step *step);
uint64_t scheduled_batch_deadline(const struct pairs *all, uint64_t now, int64_t wall_offset_us);

#endif
