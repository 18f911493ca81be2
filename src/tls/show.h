/* tls/show.h -- the displays of SSL policies; docs/vrp.md "SSL policy". Subject: struct tls_shown.
 * Tested in test/golden/ssl.txt. */
#ifndef TLS_SHOW_H
#define TLS_SHOW_H

#include "show/show.h"
#include "tls/shown.h"

extern const struct show_row tls_show_rows[];
extern const unsigned tls_show_rows_count;

#endif
