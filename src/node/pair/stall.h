/* node/pair/stall.h -- a disk that takes nothing, beside a peer that would serve.
 *
 * A disk may hang for seconds before it fails or goes on. Meanwhile nobody is answered; so when
 * what was handed over waits for the longest answer limit (R6), and the peer of some profile that
 * this device serves would serve it, this device counts as one whose disk fails: its sessions end,
 * the peer is told why, and its groups go on as gateways alone. Without such a peer nothing is
 * gained, and nothing is done before the disk has failed; a Slave that stalls is left to R6. It is
 * over when all that waited then is durable. docs/rules.md "Who serves".
 * Tested in test/unit/node/stall.c. */
#ifndef NODE_PAIR_STALL_H
#define NODE_PAIR_STALL_H

#include "node/step/step.h"

struct pairs;

/* The disk takes leases: it neither failed, nor begins, nor stalls. */
bool stall_disk_works(const struct pairs *all);

/* The longest answer limit (R6), microseconds. A stop waits no longer for what is with peers. */
uint64_t stall_patience_us(const struct pairs *all);

/* End of a step: it stalls, or no more. */
void stall_review(struct pairs *all, struct step *step);

/* When it will; TIME_NEVER. */
uint64_t stall_deadline(const struct pairs *all);

#endif
