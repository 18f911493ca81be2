/* linux/cli_users.c -- see linux/cli_users.h. */
#include "linux/cli_users.h"

#include <stddef.h>
#include <sys/epoll.h>

#include "base/time.h"

#define PATIENCE_US (1 * TIME_SEC)

static void
ready(struct loop_source *source, uint32_t events)
{
	struct cli_users *u = source->owner;

	(void)events;
	while (user_thread_hear(u->thread, &u->heard))
		u->named(u->owner, &u->heard);
}

static bool
begin(struct cli_users *u)
{
	if (u->thread != NULL)
		return true;
	u->thread = user_thread_start();
	if (u->thread == NULL)
		return false;
	u->source = (struct loop_source){user_thread_fd(u->thread), ready, u};
	if (loop_add(u->loop, &u->source, EPOLLIN) == 0)
		return true;
	user_thread_stop(u->thread, PATIENCE_US);
	u->thread = NULL;
	return false;
}

uint64_t
cli_users_ask(struct cli_users *u, unsigned place, const struct peer *p)
{
	if (!begin(u))
		return 0;
	user_thread_ask(u->thread, place, ++u->asked, p);
	return u->asked;
}

void
cli_users_end(struct cli_users *u)
{
	if (u->thread == NULL)
		return;
	loop_remove(u->loop, &u->source);
	user_thread_stop(u->thread, PATIENCE_US);
	u->thread = NULL;
}
