/* tls/rows.h -- the configuration commands of an SSL policy. docs/vrp.md "SSL policy". Tested in
 * test/unit/node/schema.c. */
#ifndef TLS_ROWS_H
#define TLS_ROWS_H

#include "conf/conf.h"

extern const struct conf_part tls_part; /* struct tls_config */

#endif
