/* pulse/telling.c -- see pulse/telling.h. */
#include "pulse/telling.h"

bool
pulse_telling_now(struct pulse_telling *t, bool changed, bool moved, uint64_t now)
{
	uint64_t next_us = t->at_us + TIME_SEC;

	if (t->once && !changed && (!moved || now < next_us)) {
		t->due_us = moved ? next_us : TIME_NEVER;
		return false;
	}
	*t = (struct pulse_telling){.once = true, .at_us = now, .due_us = TIME_NEVER};
	return true;
}
