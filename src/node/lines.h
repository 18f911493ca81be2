/* node/lines.h -- what both devices must agree on for one profile, as lines (R10): backup-id, MCLT
 * when it is not the default, the VRRP group's version, VRID and virtual addresses (timers may
 * differ: they are learned), and per pool bound to it its saved lines but for descriptions and the
 * profile's name, which may differ. Tested in test/unit/node/lines.c. */
#ifndef NODE_LINES_H
#define NODE_LINES_H

#include "conf/conf.h"

struct lines {
	unsigned count;
	const char **line; /* into text */
	char *text;
};

/* The lines of the profile named so; to be freed with lines_free(). */
struct lines lines_of_profile(const struct conf *c, const char *profile);
void lines_free(struct lines *l); /* accepts empty ones */

#endif
