/* bfd/show.h -- `display bfd ...`. Layouts: docs/vrp.md "BFD". Tested in test/golden/bfd.txt. */
#ifndef BFD_SHOW_H
#define BFD_SHOW_H

#include "bfd/latest.h"
#include "show/show.h"

/* Their subject is a struct bfd_latest. */
extern const struct show_row bfd_show_rows[];
extern const unsigned bfd_show_rows_count;

#endif
