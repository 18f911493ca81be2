/* linux/lan_make.c -- see lan_make.h.
 *
 * Silence takes messages of its own, after the one that makes the link and before the one that
 * raises it: put into one, the kernel raises the link first.
 *
 * On the loop's thread; each call is one batch and waits for its answer. */
#include "linux/lan_make.h"

#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>
#include <unistd.h>

#include "linux/links.h"

static struct nlmsghdr *
begin_change(struct rtnl *r, int index, unsigned flags, unsigned mask)
{
	struct ifinfomsg info = {
	    .ifi_family = AF_UNSPEC, .ifi_index = index, .ifi_flags = flags, .ifi_change = mask};

	return rtnl_begin(r, RTM_NEWLINK, 0, &info, sizeof(info), 0);
}

static struct nlmsghdr *
begin_new(struct rtnl *r, const char *name)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	struct nlmsghdr *m =
	    rtnl_begin(r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof(info), 0);

	mnl_attr_put_strz(m, IFLA_IFNAME, name);
	mnl_attr_put_u32(m, IFLA_GROUP, LINKS_GROUP);
	return m;
}

/* Where IPv6 is not built in there is nothing to switch off. */
static void
no_ipv6(struct rtnl *r, int index, const char *name)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC, .ifi_index = index};
	struct nlmsghdr *m = rtnl_begin(r, RTM_NEWLINK, 0, &info, sizeof(info), EAFNOSUPPORT);
	struct nlattr *spec = mnl_attr_nest_start(m, IFLA_AF_SPEC);
	struct nlattr *inet6 = mnl_attr_nest_start(m, AF_INET6);
	char path[64 + IF_NAMESIZE];
	int fd;

	mnl_attr_put_u8(m, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
	mnl_attr_nest_end(m, inet6);
	mnl_attr_nest_end(m, spec);
	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t written = write(fd, "1", 1);

		(void)
		    written; /* where /proc is read-only, address generation is off all the same */
		close(fd);
	}
}

/* Vlanif and macvlan have addresses of one subnet: each answers ARP for its own only. The macvlan
 * takes packets whose way back leads through the Vlanif, so its reverse path check is loose. */
static void
arp_for_own(struct rtnl *r, int index, bool loose)
{
	struct nlmsghdr *m = begin_change(r, index, 0, 0);
	struct nlattr *spec = mnl_attr_nest_start(m, IFLA_AF_SPEC);
	struct nlattr *inet = mnl_attr_nest_start(m, AF_INET);
	struct nlattr *conf = mnl_attr_nest_start(m, IFLA_INET_CONF);

	mnl_attr_put_u32(m, IPV4_DEVCONF_ARP_IGNORE, 1);
	mnl_attr_put_u32(m, IPV4_DEVCONF_ARP_ANNOUNCE, 2);
	mnl_attr_put_u32(m, IPV4_DEVCONF_PROMOTE_SECONDARIES, 1);
	if (loose)
		mnl_attr_put_u32(m, IPV4_DEVCONF_RP_FILTER, 2);
	mnl_attr_nest_end(m, conf);
	mnl_attr_nest_end(m, inet);
	mnl_attr_nest_end(m, spec);
}

enum finish { SILENT, SILENT_OWN_ARP, SILENT_OWN_ARP_LOOSE };

/* Sends what makes the link, then what makes it silent. */
static int
finish_new(struct rtnl *r, const char *name, enum finish how)
{
	int result = rtnl_commit(r), index;

	if (result < 0)
		return result;
	index = rtnl_index(r, name);
	if (index < 0)
		return index;
	no_ipv6(r, index, name);
	if (how != SILENT)
		arp_for_own(r, index, how == SILENT_OWN_ARP_LOOSE);
	result = rtnl_commit(r);
	if (result < 0)
		lan_make_gone(r, index);
	return result;
}

int
lan_make_bridge(struct rtnl *r, const char *name, struct mac mac)
{
	struct nlmsghdr *m = begin_new(r, name);
	struct nlattr *info, *data;

	mnl_attr_put(m, IFLA_ADDRESS, sizeof(mac), &mac);
	info = mnl_attr_nest_start(m, IFLA_LINKINFO);
	mnl_attr_put_strz(m, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
	mnl_attr_put_u32(m, IFLA_BR_STP_STATE, 0);
	mnl_attr_put_u8(m, IFLA_BR_MCAST_SNOOPING, 0);
	mnl_attr_nest_end(m, data);
	mnl_attr_nest_end(m, info);
	return finish_new(r, name, SILENT_OWN_ARP);
}

int
lan_make_macvlan(struct rtnl *r, const char *name, int below, struct mac mac)
{
	struct nlmsghdr *m = begin_new(r, name);
	struct nlattr *info, *data;

	mnl_attr_put_u32(m, IFLA_LINK, (uint32_t)below);
	mnl_attr_put(m, IFLA_ADDRESS, sizeof(mac), &mac);
	info = mnl_attr_nest_start(m, IFLA_LINKINFO);
	mnl_attr_put_strz(m, IFLA_INFO_KIND, "macvlan");
	data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
	mnl_attr_put_u32(m, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
	mnl_attr_nest_end(m, data);
	mnl_attr_nest_end(m, info);
	return finish_new(r, name, SILENT_OWN_ARP_LOOSE);
}

int
lan_make_pair(struct rtnl *r, const char *inner, const char *outer, unsigned mtu)
{
	struct nlmsghdr *m = begin_new(r, inner);
	struct ifinfomsg peer_info = {.ifi_family = AF_UNSPEC};
	struct nlattr *info, *data, *peer;
	int result;

	mnl_attr_put_u32(m, IFLA_MTU, mtu);
	info = mnl_attr_nest_start(m, IFLA_LINKINFO);
	mnl_attr_put_strz(m, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(m, VETH_INFO_PEER);
	*(struct ifinfomsg *)mnl_nlmsg_put_extra_header(m, sizeof(peer_info)) = peer_info;
	mnl_attr_put_strz(m, IFLA_IFNAME, outer);
	mnl_attr_put_u32(m, IFLA_MTU, mtu);
	mnl_attr_put_u32(m, IFLA_GROUP, LINKS_GROUP);
	mnl_attr_nest_end(m, peer);
	mnl_attr_nest_end(m, data);
	mnl_attr_nest_end(m, info);
	result = finish_new(r, inner, SILENT);
	return result < 0 ? result : finish_new(r, outer, SILENT);
}

int
lan_make_tagged(struct rtnl *r, const char *name, int port, uint16_t vlan)
{
	struct nlmsghdr *m = begin_new(r, name);
	struct nlattr *info, *data;

	mnl_attr_put_u32(m, IFLA_LINK, (uint32_t)port);
	info = mnl_attr_nest_start(m, IFLA_LINKINFO);
	mnl_attr_put_strz(m, IFLA_INFO_KIND, "vlan");
	data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
	mnl_attr_put_u16(m, IFLA_VLAN_ID, vlan);
	mnl_attr_nest_end(m, data);
	mnl_attr_nest_end(m, info);
	return finish_new(r, name, SILENT);
}

int
lan_make_member(struct rtnl *r, int index, int bridge)
{
	mnl_attr_put_u32(begin_change(r, index, 0, 0), IFLA_MASTER, (uint32_t)bridge);
	return rtnl_commit(r);
}

int
lan_make_mtu(struct rtnl *r, int index, unsigned mtu)
{
	mnl_attr_put_u32(begin_change(r, index, 0, 0), IFLA_MTU, mtu);
	return rtnl_commit(r);
}

int
lan_make_mac(struct rtnl *r, int index, struct mac mac)
{
	mnl_attr_put(begin_change(r, index, 0, 0), IFLA_ADDRESS, sizeof(mac), &mac);
	return rtnl_commit(r);
}

int
lan_make_up(struct rtnl *r, int index, bool up)
{
	begin_change(r, index, up ? IFF_UP : 0, IFF_UP);
	return rtnl_commit(r);
}

int
lan_make_gone(struct rtnl *r, int index)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC, .ifi_index = index};

	rtnl_begin(r, RTM_DELLINK, 0, &info, sizeof(info), ENODEV);
	return rtnl_commit(r);
}

int
lan_make_leaving(struct rtnl *r, int index)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC, .ifi_index = index};
	struct nlmsghdr *m = rtnl_begin(r, RTM_NEWLINK, 0, &info, sizeof(info), ENODEV);

	mnl_attr_put_u32(m, IFLA_GROUP, LINKS_GROUP_LEAVING);
	return rtnl_commit(r);
}

int
lan_make_group_gone(struct rtnl *r, unsigned group)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};

	mnl_attr_put_u32(rtnl_begin(r, RTM_DELLINK, 0, &info, sizeof(info), ENODEV), IFLA_GROUP,
			 group);
	return rtnl_commit(r);
}

/* An 802.1Q device without an identifier: a kernel that knows the kind finds fault with that
 * (EINVAL), one that does not says so (EOPNOTSUPP), having tried to load the module. */
int
lan_make_asks_tagged(struct rtnl *r)
{
	struct nlmsghdr *m = begin_new(r, "tw-question");
	struct nlattr *info = mnl_attr_nest_start(m, IFLA_LINKINFO);
	int result;

	mnl_attr_put_strz(m, IFLA_INFO_KIND, "vlan");
	mnl_attr_nest_end(m, info);
	result = rtnl_commit(r);
	return result == -EOPNOTSUPP ? 0 : result == -EINVAL ? 1 : result;
}
