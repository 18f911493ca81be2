/* node/bfd.h -- what the device knows of its BFD sessions: NODE_IN_BFD and NODE_IN_BFD_FAULTS.
 * Tested in test/golden/bfd.txt. */
#ifndef NODE_BFD_H
#define NODE_BFD_H

#include "bfd/latest.h"
#include "node/pair/pairs.h"
#include "node/step/step.h"

struct bfd_heard { /* written by bfd.c alone */
	struct bfd_latest latest;
	uint64_t told[BFD_FAULTS];    /* packets of the kind that the log knows */
	uint64_t told_us[BFD_FAULTS]; /* 0: none yet */
};

/* The latest status of a session; what it is to the services that track it. */
void bfd_status_heard(struct bfd_heard *b, struct pairs *pairs, const struct bfd_status *status,
		      struct step *step);

/* Packets dropped: a line a kind at once, then one in ten minutes. */
void bfd_faults_heard(struct bfd_heard *b, const struct bfd_faults *faults, struct step *step);

#endif
