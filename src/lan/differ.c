/* lan/differ.c -- see lan/differ.h. Lists are short: an interface has a handful of links. */
#include "lan/differ.h"

#include <stdio.h>
#include <string.h>

struct found {
	unsigned count;
	struct lan_lost *list;
};

static void
add(struct found *f, enum lan_fault fault, uint16_t vlan, uint8_t vrid, const char *link)
{
	struct lan_lost *l = &f->list[f->count];

	if (f->count == LAN_LOST_MAX)
		return;
	f->count++;
	*l = (struct lan_lost){.fault = fault, .vlan = vlan, .vrid = vrid};
	(void)snprintf(l->link, sizeof l->link, "%s", link);
}

static const struct lan_has *
find(const struct lan_picture *p, const char *name)
{
	for (unsigned i = 0; i < p->has_count; i++)
		if (strcmp(p->has[i].name, name) == 0)
			return &p->has[i];
	return NULL;
}

/* There, and ours. */
static bool
stands(const struct lan_picture *p, const char *name)
{
	const struct lan_has *has = find(p, name);

	return has && has->ours;
}

static bool
is_right(const struct lan_keep *keep, const struct lan_has *has, enum lan_fault *ret)
{
	bool up_wrong = keep->up != LAN_KEEP_ANY && has->up != (keep->up == LAN_KEEP_UP);

	if (!keep->given && !has->ours)
		*ret = LAN_FOREIGN;
	else if (keep->below[0] && strcmp(keep->below, has->below) != 0)
		*ret = LAN_LEFT;
	else if (keep->has_mac && !mac_same(keep->mac, has->mac))
		*ret = LAN_MAC;
	else if (has->looked && (keep->filters & ~has->filters) != 0)
		*ret = LAN_FILTER;
	else if (up_wrong)
		*ret = has->up ? LAN_RAISED : LAN_SHUT;
	else
		return true;
	return false;
}

static void
differ_link(const struct lan_picture *p, const struct lan_keep *keep, struct found *f)
{
	const struct lan_has *has = find(p, keep->name);
	enum lan_fault fault = LAN_VANISHED;

	if (keep->below[0] && !stands(p, keep->below))
		return;
	if ((!has && keep->given) || (has && is_right(keep, has, &fault)))
		return;
	add(f, fault, keep->vlan, keep->vrid, keep->name);
}

static bool
has_address(const struct lan_picture *p, const struct lan_keep_address *keep)
{
	for (unsigned i = 0; i < p->has_addresses_count; i++) {
		const struct lan_has_address *a = &p->has_address[i];

		if (ip4_same(a->address, keep->address) && a->prefix == keep->prefix &&
		    strcmp(a->link, keep->link) == 0)
			return true;
	}
	return false;
}

unsigned
lan_differ(const struct lan_picture *p, struct lan_lost ret[LAN_LOST_MAX])
{
	struct found f = {.list = ret};

	for (unsigned i = 0; i < p->keeps_count; i++)
		differ_link(p, &p->keep[i], &f);
	for (unsigned i = 0; i < p->keep_addresses_count; i++) {
		const struct lan_keep_address *keep = &p->keep_address[i];
		unsigned before = f.count;

		if (!stands(p, keep->link) || has_address(p, keep))
			continue;
		add(&f, LAN_VANISHED, keep->vlan, keep->vrid, keep->link);
		if (f.count > before)
			ret[before].address = keep->address;
	}
	return f.count;
}
