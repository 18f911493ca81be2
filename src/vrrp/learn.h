/* vrrp/learn.h -- the interval of a Master whose interval is not the configured one.
 *
 * What one packet says changes no timer. The interval in use changes, longer or shorter, when the
 * Master's source announced the same other one twice, a configured Master_Down or more apart, with
 * no different one of that source between, and never silent for longer than a Master with that
 * interval may be. It is VRRP_LEARN_TIMES the configured one at most. Until then the configured
 * one counts. docs/vrrp.md "Another interval". Tested in test/unit/vrrp/learn.c. */
#ifndef VRRP_LEARN_H
#define VRRP_LEARN_H

#include "vrrp/settings.h"

enum { VRRP_LEARN_TIMES = 10 };

struct vrrp_interval { /* 0.0.0.0: none */
	struct ip4 source;
	uint32_t interval_ms;
	uint64_t since_us, heard_us;
};

struct vrrp_learning { /* all zero at first */
	struct vrrp_interval used, candidate;
};

/* Whether an advertisement with this interval may be followed at all. */
bool vrrp_learn_may(const struct vrrp_settings *cfg, uint32_t interval_ms);

/* The Master announced its interval. */
void vrrp_learn(struct vrrp_learning *l, const struct vrrp_settings *cfg, struct ip4 master,
		uint32_t interval_ms, uint64_t now);

/* In use while this is the Master. */
uint32_t vrrp_learn_interval(const struct vrrp_learning *l, const struct vrrp_settings *cfg,
			     struct ip4 master);

#endif
