/* node/serve/liars.c -- see node/serve/liars.h. */
#include "node/serve/liars.h"

#include <stddef.h>

bool
liars_lies(const struct liar *l)
{
	return l->count > LIARS_BELIEVED;
}

static struct liar *
find(struct liars *all, uint16_t vlan, struct mac mac)
{
	for (unsigned i = 0; i < all->count; i++)
		if (all->list[i].vlan == vlan && mac_same(all->list[i].mac, mac))
			return &all->list[i];
	return NULL;
}

static bool
goes_before(const struct liar *a, const struct liar *b)
{
	if (liars_lies(a) != liars_lies(b))
		return liars_lies(b);
	return a->heard_us < b->heard_us;
}

static struct liar *
begin(struct liars *all, uint16_t vlan, struct mac mac)
{
	struct liar *l = &all->list[0];

	if (all->count < LIARS_MAX)
		l = &all->list[all->count++];
	else
		for (unsigned i = 1; i < LIARS_MAX; i++)
			if (goes_before(&all->list[i], l))
				l = &all->list[i];
	*l = (struct liar){.vlan = vlan, .mac = mac};
	return l;
}

static bool
has(const struct liar *l, struct ip4 address)
{
	for (unsigned i = 0; i < l->count; i++)
		if (ip4_same(l->address[i], address))
			return true;
	return false;
}

bool
liars_believe(struct liars *all, uint16_t vlan, struct mac mac, struct ip4 address, uint64_t now)
{
	struct liar *l = find(all, vlan, mac);

	if (!l)
		l = begin(all, vlan, mac);
	l->heard_us = now;
	if (liars_lies(l))
		return false;
	if (has(l, address))
		return true;
	if (l->count < LIARS_BELIEVED)
		l->address[l->count] = address;
	l->count++;
	return !liars_lies(l);
}

const struct liar *
liars_tell(struct liars *all)
{
	for (unsigned i = 0; i < all->count; i++)
		if (liars_lies(&all->list[i]) && !all->list[i].told) {
			all->list[i].told = true;
			return &all->list[i];
		}
	return NULL;
}

bool
liars_forget(struct liars *all, uint64_t now, struct liar *ret)
{
	for (unsigned i = 0; i < all->count; i++) {
		if (now < time_after(all->list[i].heard_us, LIARS_KEEP_US))
			continue;
		*ret = all->list[i];
		all->list[i] = all->list[--all->count];
		return true;
	}
	return false;
}

uint64_t
liars_deadline(const struct liars *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < all->count; i++)
		deadline_us =
		    time_min(deadline_us, time_after(all->list[i].heard_us, LIARS_KEEP_US));
	return deadline_us;
}
