/* rbp/rows.h -- the configuration commands of a remote backup profile. docs/vrp.md "Backup
 * profile". Tested in test/unit/node/schema.c. */
#ifndef RBP_ROWS_H
#define RBP_ROWS_H

#include "conf/conf.h"

extern const struct conf_part rbp_part; /* struct rbp_config */

#endif
