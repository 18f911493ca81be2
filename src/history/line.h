/* history/line.h -- a lease event as one line of the log. Tested in test/unit/history/entry.c. */
#ifndef HISTORY_LINE_H
#define HISTORY_LINE_H

#include "base/mac.h"
#include "base/text.h"
#include "history/entry.h"
#include "lease/search.h"

/* "10.10.10.40 granted, to 0200-0000-0001, until 2026-01-04 00:00:25 (host=printer, ...)". */
void history_line(const struct history_entry *e, struct text *to);

/* The MAC of the client, or "" (another length than 6, or none). */
const char *history_mac(const struct history_entry *e, char text[MAC_TEXT]);

#endif
