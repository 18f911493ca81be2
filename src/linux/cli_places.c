/* linux/cli_places.c -- see linux/cli_places.h. */
#include "linux/cli_places.h"

/* -1: none. */
static int
first_free(const struct cli_place *place, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (!place[i].used)
			return (int)i;
	return -1;
}

static unsigned
number_of(const struct cli_place *place, unsigned count, uid_t uid)
{
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++)
		n += place[i].used && place[i].uid == uid;
	return n;
}

static unsigned
number_free(const struct cli_place *place, unsigned count)
{
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++)
		n += !place[i].used;
	return n;
}

/* The one that has waited longest, and long enough; -1: none. */
static int
longest_waiting(const struct cli_place *place, unsigned count, uid_t uid, uint64_t now)
{
	int found = -1;

	for (unsigned i = 0; i < count; i++) {
		const struct cli_place *p = &place[i];

		if (!p->used || p->uid != uid || now < p->due_us)
			continue;
		if (found < 0 || p->due_us < place[found].due_us)
			found = (int)i;
	}
	return found;
}

enum cli_place_found
cli_place_find(const struct cli_place *place, unsigned count, uid_t uid, bool owner, uint64_t now,
	       unsigned *ret)
{
	bool may = owner || (number_of(place, count, uid) < CLI_PLACES_OF_ONE &&
			     number_free(place, count) > CLI_PLACES_KEPT);
	int at = may ? first_free(place, count) : -1;
	bool is_free = at >= 0;

	if (!is_free)
		at = longest_waiting(place, count, uid, now);
	if (at < 0)
		return CLI_PLACE_NONE;
	*ret = (unsigned)at;
	return is_free ? CLI_PLACE_FREE : CLI_PLACE_TAKE;
}
