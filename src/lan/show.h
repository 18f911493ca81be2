/* lan/show.h -- `display vlan`, `display vlan <N>`, `display port vlan`, `display interface
 * brief`, `display ip interface brief`. Layouts: docs/vrp.md "LAN displays". Tested in
 * test/unit/lan/show.c. */
#ifndef LAN_SHOW_H
#define LAN_SHOW_H

#include "lan/heard.h"
#include "show/show.h"

/* The displays of what was heard, which must outlive the table. */
struct show_table lan_shows(const struct lan_heard *b);

#endif
