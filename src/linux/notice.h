/* linux/notice.h -- what systemd is told of the service, and when (sd_notify): READY, RELOADING,
 * STOPPING, that the loop turns, and one line that `systemctl status` shows. Without NOTIFY_SOCKET
 * nothing is said and nothing is due.
 *
 * READY comes once the device hears: its configuration is in force, DHCP is listened for, and the
 * VRRP thread has said something since; or NOTICE_READY_US later, for a thread that says nothing
 * is a matter of the log. STATUS is said when it changed, at most every NOTICE_STATUS_US; the
 * words are node/brief.h's. Times are linux/clock.h's. Tested in test/unit/linux/notice.c. */
#ifndef LINUX_NOTICE_H
#define LINUX_NOTICE_H

#include <stdbool.h>

#include "base/time.h"

#define NOTICE_READY_US	 (1 * TIME_SEC)
#define NOTICE_STATUS_US (2 * TIME_SEC)

enum { NOTICE_TEXT_MAX = 256 };

struct notice {
	bool wanted;		       /* somebody listens */
	uint64_t beat_us, beat_due_us; /* how often the loop says that it turns; 0: never */
	bool ready_said;	       /* once */
	uint64_t ready_by_us;	       /* READY is owed, and said by then; TIME_NEVER: it is not */
	bool stepped;		       /* since the status was looked at */
	uint64_t status_us;	       /* when that was */
	char said[NOTICE_TEXT_MAX];    /* the status told last; "": none */
};

/* Before anything is told: what the environment asks for. */
void notice_begin(struct notice *n);

/* A configuration is in force. */
void notice_serving(struct notice *n, uint64_t now);

/* The VRRP thread said something, and it was told everything. */
void notice_hears(struct notice *n);

/* The startup file is read again; and that this ended, well or not: READY follows in any case, so
 * that `systemctl reload` ends. */
void notice_reloading(const struct notice *n);
void notice_reloaded(const struct notice *n);

void notice_stopping(const struct notice *n);

/* Something happened to the device. */
void notice_stepped(struct notice *n);

/* Whether a status is to be made and handed to notice_status() now. */
bool notice_wants_status(const struct notice *n, uint64_t now);
void notice_status(struct notice *n, uint64_t now, const char *text);

/* Says what is due. When to call again; TIME_NEVER: nothing is timed. */
uint64_t notice_turn(struct notice *n, uint64_t now);

#endif
