/* linux/notice.c -- see linux/notice.h. */
#include "linux/notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "linux/clock.h"
#include "linux/notify.h"

void
notice_begin(struct notice *n)
{
	*n = (struct notice){
	    .wanted = notify_wanted(), .beat_us = notify_watchdog_us(), .ready_by_us = TIME_NEVER};
}

void
notice_serving(struct notice *n, uint64_t now)
{
	if (!n->ready_said && n->ready_by_us == TIME_NEVER)
		n->ready_by_us = time_after(now, NOTICE_READY_US);
}

void
notice_hears(struct notice *n)
{
	if (n->ready_by_us == TIME_NEVER)
		return;
	notify_systemd("READY=1");
	n->ready_said = true;
	n->ready_by_us = TIME_NEVER;
}

void
notice_reloading(const struct notice *n)
{
	struct timespec now = clock_monotonic_in(0);
	char text[64];

	if (!n->wanted)
		return;
	snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		 (uint64_t)now.tv_sec * TIME_SEC + (uint64_t)now.tv_nsec / 1000);
	notify_systemd(text);
}

void
notice_reloaded(const struct notice *n)
{
	if (n->ready_said)
		notify_systemd("READY=1");
}

void
notice_stopping(const struct notice *n)
{
	if (n->wanted)
		notify_systemd("STOPPING=1\nSTATUS=stopping");
}

void
notice_stepped(struct notice *n)
{
	n->stepped = n->wanted;
}

static uint64_t
status_due(const struct notice *n)
{
	if (!n->stepped)
		return TIME_NEVER;
	return n->said[0] == '\0' ? 0 : time_after(n->status_us, NOTICE_STATUS_US);
}

bool
notice_wants_status(const struct notice *n, uint64_t now)
{
	return status_due(n) <= now;
}

void
notice_status(struct notice *n, uint64_t now, const char *text)
{
	char line[NOTICE_TEXT_MAX + sizeof "STATUS="];

	n->stepped = false;
	n->status_us = now;
	if (strncmp(n->said, text, sizeof n->said - 1) == 0)
		return;
	snprintf(n->said, sizeof n->said, "%s", text);
	snprintf(line, sizeof line, "STATUS=%s", n->said);
	notify_systemd(line);
}

uint64_t
notice_turn(struct notice *n, uint64_t now)
{
	uint64_t due_us = status_due(n);

	if (n->ready_by_us <= now)
		notice_hears(n);
	due_us = time_min(due_us, n->ready_by_us);
	if (n->beat_us == 0)
		return due_us;
	if (now >= n->beat_due_us) {
		notify_systemd("WATCHDOG=1");
		n->beat_due_us = time_after(now, n->beat_us);
	}
	return time_min(due_us, n->beat_due_us);
}
