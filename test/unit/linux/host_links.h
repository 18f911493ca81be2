/* Links made for the purpose, in the place of linux/links.h, linux/lan_watch.h and the opening of
 * linux/virtual.h: they note what the host does with them. For host.c alone. */
#ifndef TEST_UNIT_LINUX_HOST_LINKS_H
#define TEST_UNIT_LINUX_HOST_LINKS_H

#include <sys/eventfd.h>

#include "base/text.h"
#include "linux/lan_watch.h"
#include "linux/links.h"
#include "linux/virtual.h"
#include "test/check.h"

static void note(const char *word);

static bool links_fail, apply_fails, link_waits;

struct links *
links_open(const struct ports *map, struct text *message)
{
	static char some;

	assert_int_equal(map->count, 1);
	if (links_fail)
		text_add(message, "Port X is in the bridge Y.");
	note("links_open");
	return links_fail ? NULL : (struct links *)(void *)&some;
}

bool
links_apply(struct links *l, const struct lan_wanted *wanted, struct text *message)
{
	(void)l;
	note("apply");
	assert_int_equal(wanted->vlanifs_count, 1);
	link_waits = true;
	if (apply_fails)
		text_add(message, "The kernel refused Vlanif100.");
	return !apply_fails;
}

int
links_fd(const struct links *l)
{
	(void)l;
	return eventfd(0, EFD_NONBLOCK);
}

bool
links_event(struct links *l, struct links_event *ret_event)
{
	bool was = link_waits;

	(void)l;
	*ret_event = (struct links_event){.vlan = 100, .up = true};
	link_waits = false;
	return was;
}

static bool moved, lost; /* links of ours are away */

bool
links_moved(struct links *l)
{
	(void)l;
	return moved;
}

bool
lan_watch_look(struct links *l, const struct virtual *v, struct lan_lost ret[LAN_LOST_MAX],
	       unsigned *ret_count)
{
	(void)l;
	(void)v;
	*ret_count = lost;
	ret[0] = (struct lan_lost){.vlan = 100, .link = "Vlanif100"};
	return true;
}

bool
links_mend(struct links *l, struct text *message)
{
	(void)l;
	note("mend");
	text_add(message, "Not yet.");
	lost = false;
	return false;
}

const struct lan_wanted *
links_wanted(const struct links *l)
{
	static const struct lan_wanted wanted = {.vlanifs_count = 1, .vlanif = {{.vlan = 100}}};

	(void)l;
	return &wanted;
}

void
links_neighbour(struct links *l, uint16_t vlan, struct ip4 address, struct mac mac, bool on)
{
	(void)l, (void)vlan, (void)address, (void)mac;
	note(on ? "fix" : "unfix");
}

void
links_close(struct links *l)
{
	note(l != NULL ? "links_close" : "nothing");
}

struct virtual *
virtual_open(const struct links *l, struct text *message)
{
	static char some;

	(void)l;
	(void)message;
	return (struct virtual *)(void *)&some;
}

void
virtual_close(struct virtual *v)
{
	if (v != NULL)
		note("virtual_close");
}

#endif
