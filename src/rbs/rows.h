/* rbs/rows.h -- the configuration commands of a remote backup service. docs/vrp.md "Backup
 * service". Tested in test/unit/node/schema.c. */
#ifndef RBS_ROWS_H
#define RBS_ROWS_H

#include "conf/conf.h"

extern const struct conf_part rbs_part; /* struct rbs_config */

#endif
