/* node/bfd.h -- what the device knows of its BFD sessions: NODE_IN_BFD and NODE_IN_BFD_FAULTS.
 * Tested in test/golden/bfd.txt, test/unit/node/bfd.c. */
#ifndef NODE_BFD_H
#define NODE_BFD_H

#include "bfd/latest.h"
#include "node/pair/pairs.h"
#include "node/step/step.h"

struct bfd_heard { /* written by bfd.c alone */
	struct bfd_latest latest;
	uint64_t told[BFD_FAULTS];    /* packets of the kind that the log knows */
	uint64_t told_us[BFD_FAULTS]; /* 0: none yet */
	uint64_t minute_us;	      /* began then: of the lines of changes that follow */
	unsigned said, unsaid;	      /* changes since then: with a line, without one */
};

/* The latest status of a session; what it is to the services that track it. Whoever can forge
 * packets of a session can make it flap: so many changes in a minute have a line, of the others
 * their number is said. */
void bfd_status_heard(struct bfd_heard *b, struct pairs *pairs, const struct bfd_status *status,
		      struct step *step);

/* Packets dropped: a line a kind at once, then one in ten minutes. */
void bfd_faults_heard(struct bfd_heard *b, const struct bfd_faults *faults, struct step *step);

#endif
