/* node/config/agreed.h -- what both devices must agree on for one profile, as lines (R10):
 * backup-id, MCLT when it is not the default, the VRRP group's version, VRID and virtual addresses
 * (timers may differ: they are learned), per pool bound to it its saved lines but for the
 * profile's name, which may differ, and of the system view the switch by which lines of those pools
 * count, where one of them has such a line. Nothing of the view of the service.
 * Tested in test/unit/node/agreed.c. */
#ifndef NODE_CONFIG_AGREED_H
#define NODE_CONFIG_AGREED_H

#include "conf/conf.h"

struct agreed {
	unsigned count;
	const char **line; /* into text */
	char *text;
};

/* The lines of the profile named so; to be freed with agreed_free(). */
struct agreed agreed_of_profile(const struct conf *c, const char *profile);
/* The same in place of others, which are freed. */
void agreed_renew(struct agreed *l, const struct conf *c, const char *profile);

void agreed_free(struct agreed *l); /* accepts empty ones */

#endif
