/* node/pair/supply.h -- what new clients may be given of a profile's pools, counted when a display
 * asks. */
#ifndef NODE_PAIR_SUPPLY_H
#define NODE_PAIR_SUPPLY_H

#include "rbp/shown.h"

/* pairs: a struct pairs; slot: of a profile that is used. For struct rbp_shown. */
struct rbp_supply supply_of_profile(const void *pairs, unsigned slot, uint64_t now);

#endif
