/* lan/heard.c -- see lan/heard.h.
 *
 * A new configuration makes the lists anew and carries over, by name, what was heard. So a port
 * that is reconfigured keeps its carrier, and a name that comes back after it was gone is down
 * until it is heard again. */
#include "lan/heard.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static struct lan_heard_port *
find_port(struct lan_heard_port *list, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static struct lan_heard_vlanif *
find_vlanif(struct lan_heard_vlanif *list, unsigned count, uint16_t vlan)
{
	for (unsigned i = 0; i < count; i++)
		if (list[i].vlan == vlan)
			return &list[i];
	return NULL;
}

static void
set_ports(struct lan_heard *b, const struct lan_links *in)
{
	struct lan_heard_port old[LAN_PORTS_MAX];
	unsigned old_count = b->ports_count;

	memcpy(old, b->port, sizeof old);
	memset(b->port, 0, sizeof b->port);
	b->ports_count = in->ports_count;
	for (unsigned i = 0; i < in->ports_count; i++) {
		struct lan_heard_port *p = &b->port[i];
		const struct lan_heard_port *before = find_port(old, old_count, in->port[i].name);

		snprintf(p->name, sizeof p->name, "%s", in->port[i].name);
		p->config = in->port[i].config;
		p->link = before != NULL && before->link;
	}
}

static void
set_vlanifs(struct lan_heard *b, const struct lan_links *in)
{
	struct lan_heard_vlanif old[LAN_VLANIFS_MAX];
	unsigned old_count = b->vlanifs_count;

	memcpy(old, b->vlanif, sizeof old);
	memset(b->vlanif, 0, sizeof b->vlanif);
	b->vlanifs_count = in->vlanifs_count;
	for (unsigned i = 0; i < in->vlanifs_count; i++) {
		struct lan_heard_vlanif *v = &b->vlanif[i];
		const struct lan_heard_vlanif *before =
		    find_vlanif(old, old_count, in->vlanif[i].vlan);

		if (before != NULL)
			*v = *before;
		v->vlan = in->vlanif[i].vlan;
		v->config = in->vlanif[i].config;
		if (in->vlanif[i].name != NULL)
			(void)snprintf(v->name, sizeof v->name, "%s", in->vlanif[i].name);
		else
			(void)snprintf(v->name, sizeof v->name, "Vlanif%u", (unsigned)v->vlan);
	}
}

void
lan_heard_set(struct lan_heard *b, const struct lan_links *in)
{
	assert(in->ports_count <= LAN_PORTS_MAX && in->vlanifs_count <= LAN_VLANIFS_MAX);
	memcpy(b->vlan, in->vlan, sizeof b->vlan);
	set_ports(b, in);
	set_vlanifs(b, in);
	b->loopbacks_count = in->loopbacks_count;
	memcpy(b->loopback, in->loopback, sizeof b->loopback);
	b->null0 = in->null0;
}

bool
lan_hear_port(struct lan_heard *b, const char *name, bool up)
{
	struct lan_heard_port *p = find_port(b->port, b->ports_count, name);
	bool news = p != NULL && p->link != up;

	if (p != NULL)
		p->link = up;
	return news;
}

bool
lan_hear_vlanif(struct lan_heard *b, uint16_t vlan, bool up, struct mac mac)
{
	struct lan_heard_vlanif *v = find_vlanif(b->vlanif, b->vlanifs_count, vlan);
	bool news = v != NULL && v->link != up;

	if (v != NULL) {
		v->link = up;
		v->mac = mac;
	}
	return news;
}

void
lan_hear_traffic(struct lan_heard *b, const struct lan_traffic *list, unsigned count, uint64_t now)
{
	b->traffic_us = now;
	b->traffic_count = count < LAN_TRAFFIC_MAX ? count : LAN_TRAFFIC_MAX;
	memcpy(b->traffic, list, b->traffic_count * sizeof *list);
}

const struct lan_traffic *
lan_heard_traffic(const struct lan_heard *b, const char *name)
{
	for (unsigned i = 0; i < b->traffic_count; i++)
		if (strcmp(b->traffic[i].name, name) == 0)
			return &b->traffic[i];
	return NULL;
}

const struct lan_heard_vlanif *
lan_heard_vlanif(const struct lan_heard *b, uint16_t vlan)
{
	for (unsigned i = 0; i < b->vlanifs_count; i++)
		if (b->vlanif[i].vlan == vlan)
			return &b->vlanif[i];
	return NULL;
}

const char *
lan_heard_name(const struct lan_heard *b, uint16_t vlan, char text[LAN_INTERFACE_TEXT])
{
	const struct lan_heard_vlanif *v = b != NULL ? lan_heard_vlanif(b, vlan) : NULL;

	if (v != NULL)
		(void)snprintf(text, LAN_INTERFACE_TEXT, "%s", v->name);
	else
		(void)snprintf(text, LAN_INTERFACE_TEXT, "Vlanif%u", (unsigned)vlan);
	return text;
}

static bool
leads_to(const struct lan_address *a, struct ip4 address)
{
	return a->set && ip4_together(a->address, address, a->mask) &&
	       !ip4_same(a->address, address);
}

const struct lan_heard_vlanif *
lan_heard_towards(const struct lan_heard *b, struct ip4 address)
{
	for (unsigned i = 0; i < b->vlanifs_count; i++) {
		const struct lan_heard_vlanif *v = &b->vlanif[i];
		bool leads = leads_to(&v->config->primary, address);

		for (unsigned k = 0; k < LAN_SUB_ADDRESSES_MAX; k++)
			leads |= leads_to(&v->config->sub[k], address);
		if (leads && lan_heard_vlanif_up(v))
			return v;
	}
	return NULL;
}

bool
lan_heard_port_up(const struct lan_heard_port *p)
{
	return p->link && p->config != NULL && p->config->up.set;
}

bool
lan_heard_vlanif_up(const struct lan_heard_vlanif *v)
{
	return v->link && !v->config->shutdown.set;
}
