/* history/moment.h -- moments of the wall clock (UTC) as an operator types them, and as they are
 * printed. Tested in test/unit/history/moment.c. */
#ifndef HISTORY_MOMENT_H
#define HISTORY_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { HISTORY_MOMENT_TEXT = 24 };

/* `2026-01-31T03:00:00`, `2026-01-31T03:00`, `2026-01-31`; `03:00`, `03:00:00`: of the day of
 * now_ms. What is left out is the beginning of the day or minute, or with `ends` its last
 * millisecond. Years 1970 to 9999. False: it is none; *ret_ms is untouched. */
bool history_moment_parse(const char *text, uint64_t now_ms, bool ends, uint64_t *ret_ms);

/* `2026-01-31 03:00:00`, into text, returned; `--` for 0, `unlimited` for HISTORY_NEVER_MS. */
const char *history_moment_format(uint64_t ms, char text[HISTORY_MOMENT_TEXT]);

#endif
