/* linux/log.h -- one line per event on stderr, in VRP's form (docs/interface.md "Log lines"):
 *
 *	Nov 22 23:24:05.123 DeviceA %%01VRRP/4/STATE_CHANGE: Backup -> Master (vrid=1)
 *
 * Time is UTC, as in the displays. When stderr is systemd's journal, the same goes there with
 * fields instead: PRIORITY, MODULE, MNEMONIC, ADVICE. Any thread may log; lines never mix.
 *
 * From log_open() to log_close() nobody waits for who reads: lines leave on a thread of their own,
 * and those that find no room are counted (linux/log_queue.h). Tested in test/unit/linux/log.c. */
#ifndef LINUX_LOG_H
#define LINUX_LOG_H

#include <stdint.h>

#include "base/text.h"
#include "base/time.h"
#include "node/step/event.h"

/* Looks at stderr, once, before threads start. Where the system gives no thread, whoever logs
 * writes himself. */
void log_open(void);

/* Waits LOG_PATIENCE_US at most until every line is written. Nobody else logs any more. */
#define LOG_PATIENCE_US (500 * TIME_MS)
void log_close(void);

/* The HOST of the lines: the sysname; the machine's name before it is told here. */
void log_host(const char *name);

/* A sentence for whoever started the program: one line, without the form of an event. */
void log_say(const char *text);

/* One line. */
void log_event(const struct event *e, const char *text);
void log_eventf(const struct event *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The line with its end; wall_us since 1970. Control characters in text become '.'.
 * Not static for its test: what a program wrote to stderr cannot be read back there. */
void log_line(struct text *t, int64_t wall_us, const char *host, const struct event *e,
	      const char *text);

#endif
