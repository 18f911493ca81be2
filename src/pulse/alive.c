/* pulse/alive.c -- see pulse/alive.h. */
#include "pulse/alive.h"

void
alive_init(struct alive *a)
{
	*a = (struct alive){.stale = true, .since_us = TIME_NEVER, .limit_us = PULSE_STUCK_US};
}

/* A number put up long ago is not worth an answer. */
bool
alive_passes(struct alive *a, uint64_t now)
{
	if (a->asked != 0 && now > time_after(a->ask_us, PULSE_ASK_US) && a->since_us != TIME_NEVER)
		a->since_us = now;
	if (a->stale || now < a->fresh_until_us)
		return false;
	a->open = false;
	a->ask_us = now;
	a->stale = true;
	return true;
}

bool
alive_asks(struct alive *a, uint64_t now)
{
	if (now < a->ask_us)
		return false;
	if (!a->open) {
		a->open = true;
		a->asked++;
		a->asked_us = now;
	}
	if (a->since_us == TIME_NEVER)
		a->since_us = now;
	a->ask_us = time_after(now, PULSE_ASK_US);
	return true;
}

bool
alive_answered(struct alive *a, uint64_t number, uint64_t now)
{
	if (!a->open || number != a->asked)
		return false;
	a->open = a->stuck = false;
	a->since_us = TIME_NEVER;
	a->limit_us = PULSE_STUCK_US;
	a->heard_us = a->asked_us;
	a->fresh_until_us = time_after(a->asked_us, PULSE_FRESH_US);
	a->stale = now >= a->fresh_until_us;
	a->ask_us = a->stale ? now : time_after(a->asked_us, PULSE_ASK_US);
	return true;
}

void
alive_busy(struct alive *a, uint64_t span_us)
{
	a->limit_us = span_us < PULSE_BUSY_MOST_US ? span_us : PULSE_BUSY_MOST_US;
	if (a->limit_us < PULSE_STUCK_US)
		a->limit_us = PULSE_STUCK_US;
}

static uint64_t
sticks_us(const struct alive *a)
{
	return a->stuck || a->since_us == TIME_NEVER ? TIME_NEVER
						     : time_after(a->since_us, a->limit_us);
}

bool
alive_sticks(struct alive *a, uint64_t now)
{
	if (now < sticks_us(a))
		return false;
	a->stuck = true;
	return true;
}

uint64_t
alive_deadline(const struct alive *a)
{
	return time_min(a->ask_us, sticks_us(a));
}
