/* node/half.h -- which half of the addresses is ours (R4). */
#ifndef NODE_HALF_H
#define NODE_HALF_H

#include "node/state.h"

/* The half that is ours: 0 even, 1 odd addresses; also the lowest bit of our versions. */
uint8_t service_home(const struct service *s);

#endif
