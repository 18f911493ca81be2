/* node/serve/declines.c -- see node/serve/declines.h. */
#include "node/serve/declines.h"

#include <string.h>

#include "node/serve/place.h"

/* The level of `who`, else the lowest one, begun anew for it. */
static struct declines_level *
level_of(struct declines_level *list, unsigned count, uint64_t who)
{
	struct declines_level *lowest = &list[0];

	for (unsigned i = 0; i < count; i++) {
		if (list[i].who == who)
			return &list[i];
		if (list[i].until_us < lowest->until_us)
			lowest = &list[i];
	}
	*lowest = (struct declines_level){.who = who};
	return lowest;
}

/* One more, where so many fit into the window. */
static uint64_t
risen(uint64_t until_us, uint32_t fit, uint64_t now)
{
	uint64_t from = until_us > now ? until_us : now;

	return time_after(from, DECLINES_WINDOW_US / fit);
}

static bool
overflows(uint64_t until_us, uint64_t now)
{
	return until_us > time_after(now, DECLINES_WINDOW_US);
}

static uint32_t
fit_pool(uint32_t addresses)
{
	return addresses / 8 > DECLINES_POOL ? addresses / 8 : DECLINES_POOL;
}

enum declines_bound
declines_take(struct declines *d, const struct dhcp_request *request, const struct dhcp_verdict *v,
	      uint32_t addresses, uint64_t now)
{
	uint32_t fit = fit_pool(addresses);
	struct declines_level *client =
	    level_of(d->client, DECLINES_CLIENTS_MAX, lease_key_hash(&v->key, v->pool) | 1);
	struct declines_level *place = level_of(d->place, DECLINES_PLACES_MAX, place_of(request));
	uint64_t of_client = risen(client->until_us, DECLINES_CLIENT, now);
	uint64_t of_place = risen(place->until_us, fit / 2, now);
	uint64_t of_pool = risen(d->pool_us[v->pool], fit, now);

	if (overflows(of_client, now))
		return DECLINES_OF_CLIENT;
	if (overflows(of_place, now))
		return DECLINES_OF_PLACE;
	if (overflows(of_pool, now))
		return DECLINES_OF_POOL;
	client->until_us = of_client;
	place->until_us = of_place;
	d->pool_us[v->pool] = of_pool;
	return DECLINES_BELIEVED;
}

void
declines_configure(struct declines *d)
{
	memset(d->pool_us, 0, sizeof d->pool_us);
}
