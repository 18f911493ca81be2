/* query/show.h -- display dhcp server leasequery. docs/vrp.md "Leasequery". Tested in
 * test/golden/leasequery.txt. */
#ifndef QUERY_SHOW_H
#define QUERY_SHOW_H

#include "show/show.h"

extern const struct show_row query_show_rows[]; /* the subject is struct query_shown */
extern const unsigned query_show_rows_count;

#endif
