/* linux/log_ring.h -- the newest lines of the log, kept for `display logbuffer`: LOG_RING_LINES of
 * them, of the whole process. Any thread; nobody waits for a reader longer than a copy takes.
 * Tested in test/unit/linux/survey.c. */
#ifndef LINUX_LOG_RING_H
#define LINUX_LOG_RING_H

#include "base/text.h"
#include "linux/log_queue.h"

enum { LOG_RING_LINES = 256 };

/* Copied; it takes the place of the oldest. */
void log_ring_put(const struct log_line *line);

/* Appends the newest lines that fit, whole, the oldest first; returns how many. */
unsigned log_ring_read(struct text *t);

#endif
