/* linux/links.c -- see links.h.
 *
 * Whether a Vlanif is up is derived from the ports, not read from the bridge: the kernel may tell
 * of a bridge's lost carrier a second late. What the kernel announces only says that it is time to
 * look: it may be older than what an apply has seen in between.
 *
 * All on the loop's thread, which waits for the kernel's answers. The pulse thread has no part in
 * it but one map of the gate (links_gate_fd()), which is there until links_close(). */
#include "linux/links.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/lan_apply.h"
#include "linux/lan_make.h"
#include "linux/lan_neighbour.h"
#include "linux/vlan.h"

/* ---- open and close ---- */

/* Names of this kind belong to a network namespace, and go with their process. */
static int
take_lock(void)
{
	static const char name[] = "\0twinlease-links";
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	socklen_t len = offsetof(struct sockaddr_un, sun_path) + sizeof(name) - 1;
	int error, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	unsigned left_ms = CLOCK_PATIENCE_MS;

	memcpy(a.sun_path, name, sizeof(name) - 1);
	if (fd < 0)
		return -errno;
	do
		error = bind(fd, (struct sockaddr *)&a, len) < 0 ? errno : 0;
	while (error == EADDRINUSE && clock_wait(&left_ms));
	if (error == 0)
		return fd;
	close(fd);
	return -error;
}

/* What every change of links takes: that nobody else makes some, and a socket. */
static bool
open_talk(struct links *l, struct text *message)
{
	l->lock = take_lock();
	if (l->lock == -EADDRINUSE) {
		text_add(message, "twinleased is already running in this network namespace");
		return false;
	}
	if (l->lock < 0)
		return lan_fail(message, "links", "no lock socket", l->lock, "");
	l->talk = rtnl_open(0);
	return l->talk || lan_fail(message, "links", "no netlink socket", -errno, "");
}

static bool
open_sockets(struct links *l, struct text *message)
{
	if (!open_talk(l, message))
		return false;
	l->watch = rtnl_open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_TC);
	if (!l->watch)
		return lan_fail(message, "links", "no netlink socket", -errno, "");
	l->promiscuity = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (l->promiscuity < 0)
		return lan_fail(message, "links", "no packet socket", -errno, "");
	l->gate = gate_open();
	if (!l->gate)
		return lan_fail(message, "links", "the kernel does not take the eBPF programs",
				-errno, "");
	return true;
}

static bool
choose_way(struct links *l, struct text *message)
{
	const char *forced = getenv("TWINLEASE_VLAN");
	int answer = forced && strcmp(forced, "ebpf") == 0 ? 0 : lan_make_asks_tagged(l->talk);

	if (answer < 0)
		return lan_fail(message, "links", "no answer about 802.1Q devices", answer,
				rtnl_reason(l->talk));
	if (answer == 0 && forced && strcmp(forced, "8021q") == 0) {
		text_add(message, "TWINLEASE_VLAN=8021q: this kernel has no 802.1Q devices");
		return false;
	}
	l->dot1q = answer == 1;
	return true;
}

/* Our filters from every link that is left; story may be NULL. */
static int
detach_all(struct links *l, struct text *story)
{
	int result = lan_seen_read(l->talk, &l->seen);

	for (unsigned i = 0; result == 0 && i < l->seen.count; i++) {
		const struct lan_seen_link *link = &l->seen.link[i];

		result = gate_detach(l->talk, link->index);
		if (result > 0 && story)
			text_add(story, "Removed the filters on %s.\n", link->name);
		if (result > 0 || result == -ENODEV)
			result = 0;
	}
	return result;
}

/* Every link that is ours, and our filters from all others; story may be NULL. */
static int
remove_all(struct links *l, struct text *story)
{
	int result = lan_make_group_gone(l->talk, LINKS_GROUP);

	if (result == 0)
		result = lan_make_group_gone(l->talk, LINKS_GROUP_LEAVING);
	return result == 0 ? detach_all(l, story) : result;
}

static int
list_ours(struct links *l, struct text *story)
{
	int result = lan_seen_read(l->talk, &l->seen);

	for (unsigned i = 0; result == 0 && i < l->seen.count; i++) {
		const struct lan_seen_link *link = &l->seen.link[i];

		if (link->group == LINKS_GROUP || link->group == LINKS_GROUP_LEAVING)
			text_add(story, "Removed the link %s.\n", link->name);
	}
	return result;
}

static bool
look_at_ports(struct links *l, struct text *message)
{
	int result = lan_seen_read(l->talk, &l->seen);

	if (result < 0)
		return lan_fail(message, "links", "cannot be listed", result, "");
	for (unsigned i = 0; i < l->map.count; i++) {
		const struct lan_seen_link *link;

		if (!lan_check_device(l, i, message))
			return false;
		link = lan_seen_by_name(&l->seen, l->map.port[i].device);
		l->port[i].index = link->index;
		l->port[i].was_up = link->flags & IFF_UP;
		if (i == 0)
			l->mac = link->mac;
	}
	return true;
}

static struct links *
links_new(struct text *message)
{
	struct links *l = calloc(1, sizeof(*l));

	if (!l)
		text_add(message, "links: out of memory");
	else
		l->lock = l->promiscuity = -1;
	return l;
}

struct links *
links_open(const struct ports *map, struct text *message)
{
	struct links *l = links_new(message);
	int result = 0;

	if (!l)
		return NULL;
	l->map = *map;
	if (!open_sockets(l, message) || !choose_way(l, message))
		goto failed;
	result = remove_all(l, NULL);
	if (result < 0) {
		lan_fail(message, "links", "what a crash left cannot be removed", result,
			 rtnl_reason(l->talk));
		goto failed;
	}
	if (!look_at_ports(l, message))
		goto failed;
	return l;
failed:
	l->map.count = 0; /* nothing to put back */
	links_close(l);
	return NULL;
}

bool
links_clean(struct text *story, struct text *message)
{
	struct links *l = links_new(message);
	bool good = l && open_talk(l, message);
	int result = 0;

	if (good)
		result = list_ours(l, story);
	if (good && result == 0)
		result = remove_all(l, story);
	if (result < 0)
		good =
		    lan_fail(message, "links", "cannot be removed", result, rtnl_reason(l->talk));
	links_close(l);
	return good;
}

void
links_close(struct links *l)
{
	if (!l)
		return;
	if (l->applied)
		remove_all(l, NULL);
	for (unsigned i = 0; l->applied && i < l->map.count; i++)
		if (l->port[i].index)
			lan_make_up(l->talk, l->port[i].index, l->port[i].was_up);
	gate_close(l->gate);
	rtnl_close(l->talk);
	rtnl_close(l->watch);
	if (l->promiscuity >= 0)
		close(l->promiscuity);
	if (l->lock >= 0)
		close(l->lock);
	lan_seen_free(&l->seen);
	lan_watch_free(&l->looking);
	free(l);
}

bool
links_apply(struct links *l, const struct lan_wanted *wanted, struct text *message)
{
	l->wanted = *wanted;
	l->applied = true;
	return lan_apply(l, message);
}

const struct lan_wanted *
links_wanted(const struct links *l)
{
	return &l->wanted;
}

bool
links_mend(struct links *l, struct text *message)
{
	return !l->applied || lan_apply(l, message);
}

bool
links_moved(struct links *l)
{
	bool moved = l->moved;

	l->moved = false;
	return moved;
}

void
links_neighbour(struct links *l, uint16_t vlan, struct ip4 address, struct mac mac, bool on)
{
	char name[IF_NAMESIZE];
	int index;

	snprintf(name, sizeof(name), "Vlanif%u", vlan);
	index = rtnl_index(l->talk, name);
	if (index > 0)
		lan_neighbour_pin(l->talk, index, address, mac, on);
}

int
links_gate_fd(const struct links *l)
{
	return gate_heartbeats_fd(l->gate);
}

/* ---- events ---- */

int
links_fd(const struct links *l)
{
	return rtnl_fd(l->watch);
}

static void
stir(const struct nlmsghdr *message, void *data)
{
	struct links *l = data;
	struct lan_seen_link link;

	l->moved = true;
	if (message->nlmsg_type == RTM_DELTFILTER || message->nlmsg_type == RTM_DELQDISC)
		l->looking.all_filters = true;
	if (!lan_seen_parse(message, &link))
		return;
	for (unsigned i = 0; i < l->map.count; i++)
		if (link.index == l->port[i].index || strcmp(link.name, l->map.port[i].device) == 0)
			l->stirred = true;
}

static void
look_again(struct links *l)
{
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	bool was[LAN_PORTS_MAX], replaced = false;

	for (unsigned i = 0; i < l->map.count; i++)
		was[i] = l->port[i].running;
	if (!lan_read_seen(l, &message))
		return;
	for (unsigned i = 0; i < l->map.count; i++) {
		const struct lan_seen_link *link =
		    lan_seen_by_name(&l->seen, l->map.port[i].device);

		replaced |= link && link->index != l->port[i].index;
		l->port[i].index = link ? link->index : 0;
	}
	lan_note_running(l);
	if (replaced && l->applied) {
		lan_apply(l, &message); /* a device came back: nobody to complain to */
		return;
	}
	for (unsigned i = 0; i < l->map.count; i++)
		for (unsigned k = 0; was[i] != l->port[i].running && k < l->wanted.vlanifs_count;
		     k++)
			if (lan_carries(l->port[i].want, l->wanted.vlanif[k].vlan))
				vlan_follow(l->talk, l->map.port[i].device, l->port[i].index,
					    l->wanted.vlanif[k].vlan, l->port[i].running);
}

static bool
take_news(enum lan_told *told, bool up)
{
	enum lan_told now = up ? LAN_TOLD_UP : LAN_TOLD_DOWN;
	bool news = *told != now;

	*told = now;
	return news;
}

static bool
vlanif_running(const struct links *l, const struct lan_wanted_vlanif *want)
{
	if (!want || !want->up)
		return false;
	for (unsigned i = 0; i < l->map.count; i++)
		if (l->port[i].running && lan_carries(l->port[i].want, want->vlan))
			return true;
	return false;
}

static bool
next_news(struct links *l, struct links_event *ret_event)
{
	for (unsigned i = 0; i < l->map.count; i++)
		if (take_news(&l->port[i].told, l->port[i].running)) {
			*ret_event = (struct links_event){.port = l->map.port[i].name,
							  .up = l->port[i].running};
			return true;
		}
	for (unsigned k = 0; k < l->wanted.vlanifs_count; k++) {
		const struct lan_wanted_vlanif *want = &l->wanted.vlanif[k];
		bool up = vlanif_running(l, want);

		if (take_news(&l->vlanif_told[want->vlan], up)) {
			*ret_event =
			    (struct links_event){.vlan = want->vlan, .up = up, .mac = l->mac};
			return true;
		}
	}
	return false;
}

/* A Vlanif that is not wanted any more is down, and forgotten. */
static bool
next_farewell(struct links *l, struct links_event *ret_event)
{
	for (uint16_t vlan = 1; vlan <= LAN_VLAN_MAX; vlan++) {
		if (l->vlanif_told[vlan] == LAN_TOLD_NOTHING || lan_wants_vlanif(l, vlan))
			continue;
		l->vlanif_told[vlan] = LAN_TOLD_NOTHING;
		*ret_event = (struct links_event){.vlan = vlan, .up = false, .mac = l->mac};
		return true;
	}
	return false;
}

bool
links_event(struct links *l, struct links_event *ret_event)
{
	for (;;) {
		if (l->applied && (next_news(l, ret_event) || next_farewell(l, ret_event)))
			return true;
		l->stirred = false;
		if (rtnl_hear(l->watch, stir, l) < 0) /* some were lost */
			l->stirred = l->moved = l->looking.all_filters = true;
		if (!l->stirred)
			return false;
		look_again(l);
	}
}
