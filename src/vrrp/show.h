/* vrrp/show.h -- `display vrrp` and its relatives. docs/vrp.md "VRRP displays".
 * Tested in test/unit/vrrp/show.c. */
#ifndef VRRP_SHOW_H
#define VRRP_SHOW_H

#include "show/show.h"
#include "vrrp/latest.h"

/* The rows; they read it at each step, so it must outlive the table. */
struct show_table vrrp_show_table(const struct vrrp_latest *latest);

#endif
