/* bfd/rows.h -- the configuration lines of a BFD session. docs/vrp.md "BFD". Tested in
 * test/unit/node/schema.c. */
#ifndef BFD_ROWS_H
#define BFD_ROWS_H

#include "conf/conf.h"

extern const struct conf_part bfd_part; /* struct bfd_config */
/* The line that enters the view, of the same struct. */
#define BFD_BIND                                                                                   \
	"bfd <name:1-64> bind peer-ip <ip> [interface <interface>] [source-ip <ip>] "              \
	"[{auto=1}]"
extern const struct row bfd_bind_row;

#endif
