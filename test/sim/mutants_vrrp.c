/* test/sim/mutants_vrrp.c -- see test/sim/mutants_vrrp.h, and mutants.c for how one is made. */
#include "test/sim/mutants_vrrp.h"

#include "pulse/follow.h"
#include "test/sim/wrap.h"
#include "vrrp/deaf.h"

bool sim_deaf_stays, sim_gate_uncapped;

WRAPS(vrrp_deaf_look);

/* As if a frame had been heard just then. */
enum vrrp_deaf_verdict
__wrap_vrrp_deaf_look(struct vrrp_deaf *d, bool may, uint64_t now)
{
	enum vrrp_deaf_verdict ret = __real_vrrp_deaf_look(d, may, now);

	if (ret != VRRP_DEAF_OUT || !sim_deaf_stays)
		return ret;
	d->out = false;
	d->heard_us = now;
	return VRRP_DEAF_NOTHING;
}

WRAPS(follow_spoken);

bool
__wrap_follow_spoken(const struct pulse_bfd *b, const struct slot *s, uint64_t now,
		     struct vrrp_input *ret)
{
	return !sim_gate_uncapped && __real_follow_spoken(b, s, now, ret);
}
