/* cli/points_show.h -- the displays of commit points; their subject is a session. Private to cli/.
 * Tested in test/golden/points.txt. */
#ifndef CLI_POINTS_SHOW_H
#define CLI_POINTS_SHOW_H

#include "show/show.h"

extern const struct show_row points_show_rows[];
extern const unsigned points_show_rows_count;

#endif
