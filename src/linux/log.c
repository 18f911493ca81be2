/* linux/log.c -- see linux/log.h.
 *
 * The journal's native protocol: one datagram of NAME=value lines; a value must not hold a line
 * end, and put_clean() sees to that.
 *
 * A line is finished by who logs, on his stack, with the time at which it was said; it is written
 * by the log's thread, in one write, or by himself before log_open() and after log_close(). */
#include "linux/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "base/time.h"
#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log_queue.h"
#include "linux/log_ring.h"

enum {
	HOST_MAX = 247,
	STAMP_BYTES = 20 /* "Nov 22 23:24:05.123 " */
};

static pthread_mutex_t name_lock = PTHREAD_MUTEX_INITIALIZER;
static char log_name[HOST_MAX + 1];
static int journal = -1;
static struct log_queue *queue;

/* systemd tells in JOURNAL_STREAM which device and inode its stderr pipe has. */
static bool
stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char mine[64];
	struct stat st;

	if (stream == NULL || fstat(STDERR_FILENO, &st) < 0)
		return false;
	snprintf(mine, sizeof mine, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(stream, mine) == 0;
}

void
log_host(const char *name)
{
	pthread_mutex_lock(&name_lock);
	snprintf(log_name, sizeof log_name, "%s", name);
	pthread_mutex_unlock(&name_lock);
}

static void
put_clean(struct text *t, const char *s)
{
	bool control;

	for (size_t n; *s != '\0'; s += n) {
		n = printable_next(s, &control);
		text_bytes(t, control ? "." : s, control ? 1 : n);
	}
}

void
log_line(struct text *t, int64_t wall_us, const char *host, const struct event *e, const char *text)
{
	static const char month[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t s = (time_t)(wall_us / (int64_t)TIME_SEC);
	struct tm tm = {0};

	gmtime_r(&s, &tm);
	text_add(t, "%s %02d %02d:%02d:%02d.%03d ", month[tm.tm_mon % 12], tm.tm_mday, tm.tm_hour,
		 tm.tm_min, tm.tm_sec, (int)(wall_us % (int64_t)TIME_SEC / (int64_t)TIME_MS));
	put_clean(t, host);
	text_add(t, " %%%%01%s/%u/%s: ", e->module, e->level, e->mnemonic);
	put_clean(t, text);
	text_bytes(t, "\n", 1);
	if (t->cut) {
		t->p[t->len - 1] = '\n';
	}
}

/* ---- where lines go ---- */

static bool
send_to_journal(const struct log_line *l)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
	const struct event *e = l->event;
	char bytes[LOG_LINE_BYTES + 512];
	struct text t = text_of(bytes, sizeof bytes);

	text_add(&t, "PRIORITY=%u\nMODULE=%s\nMNEMONIC=%s\nADVICE=%s\nMESSAGE=", e->level,
		 e->module, e->mnemonic, e->advice);
	text_bytes(&t, l->bytes + l->message, l->len - l->message);
	return sendto(journal, t.p, t.len, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to) ==
	       (ssize_t)t.len;
}

/* Nobody can be told that stderr is gone; one that takes nothing just now is waited for. */
static void
write_to_stderr(const struct log_line *l)
{
	struct pollfd fd = {.fd = STDERR_FILENO, .events = POLLOUT};

	while (write(STDERR_FILENO, l->bytes, l->len) < 0 && errno == EAGAIN)
		if (poll(&fd, 1, -1) < 0)
			return;
}

static void
write_line(const struct log_line *l)
{
	if (journal < 0 || l->event == NULL || !send_to_journal(l))
		write_to_stderr(l);
}

/* ---- what is said ---- */

static void
finish_line(struct log_line *l, const struct event *e, const char *text)
{
	struct text t = text_of(l->bytes, sizeof l->bytes);

	pthread_mutex_lock(&name_lock);
	log_line(&t, (int64_t)clock_now() + clock_wall_offset(), log_name, e, text);
	l->message = STAMP_BYTES + strlen(log_name) + 1;
	pthread_mutex_unlock(&name_lock);
	l->event = e;
	l->len = t.len;
}

static void
finish_dropped(uint64_t count, struct log_line *ret)
{
	char bytes[128];
	struct text t = text_of(bytes, sizeof bytes);

	text_add(&t, "Nobody read the log for a while (dropped=%llu)", (unsigned long long)count);
	finish_line(ret, &host_event_dropped, t.p);
}

static void
put(const struct log_line *l)
{
	log_ring_put(l);
	if (queue != NULL)
		log_queue_put(queue, l);
	else
		write_line(l);
}

void
log_open(void)
{
	static const struct log_writer writer = {write_line, finish_dropped};

	if (log_name[0] == '\0')
		gethostname(log_name, HOST_MAX);
	if (stderr_is_journal())
		journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	queue = log_queue_start(&writer);
}

void
log_close(void)
{
	struct log_queue *q = queue;

	queue = NULL;
	log_queue_stop(q, LOG_PATIENCE_US);
}

void
log_say(const char *text)
{
	struct log_line l = {.event = NULL};
	struct text t = text_of(l.bytes, sizeof l.bytes);

	text_add(&t, "twinleased: %s", text);
	if (t.len == sizeof l.bytes - 1)
		t.len--;
	text_bytes(&t, "\n", 1);
	l.len = t.len;
	put(&l);
}

void
log_event(const struct event *e, const char *text)
{
	struct log_line l;

	finish_line(&l, e, text);
	put(&l);
}

void
log_eventf(const struct event *e, const char *format, ...)
{
	char bytes[LOG_LINE_BYTES];
	struct text t = text_of(bytes, sizeof bytes);
	va_list args;

	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	log_event(e, t.p);
}
