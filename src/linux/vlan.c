/* linux/vlan.c -- see vlan.h.
 *
 * For the loop's thread, out of lan_apply.c. Nothing is remembered: each step looks at what the
 * kernel has (lan_seen.h) and does only what is missing, so a link of ours of the wrong kind is
 * removed first, one of another owner is never touched (-EEXIST). The port hands frames in last,
 * when what they come to is up. */
#include "linux/vlan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "linux/lan_make.h"
#include "linux/links.h"

void
vlan_names(const char *device, int port, uint16_t vlan, char *ret_inner, char *ret_outer)
{
	int n = snprintf(ret_inner, IF_NAMESIZE, "%s.%u", device, vlan);

	if (n > IF_NAMESIZE - 2)
		snprintf(ret_inner, IF_NAMESIZE, "p%d.%u", port, vlan);
	snprintf(ret_outer, IF_NAMESIZE, "%.14so", ret_inner);
}

static bool
is_right(const struct lan_seen_link *link, const struct vlan_sub *sub, bool dot1q)
{
	if (dot1q)
		return strcmp(link->kind, "vlan") == 0 && link->parent == sub->port->index;
	return strcmp(link->kind, "veth") == 0;
}

/* Everything the bridge's end needs. An 802.1Q device cannot be up on a port that is down; the
 * kernel raises it with the port. */
static int
raise_inner(struct rtnl *r, const struct lan_seen_link *have, int index, const struct vlan_sub *sub)
{
	int result = 0;

	if (!have || have->master != sub->bridge)
		result = lan_make_member(r, index, sub->bridge);
	if (result == 0 && have && have->mtu != sub->port->mtu)
		result = lan_make_mtu(r, index, sub->port->mtu);
	if (result == 0 && (!have || !(have->flags & IFF_UP)))
		result = lan_make_up(r, index, true);
	return result == -ENETDOWN ? 0 : result;
}

static int
apply_pair(struct rtnl *r, const struct gate *g, const struct lan_seen *seen,
	   const struct vlan_sub *sub, int inner, const char *outer_name)
{
	const struct lan_seen_link *have = lan_seen_by_name(seen, outer_name);
	uint16_t tag = sub->tagged ? sub->vlan : 0;
	int outer = rtnl_index(r, outer_name), result;

	if (outer < 0)
		return outer;
	result = gate_leave(g, outer, sub->port->index, tag);
	if (result == 0)
		result = gate_attach(g, r, outer, GATE_SUB_OUT, 0);
	if (result == 0 && have && have->mtu != sub->port->mtu)
		result = lan_make_mtu(r, outer, sub->port->mtu);
	if (result == 0 && (!have || !(have->flags & IFF_UP) == sub->running))
		result = lan_make_up(r, outer, sub->running);
	return result == 0 ? gate_carry(g, sub->port->index, tag, inner) : result;
}

int
vlan_apply(struct rtnl *r, const struct gate *g, const struct lan_seen *seen,
	   const struct vlan_sub *sub)
{
	char inner_name[IF_NAMESIZE], outer_name[IF_NAMESIZE];
	const struct lan_seen_link *have;
	bool dot1q = sub->dot1q && sub->tagged;
	int result = 0, inner;

	vlan_names(sub->port->name, sub->port->index, sub->vlan, inner_name, outer_name);
	have = lan_seen_by_name(seen, inner_name);
	if (have && have->group != LINKS_GROUP)
		return -EEXIST;
	if (have && !is_right(have, sub, dot1q)) {
		result = lan_make_gone(r, have->index);
		have = NULL;
	}
	if (result == 0 && !have)
		result = dot1q ? lan_make_tagged(r, inner_name, sub->port->index, sub->vlan)
			       : lan_make_pair(r, inner_name, outer_name, sub->port->mtu);
	if (result < 0)
		return result;
	inner = have ? have->index : rtnl_index(r, inner_name);
	if (inner < 0)
		return inner;
	result = raise_inner(r, have, inner, sub);
	if (result < 0)
		return result;
	return dot1q ? gate_carry(g, sub->port->index, sub->vlan, 0)
		     : apply_pair(r, g, seen, sub, inner, outer_name);
}

int
vlan_follow(struct rtnl *r, const char *device, int port, uint16_t vlan, bool running)
{
	char inner[IF_NAMESIZE], outer[IF_NAMESIZE];
	int index;

	vlan_names(device, port, vlan, inner, outer);
	index = rtnl_index(r, outer);
	return index == -ENODEV ? 0 : index < 0 ? index : lan_make_up(r, index, running);
}
