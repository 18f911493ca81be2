/* node/bind/journal_show.h -- `display dhcp server database`: what the journal does, for whoever
 * asks why a device answers nobody. The command is the product line's (docs/vrp.md "DHCP
 * displays"), its fields are ours. Subject: struct node. Tested in test/golden/database.txt. */
#ifndef NODE_KEEP_SHOW_H
#define NODE_KEEP_SHOW_H

#include "show/show.h"

extern const struct show_row journal_show_rows[];
extern const unsigned journal_show_rows_count;

#endif
