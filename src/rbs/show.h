/* rbs/show.h -- the displays of remote backup services; docs/vrp.md "Service displays". Subject:
 * struct rbs_shown. Tested in test/unit/rbs/show.c. */
#ifndef RBS_SHOW_H
#define RBS_SHOW_H

#include "rbs/shown.h"
#include "show/show.h"

extern const struct show_row rbs_show_rows[];
extern const unsigned rbs_show_rows_count;

#endif
