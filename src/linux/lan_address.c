/* linux/lan_address.c -- see lan_address.h.
 *
 * Used by the loop's thread for Vlanifs and by the pulse thread for virtual addresses, each with a
 * netlink socket of its own; nothing is kept between calls. The kernel prefers the address that
 * came first, so when the first one of the wishes is another, all are taken off and put on in
 * order; else only what differs is touched, and connections on the rest live on. */
#include "linux/lan_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "lan/wanted.h"

enum { HAVE_MAX = 4 * (1 + LAN_SUB_ADDRESSES_MAX) };

struct have { /* what the kernel has, in its order */
	int index;
	unsigned count;
	struct {
		struct ip4 address;
		unsigned prefix;
	} list[HAVE_MAX];
};

static int
take_local(const struct nlattr *attribute, void *data)
{
	struct ip4 *address = data;

	if (mnl_attr_get_type(attribute) == IFA_LOCAL)
		address->host = ntohl(mnl_attr_get_u32(attribute));
	return MNL_CB_OK;
}

static void
take_address(const struct nlmsghdr *message, void *data)
{
	const struct ifaddrmsg *a = mnl_nlmsg_get_payload(message);
	struct have *have = data;

	if (message->nlmsg_type != RTM_NEWADDR || (int)a->ifa_index != have->index ||
	    a->ifa_family != AF_INET || have->count == HAVE_MAX)
		return;
	have->list[have->count].prefix = a->ifa_prefixlen;
	mnl_attr_parse(message, sizeof(*a), take_local, &have->list[have->count].address);
	have->count++;
}

struct reading {
	struct lan_addresses *to;
	bool failed; /* out of memory */
};

static void
keep_address(const struct nlmsghdr *message, void *data)
{
	const struct ifaddrmsg *a = mnl_nlmsg_get_payload(message);
	struct reading *r = data;
	struct lan_addresses *to = r->to;

	if (message->nlmsg_type != RTM_NEWADDR || a->ifa_family != AF_INET)
		return;
	if (to->count == to->room) {
		unsigned room = to->room ? to->room * 2 : 64;
		void *more = realloc(to->list, room * sizeof(*to->list));

		r->failed |= !more;
		if (!more)
			return;
		to->list = more;
		to->room = room;
	}
	to->list[to->count] =
	    (struct lan_address_seen){.index = (int)a->ifa_index, .prefix = a->ifa_prefixlen};
	mnl_attr_parse(message, sizeof(*a), take_local, &to->list[to->count].address);
	to->count++;
}

int
lan_address_read(struct rtnl *r, struct lan_addresses *ret)
{
	struct ifaddrmsg all = {.ifa_family = AF_INET};
	struct reading reading = {.to = ret};
	int result;

	do {
		ret->count = 0;
		result = rtnl_dump(r, RTM_GETADDR, &all, sizeof(all), keep_address, &reading);
	} while (result == -EINTR);
	return reading.failed ? -ENOMEM : result;
}

void
lan_address_begin(struct rtnl *r, const struct lan_address_place *place, bool add)
{
	struct ifaddrmsg a = {
	    .ifa_family = AF_INET,
	    .ifa_prefixlen = (uint8_t)place->prefix,
	    .ifa_scope = RT_SCOPE_UNIVERSE,
	    .ifa_index = (uint32_t)place->index,
	};
	struct nlmsghdr *m =
	    rtnl_begin(r, add ? RTM_NEWADDR : RTM_DELADDR, add ? NLM_F_CREATE | NLM_F_EXCL : 0, &a,
		       sizeof(a), add ? EEXIST : EADDRNOTAVAIL);

	mnl_attr_put_u32(m, IFA_LOCAL, htonl(place->address.host));
	mnl_attr_put_u32(m, IFA_ADDRESS, htonl(place->address.host));
	if (add && place->prefix < 31)
		mnl_attr_put_u32(
		    m, IFA_BROADCAST,
		    htonl(ip4_broadcast(place->address, ip4_mask(place->prefix)).host));
	if (add && place->metric)
		mnl_attr_put_u32(m, IFA_RT_PRIORITY, place->metric);
}

static bool
same(const struct lan_address *wanted, const struct have *have, unsigned i)
{
	return ip4_same(wanted->address, have->list[i].address) &&
	       ip4_mask_length(wanted->mask) == (int)have->list[i].prefix;
}

static bool
is_wanted(const struct have *have, unsigned i, const struct lan_address *list, unsigned count)
{
	for (unsigned k = 0; k < count; k++)
		if (same(&list[k], have, i))
			return true;
	return false;
}

static bool
is_there(const struct lan_address *wanted, const struct have *have)
{
	for (unsigned i = 0; i < have->count; i++)
		if (same(wanted, have, i))
			return true;
	return false;
}

static void
begin_one(struct rtnl *r, int index, struct ip4 address, unsigned prefix, bool add)
{
	struct lan_address_place place = {index, address, prefix, LAN_ADDRESS_METRIC};

	lan_address_begin(r, &place, add);
}

int
lan_address_apply(struct rtnl *r, int index, const struct lan_address *list, unsigned count)
{
	struct ifaddrmsg all = {.ifa_family = AF_INET, .ifa_index = (uint32_t)index};
	struct have have = {.index = index};
	bool first_moves;
	int result;

	do {
		have.count = 0;
		result = rtnl_dump(r, RTM_GETADDR, &all, sizeof(all), take_address, &have);
	} while (result == -EINTR);
	if (result < 0)
		return result;
	first_moves = count > 0 && have.count > 0 && !same(&list[0], &have, 0);
	for (unsigned i = 0; i < have.count && result == 0; i++) {
		if (!first_moves && is_wanted(&have, i, list, count))
			continue;
		begin_one(r, index, have.list[i].address, have.list[i].prefix, false);
		result = rtnl_commit(r);
	}
	for (unsigned i = 0; i < count && result == 0; i++) {
		if (!first_moves && is_there(&list[i], &have))
			continue;
		begin_one(r, index, list[i].address, (unsigned)ip4_mask_length(list[i].mask), true);
		result = rtnl_commit(r);
	}
	return result;
}
