/* linux/log_queue.h -- log lines on their way out, on a thread of their own: whoever logs never
 * waits for who reads.
 *
 * A bounded list of finished lines. The thread takes them out in their order and writes each as
 * long as that takes; what is said while the list is full is dropped and counted. The count is a
 * line of its own as soon as there is room: before the next line, and when the list is empty, so
 * it stands where the gap is.
 *
 * Any thread may put. Owns the lines and the count; what a line looks like and where it goes are
 * log.c's. No signals. Tested in test/unit/linux/log_queue.c. */
#ifndef LINUX_LOG_QUEUE_H
#define LINUX_LOG_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LOG_LINES_MAX = 256,  /* said and not yet written */
	LOG_LINE_BYTES = 1024 /* of one line, with its end */
};

struct event;

struct log_line {
	const struct event *event;
	size_t message; /* where "%%01MODULE/..." begins in bytes */
	size_t len;
	char bytes[LOG_LINE_BYTES]; /* with its line end and a '\0' */
};

struct log_writer {
	void (*write)(const struct log_line *line);	       /* on the thread; may take long */
	void (*dropped)(uint64_t count, struct log_line *ret); /* the line that says so */
};

struct log_queue;

/* NULL when the system gives no thread or no memory. */
struct log_queue *log_queue_start(const struct log_writer *writer);

/* Copied; never waits for a reader. */
void log_queue_put(struct log_queue *q, const struct log_line *line);

/* Waits until everything is written, patience_us at most, and ends the thread. False: it was not,
 * and the thread, which hangs in a write, is left behind with the queue. Accepts NULL. */
bool log_queue_stop(struct log_queue *q, uint64_t patience_us);

#endif
