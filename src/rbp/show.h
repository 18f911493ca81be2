/* rbp/show.h -- the displays of remote backup profiles; docs/vrp.md "Profile displays". Subject:
 * struct rbp_shown. Tested in test/unit/rbp/show.c. */
#ifndef RBP_SHOW_H
#define RBP_SHOW_H

#include "rbp/shown.h"
#include "show/show.h"

extern const struct show_row rbp_show_rows[];
extern const unsigned rbp_show_rows_count;

#endif
