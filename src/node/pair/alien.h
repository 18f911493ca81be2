/* node/pair/alien.h -- whose journal this device runs on (R9).
 *
 * A state folder that was copied (a template of a machine, a backup that came back on the wrong
 * device) makes two devices that believe to be one: with one half of the addresses, and one past.
 * What tells a copy is the swap: the journal keeps both addresses of each service, and here the
 * peer's is our own, or our own is the peer's. Where that cannot be seen, two devices that say
 * HELLO with one identity find it out, and the one with the higher source address is the copy.
 *
 * Such a device becomes another one in that step: pair_disown(), bind_disown(). Until a batch, or
 * until its peer is declared down, it gives new clients nothing and promises others no more than
 * the copy says. Tested in test/unit/node/identity.c, test/golden/copied.txt and by test/sim. */
#ifndef NODE_PAIR_ALIEN_H
#define NODE_PAIR_ALIEN_H

#include "node/step/step.h"

struct pairs;

/* Services and their addresses are in force, and what the journal knows is read. */
void alien_configure(struct pairs *all, struct step *step);

/* End of a step (node/settle.c): what a session heard. */
void alien_settle(struct pairs *all, struct step *step);

#endif
