/* linux/log.c -- see linux/log.h.
 *
 * The journal's native protocol: one datagram of NAME=value lines; a value must not hold a line
 * end, and put_clean() sees to that.
 *
 * A line is built on the caller's stack and leaves in one write, so threads need no lock. It is a
 * system call that may wait: the pulse thread logs before it starts, not after. */
#include "linux/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"

enum { LINE_MAX_BYTES = 1024, HOST_MAX = 247 };

static char log_name[HOST_MAX + 1];
static int journal = -1;

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
log_open(void)
{
	if (log_name[0] == '\0')
		gethostname(log_name, HOST_MAX);
	if (stderr_is_journal())
		journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

void
log_host(const char *name)
{
	snprintf(log_name, sizeof log_name, "%s", name);
}

static void
put_clean(struct text *t, const char *s)
{
	for (; *s != '\0'; s++) {
		char c = (unsigned char)*s < ' ' || *s == 0x7f ? '.' : *s;

		text_bytes(t, &c, 1);
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

static bool
log_to_journal(const struct event *e, const char *text)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
	char bytes[LINE_MAX_BYTES + 512];
	struct text t = text_of(bytes, sizeof bytes);

	text_add(&t, "PRIORITY=%u\nMODULE=%s\nMNEMONIC=%s\nADVICE=%s\nMESSAGE=", e->level,
		 e->module, e->mnemonic, e->advice);
	text_add(&t, "%%%%01%s/%u/%s: ", e->module, e->level, e->mnemonic);
	put_clean(&t, text);
	text_bytes(&t, "\n", 1);
	return sendto(journal, t.p, t.len, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to) ==
	       (ssize_t)t.len;
}

void
log_event(const struct event *e, const char *text)
{
	char bytes[LINE_MAX_BYTES];
	struct text t = text_of(bytes, sizeof bytes);

	if (journal >= 0 && log_to_journal(e, text))
		return;
	log_line(&t, (int64_t)clock_now() + clock_wall_offset(), log_name, e, text);
	/* nobody can be told that stderr is gone */
	if (write(STDERR_FILENO, t.p, t.len) < 0)
		return;
}

void
log_eventf(const struct event *e, const char *format, ...)
{
	char bytes[LINE_MAX_BYTES];
	struct text t = text_of(bytes, sizeof bytes);
	va_list args;

	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	log_event(e, t.p);
}
