/* test/sim/deaf.c -- a device hears nobody any more and is heard by all, and the judge of that: it
 * does not stay Master beside a peer that would serve. */
#include "vrrp/deaf.h"
#include "test/sim/sim.h"

/* Silence, three rounds, the peer's dead time and skew, and something. */
#define DEAF_LIMIT (VRRP_DEAF_SILENT_US + VRRP_DEAF_ROUNDS * VRRP_DEAF_SPACE_US + 4 * TIME_SEC)

void
sim_deafen(struct sim *s, unsigned device, bool on)
{
	s->rig->device[device].deaf = on ? 100 : 0;
	s->rig->rbs_half[1 - device] = s->rig->vrrp_half[1 - device] = on;
}

void
sim_judge_deaf(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct rig_device *d = &s->rig->device[i], *other = &s->rig->device[1 - i];

		if (d->deaf < 100 || !d->alive || d->frozen || d->stuck || !other->alive ||
		    other->frozen || other->stuck || !other->lan_up || other->deaf > 0)
			s->hears_us[i] = s->rig->now;
		if (d->owns && s->rig->now - s->hears_us[i] > DEAF_LIMIT)
			sim_wrong(s, "I5: a deaf device stays Master", i, (struct ip4){0});
	}
}
