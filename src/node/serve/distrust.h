/* node/serve/distrust.h -- neighbours that lie: what the log says of them, seldom enough for any
 * flood. docs/rules.md "Whom a device believes". Tested in test/unit/node/distrust.c. */
#ifndef NODE_SERVE_DISTRUST_H
#define NODE_SERVE_DISTRUST_H

#include "dhcp/decide.h"
#include "node/serve/liars.h"
#include "node/step/step.h"

#define DISTRUST_TELL_US (10 * TIME_SEC) /* one line of a kind in so long */

struct distrust_told {	  /* of one kind of line */
	uint64_t next_us; /* not before */
	uint64_t more;	  /* left out since the last one */
};

struct distrust { /* all zero: nobody lied */
	struct distrust_told forged;
};

/* A RELEASE or DECLINE that its client did not send (dhcp_is_from_client()). */
void distrust_forged(struct distrust *d, const struct dhcp_request *request, struct step *step);

/* A station answers probes for too many addresses (liars.h); it does so no more. */
void distrust_liar(const struct liar *l, struct step *step);
void distrust_liar_over(const struct liar *l, struct step *step);

#endif
