/* linux/lan_neighbour.c -- see lan_neighbour.h. */
#include "linux/lan_neighbour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "linux/lan_route.h"

struct have { /* what is looked for, and what stands there */
	int index;
	struct ip4 address;
	bool fixed, ours;
};

struct entry {
	struct ip4 address;
	unsigned protocol;
};

static int
take_attribute(const struct nlattr *attribute, void *data)
{
	struct entry *e = data;

	if (mnl_attr_get_type(attribute) == NDA_DST)
		e->address.host = ntohl(mnl_attr_get_u32(attribute));
	if (mnl_attr_get_type(attribute) == NDA_PROTOCOL)
		e->protocol = mnl_attr_get_u8(attribute);
	return MNL_CB_OK;
}

static void
take_neighbour(const struct nlmsghdr *message, void *data)
{
	const struct ndmsg *m = mnl_nlmsg_get_payload(message);
	struct have *have = data;
	struct entry e = {0};

	if (message->nlmsg_type != RTM_NEWNEIGH || m->ndm_ifindex != have->index ||
	    m->ndm_family != AF_INET)
		return;
	mnl_attr_parse(message, sizeof(*m), take_attribute, &e);
	if (!ip4_same(e.address, have->address))
		return;
	have->fixed = (m->ndm_state & NUD_PERMANENT) != 0;
	have->ours = have->fixed && e.protocol == LAN_ROUTE_PROTOCOL;
}

static int
look(struct rtnl *r, struct have *have)
{
	struct ndmsg all = {.ndm_family = AF_INET};
	int result;

	do
		result = rtnl_dump(r, RTM_GETNEIGH, &all, sizeof(all), take_neighbour, have);
	while (result == -EINTR);
	return result;
}

int
lan_neighbour_pin(struct rtnl *r, int index, struct ip4 address, struct mac mac, bool on)
{
	struct have have = {.index = index, .address = address};
	struct ndmsg m = {.ndm_family = AF_INET, .ndm_ifindex = index, .ndm_state = NUD_PERMANENT};
	int result = look(r, &have);
	struct nlmsghdr *n;

	if (result != 0 || (on ? have.fixed && !have.ours : !have.ours))
		return result;
	n = rtnl_begin(r, on ? RTM_NEWNEIGH : RTM_DELNEIGH, on ? NLM_F_CREATE | NLM_F_REPLACE : 0,
		       &m, sizeof(m), on ? 0 : ENOENT);
	mnl_attr_put_u32(n, NDA_DST, htonl(address.host));
	if (on) {
		mnl_attr_put(n, NDA_LLADDR, sizeof(mac.byte), mac.byte);
		mnl_attr_put_u8(n, NDA_PROTOCOL, LAN_ROUTE_PROTOCOL);
	}
	return rtnl_commit(r);
}
