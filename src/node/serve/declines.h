/* node/serve/declines.h -- how many DECLINEs are believed: of one client, of all that come from one
 * place, of one pool. Each takes an address away for half an hour (dhcp_set_aside()), so without a
 * bound one station empties a pool by itself.
 *
 * In any DECLINES_WINDOW_US a client has DECLINES_CLIENT, a pool an eighth of its addresses but no
 * less than DECLINES_POOL, a place (node/serve/place.h) half of that. What was not believed does
 * not count against anybody.
 *
 * Local to this device: what the peer believed comes as records and is not judged here. Pure;
 * bounds: DECLINES_CLIENTS_MAX clients and DECLINES_PLACES_MAX places, beyond which who declined
 * least lately is forgotten; the pool's bound stays. Tested in test/unit/node/declines.c. */
#ifndef NODE_SERVE_DECLINES_H
#define NODE_SERVE_DECLINES_H

#include "dhcp/decide.h"

enum {
	DECLINES_CLIENT = 3,
	DECLINES_POOL = 8,
	DECLINES_CLIENTS_MAX = 256,
	DECLINES_PLACES_MAX = 64
};

#define DECLINES_WINDOW_US (1800 * TIME_SEC)

/* Rises by a share of the window with each one believed; as time passes it is left behind. */
struct declines_level {
	uint64_t who; /* hash; 0: nobody */
	uint64_t until_us;
};

struct declines { /* all zero: nobody declined anything */
	struct declines_level client[DECLINES_CLIENTS_MAX], place[DECLINES_PLACES_MAX];
	uint64_t pool_us[DHCP_POOLS_MAX];
};

enum declines_bound { DECLINES_BELIEVED, DECLINES_OF_CLIENT, DECLINES_OF_PLACE, DECLINES_OF_POOL };

/* A DECLINE that dhcp_decide() took for true, of a pool of so many addresses: believed, and
 * counted; or whose bound it would exceed. */
enum declines_bound declines_take(struct declines *d, const struct dhcp_request *request,
				  const struct dhcp_verdict *v, uint32_t addresses, uint64_t now);

/* A configuration came into force: pools have other numbers. Clients and places stay. */
void declines_configure(struct declines *d);

#endif
