/* vrrp/learn.c -- see vrrp/learn.h.
 *
 * A Master that is slower than the configured Master_Down costs one switchover: its Backup becomes
 * Master between two of its advertisements, and the second one, which ends that, makes its interval
 * the one in use. So neither is forgotten when the group changes its state; but one whose source
 * was silent for longer than a Master of that interval may be is, or a single packet in its name
 * would take the Master away for as long again. */
#include "vrrp/learn.h"

bool
vrrp_learn_may(const struct vrrp_settings *cfg, uint32_t interval_ms)
{
	return cfg->learn_interval && interval_ms > 0 &&
	       interval_ms <= VRRP_LEARN_TIMES * cfg->interval_ms;
}

uint32_t
vrrp_learn_interval(const struct vrrp_learning *l, const struct vrrp_settings *cfg,
		    struct ip4 master)
{
	bool known = ip4_set(l->used.source) && ip4_same(l->used.source, master);

	return known && vrrp_learn_may(cfg, l->used.interval_ms) ? l->used.interval_ms
								 : cfg->interval_ms;
}

/* It said the same before, and not too long ago. */
static bool
goes_on(const struct vrrp_interval *c, const struct vrrp_settings *cfg, struct ip4 master,
	uint32_t interval_ms, uint64_t now)
{
	return ip4_same(c->source, master) && c->interval_ms == interval_ms &&
	       now <= time_after(c->heard_us, vrrp_master_down_us(cfg, interval_ms));
}

/* The interval in use is renewed by its source, or ends. */
static void
renew(struct vrrp_interval *used, const struct vrrp_settings *cfg, struct ip4 master,
      uint32_t interval_ms, uint64_t now)
{
	if (now > time_after(used->heard_us, vrrp_master_down_us(cfg, used->interval_ms)))
		*used = (struct vrrp_interval){0};
	else if (ip4_same(used->source, master) && used->interval_ms == interval_ms)
		used->heard_us = now;
}

void
vrrp_learn(struct vrrp_learning *l, const struct vrrp_settings *cfg, struct ip4 master,
	   uint32_t interval_ms, uint64_t now)
{
	struct vrrp_interval *c = &l->candidate;

	if (ip4_set(l->used.source))
		renew(&l->used, cfg, master, interval_ms, now);
	if (interval_ms == vrrp_learn_interval(l, cfg, master) ||
	    !vrrp_learn_may(cfg, interval_ms)) {
		if (ip4_same(c->source, master))
			*c = (struct vrrp_interval){0};
		return;
	}
	if (!goes_on(c, cfg, master, interval_ms, now)) {
		*c = (struct vrrp_interval){master, interval_ms, now, now};
		return;
	}
	c->heard_us = now;
	if (now < time_after(c->since_us, vrrp_master_down_us(cfg, cfg->interval_ms)))
		return;
	l->used = *c;
	*c = (struct vrrp_interval){0};
}
