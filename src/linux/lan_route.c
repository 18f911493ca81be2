/* linux/lan_route.c -- see lan_route.h. */
#include "linux/lan_route.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>

enum { HAVE_MAX = 2 * LAN_ROUTES_MAX };

struct have { /* ours in the kernel */
	unsigned count;
	struct lan_route list[HAVE_MAX];
};

static int
take_attribute(const struct nlattr *attribute, void *data)
{
	struct lan_route *route = data;

	if (mnl_attr_get_type(attribute) == RTA_DST)
		route->network.host = ntohl(mnl_attr_get_u32(attribute));
	if (mnl_attr_get_type(attribute) == RTA_GATEWAY)
		route->gateway.host = ntohl(mnl_attr_get_u32(attribute));
	return MNL_CB_OK;
}

static void
take_route(const struct nlmsghdr *message, void *data)
{
	const struct rtmsg *m = mnl_nlmsg_get_payload(message);
	struct have *have = data;
	struct lan_route *to = &have->list[have->count];

	if (message->nlmsg_type != RTM_NEWROUTE || m->rtm_family != AF_INET ||
	    m->rtm_protocol != LAN_ROUTE_PROTOCOL || have->count == HAVE_MAX)
		return;
	*to = (struct lan_route){.set = true, .mask = ip4_mask(m->rtm_dst_len)};
	mnl_attr_parse(message, sizeof(*m), take_attribute, to);
	have->count++;
}

static bool
is_among(const struct lan_route *route, const struct lan_route *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (ip4_same(route->network, list[i].network) &&
		    ip4_same(route->mask, list[i].mask) &&
		    ip4_same(route->gateway, list[i].gateway))
			return true;
	return false;
}

static int
change(struct rtnl *r, const struct lan_route *route, bool add)
{
	struct rtmsg m = {.rtm_family = AF_INET,
			  .rtm_dst_len = (uint8_t)ip4_mask_length(route->mask),
			  .rtm_table = RT_TABLE_MAIN,
			  .rtm_protocol = LAN_ROUTE_PROTOCOL,
			  .rtm_scope = RT_SCOPE_UNIVERSE,
			  .rtm_type = RTN_UNICAST};
	struct nlmsghdr *n =
	    rtnl_begin(r, add ? RTM_NEWROUTE : RTM_DELROUTE, add ? NLM_F_CREATE | NLM_F_EXCL : 0,
		       &m, sizeof(m), add ? EEXIST : ESRCH);

	mnl_attr_put_u32(n, RTA_DST, htonl(route->network.host));
	mnl_attr_put_u32(n, RTA_GATEWAY, htonl(route->gateway.host));
	mnl_attr_put_u32(n, RTA_PRIORITY, LAN_ROUTE_METRIC);
	return rtnl_commit(r);
}

/* The next hop is on no link that is up. */
static bool
is_out_of_reach(int result)
{
	return result == -ENETUNREACH || result == -ENETDOWN || result == -EHOSTUNREACH;
}

int
lan_route_apply(struct rtnl *r, const struct lan_route *list, unsigned count)
{
	struct rtmsg all = {.rtm_family = AF_INET};
	struct have have;
	int result;

	do {
		have.count = 0;
		result = rtnl_dump(r, RTM_GETROUTE, &all, sizeof(all), take_route, &have);
	} while (result == -EINTR);
	for (unsigned i = 0; i < have.count && result == 0; i++)
		if (!is_among(&have.list[i], list, count))
			result = change(r, &have.list[i], false);
	for (unsigned i = 0; i < count && result == 0; i++) {
		if (is_among(&list[i], have.list, have.count))
			continue;
		result = change(r, &list[i], true);
		if (is_out_of_reach(result))
			result = 0;
	}
	return result;
}
