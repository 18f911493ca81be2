/* linux/lan_seen.c -- see lan_seen.h.
 *
 * A picture and no mirror: it is as old as the last lan_seen_read(), which the loop's thread makes
 * anew before each apply, since other programs make and remove links too. Attributes that have a
 * length or a type of their own are checked; what the kernel has besides is passed over. */
#include "linux/lan_seen.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef IFF_LOWER_UP /* <net/if.h> and <linux/if.h> do not go together */
#define IFF_LOWER_UP 0x10000
#endif

struct parse {
	struct lan_seen_link link;
	bool failed; /* out of memory */
	struct lan_seen *seen;
};

bool
lan_seen_running(const struct lan_seen_link *link)
{
	return (link->flags & IFF_UP) && (link->flags & IFF_LOWER_UP);
}

static int
take_kind(const struct nlattr *attribute, void *data)
{
	struct lan_seen_link *link = data;

	if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(link->kind, sizeof(link->kind), "%s", mnl_attr_get_str(attribute));
	return MNL_CB_OK;
}

static int
take_attribute(const struct nlattr *attribute, void *data)
{
	struct lan_seen_link *link = data;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		snprintf(link->name, sizeof(link->name), "%s", mnl_attr_get_str(attribute));
		break;
	case IFLA_ADDRESS:
		if (mnl_attr_get_payload_len(attribute) == sizeof(link->mac))
			memcpy(&link->mac, mnl_attr_get_payload(attribute), sizeof(link->mac));
		break;
	case IFLA_MASTER:
		link->master = (int)mnl_attr_get_u32(attribute);
		break;
	case IFLA_LINK:
		link->parent = (int)mnl_attr_get_u32(attribute);
		break;
	case IFLA_GROUP:
		link->group = mnl_attr_get_u32(attribute);
		break;
	case IFLA_MTU:
		link->mtu = mnl_attr_get_u32(attribute);
		break;
	case IFLA_LINKINFO:
		mnl_attr_parse_nested(attribute, take_kind, link);
		break;
	}
	return MNL_CB_OK;
}

bool
lan_seen_parse(const struct nlmsghdr *message, struct lan_seen_link *ret_link)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);

	if ((message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK) ||
	    info->ifi_family != AF_UNSPEC)
		return false;
	*ret_link = (struct lan_seen_link){
	    .index = info->ifi_index, .type = info->ifi_type, .flags = info->ifi_flags};
	mnl_attr_parse(message, sizeof(*info), take_attribute, ret_link);
	return true;
}

static void
add_link(const struct nlmsghdr *message, void *data)
{
	struct parse *p = data;
	struct lan_seen *seen = p->seen;

	if (!lan_seen_parse(message, &p->link))
		return;
	if (seen->count == seen->room) {
		unsigned room = seen->room ? seen->room * 2 : 64;
		void *more = realloc(seen->link, room * sizeof(*seen->link));

		p->failed |= !more;
		if (!more)
			return;
		seen->link = more;
		seen->room = room;
	}
	seen->link[seen->count++] = p->link;
}

int
lan_seen_read(struct rtnl *r, struct lan_seen *ret_seen)
{
	struct ifinfomsg all = {.ifi_family = AF_UNSPEC};
	struct parse p = {.seen = ret_seen};
	int result;

	do {
		ret_seen->count = 0;
		result = rtnl_dump(r, RTM_GETLINK, &all, sizeof(all), add_link, &p);
	} while (result == -EINTR);
	return p.failed ? -ENOMEM : result;
}

void
lan_seen_free(struct lan_seen *seen)
{
	free(seen->link);
	*seen = (struct lan_seen){0};
}

const struct lan_seen_link *
lan_seen_by_name(const struct lan_seen *seen, const char *name)
{
	for (unsigned i = 0; i < seen->count; i++)
		if (strcmp(seen->link[i].name, name) == 0)
			return &seen->link[i];
	return NULL;
}

const struct lan_seen_link *
lan_seen_by_index(const struct lan_seen *seen, int index)
{
	for (unsigned i = 0; i < seen->count; i++)
		if (seen->link[i].index == index)
			return &seen->link[i];
	return NULL;
}
