/* dhcp/validate.c -- see dhcp/validate.h. What a line alone gets wrong (a range upside down, a
 * gateway that is no host) never comes here: the checks of dhcp/rows.c refuse it when it is typed.
 */
#include "dhcp/validate.h"

#include "dhcp/rows.h"

static void
section(const struct dhcp_pool_config *p, const struct dhcp_section *s, struct conf_errors *e)
{
	if (!p->gateway.set)
		conf_error_add(e, s, "The gateway of the pool is not configured.");
	else if (!ip4_together(s->low, p->gateway.address, p->gateway.mask) ||
		 !ip4_together(s->high, p->gateway.address, p->gateway.mask))
		conf_error_add(e, s, "The section is not in the subnet of the gateway.");
	for (const struct dhcp_section *other = p->section; other < s; other++)
		if (s->low.host <= other->high.host && other->low.host <= s->high.host)
			conf_error_add(e, s, "The section overlaps section %u.", other->number);
}

static bool
in_section(const struct dhcp_pool_config *p, struct ip4 low, struct ip4 high)
{
	for (unsigned i = 0; i < DHCP_SECTIONS_MAX && p->section[i].set; i++)
		if (p->section[i].low.host <= low.host && high.host <= p->section[i].high.host)
			return true;
	return false;
}

static void
excluded(const struct dhcp_pool_config *p, const struct dhcp_excluded *x, struct conf_errors *e)
{
	if (!in_section(p, x->low, x->high))
		conf_error_add(e, x, "The excluded addresses are not in a section of the pool.");
}

static void
static_bind(const struct dhcp_pool_config *p, const struct dhcp_static *s, struct conf_errors *e)
{
	if (!in_section(p, s->address, s->address))
		conf_error_add(e, s, "The address is not in a section of the pool.");
	for (const struct dhcp_static *other = p->static_bind; other < s; other++)
		if (mac_same(other->mac, s->mac)) {
			conf_error_add(e, s, "The MAC address is bound to another address.");
			return;
		}
}

static void
route(const struct dhcp_route *r, struct conf_errors *e)
{
	if (r->length < 32 && r->network.host & UINT32_MAX >> r->length)
		conf_error_add(e, r, "The destination of the route has bits beyond its mask.");
}

/* T1 < T2 < lease, with the defaults of RFC 2131 4.4.5 for what is not configured. */
static void
times(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	struct dhcp_pool_config filled = *p;
	uint32_t t1 = dhcp_duration_s(&p->renewal), t2 = dhcp_duration_s(&p->rebinding), lease;
	bool t2_given = t2 != 0;

	conf_fill(&dhcp_pool_part, &filled);
	lease = dhcp_duration_s(&filled.lease);
	if (lease == 0)
		lease = UINT32_MAX;
	if (t2 == 0)
		t2 = lease / 8 * 7;
	if (t2_given && t2 >= lease)
		conf_error_add(e, &p->rebinding, "The rebinding time is not below the lease.");
	if (t1 != 0 && t1 >= t2)
		conf_error_add(e, &p->renewal, "The renewal time is not below the rebinding time.");
	else if (t1 == 0 && t2_given && lease / 2 >= t2)
		conf_error_add(e, &p->rebinding,
			       "The rebinding time is not above the renewal time.");
}

void
dhcp_pool_validate(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	for (unsigned i = 0; i < DHCP_SECTIONS_MAX && p->section[i].set; i++)
		section(p, &p->section[i], e);
	for (unsigned i = 0; i < DHCP_EXCLUDED_MAX && p->excluded[i].set; i++)
		excluded(p, &p->excluded[i], e);
	for (unsigned i = 0; i < DHCP_STATIC_MAX && p->static_bind[i].set; i++)
		static_bind(p, &p->static_bind[i], e);
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && p->route[i].set; i++)
		route(&p->route[i], e);
	times(p, e);
}
