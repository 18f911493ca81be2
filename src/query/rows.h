/* query/rows.h -- the configuration commands of leasequery. docs/vrp.md "Leasequery". Tested in
 * test/unit/node/schema.c. */
#ifndef QUERY_ROWS_H
#define QUERY_ROWS_H

#include "conf/conf.h"

extern const struct conf_part query_part; /* struct query_config */

#endif
