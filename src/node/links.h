/* node/links.h -- what the host heard of ports and Vlanif interfaces. */
#ifndef NODE_LINKS_H
#define NODE_LINKS_H

#include "lan/board.h"
#include "node/step/input.h"
#include "node/step/step.h"

/* NODE_IN_LINK: into the board, and the log when it is news. */
void links_heard(struct lan_board *lan, const struct node_input *in, struct step *step);

#endif
