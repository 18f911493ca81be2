/* vrrp/give_up.c -- see vrrp/give_up.h. */
#include "vrrp/give_up.h"

void
vrrp_give_up_note(struct vrrp_give_up *g, uint64_t now)
{
	bool again = g->at_us != 0 && now < time_after(g->at_us, VRRP_GIVE_UP_FORGET_US);

	g->span_us = again ? time_min(2 * g->span_us, VRRP_GIVE_UP_LAST_US) : VRRP_GIVE_UP_FIRST_US;
	g->at_us = now;
}

uint64_t
vrrp_give_up_until_us(const struct vrrp_give_up *g)
{
	return g->at_us == 0 ? 0 : time_after(g->at_us, g->span_us);
}
