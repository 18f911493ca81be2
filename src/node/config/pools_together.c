/* node/config/pools_together.c -- see node/config/pools_together.h. What pools are to each other is
 * found by one sort and a sweep: there may be a thousand. */
#include "node/config/pools_together.h"

#include <stdlib.h>

#include "base/memory.h"
#include "lease/table.h"
#include "node/config/schema.h"
#include "node/config/shared_networks.h"

struct place { /* a section or a network, and whose it is */
	struct ip4 low, high;
	unsigned order; /* of the pool, by name */
	unsigned first; /* of all pools that reach over it, the first */
	bool hidden;	/* and that one is another's */
	const struct conf_object *pool;
	const struct dhcp_section *section;
};

static int
place_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->low.host != y->low.host)
		return x->low.host < y->low.host ? -1 : 1;
	if (x->high.host != y->high.host)
		return x->high.host > y->high.host ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static struct place
place_of(struct ip4 low, struct ip4 high, unsigned order, const struct conf_object *pool)
{
	return (struct place){
	    .low = low, .high = high, .order = order, .first = order, .pool = pool};
}

static unsigned
gather_sections(const struct conf *c, struct place *ret)
{
	const struct conf_object *o = NULL;
	unsigned n = 0;

	for (unsigned order = 0; (o = conf_next_of(c, VIEW_POOL, o)); order++)
		for (unsigned i = 0; i < schema_pool(o)->section.count; i++) {
			const struct dhcp_section *s = &schema_pool(o)->section.list[i];

			if (ret) {
				ret[n] = place_of(s->low, s->high, order, o);
				ret[n].section = s;
			}
			n++;
		}
	return n;
}

static void
overlap(const struct place *a, const struct place *b, struct conf_errors *e)
{
	const struct place *later = a->order > b->order ? a : b, *before = a == later ? b : a;

	conf_errors_in(e, later->pool, 0);
	conf_error_add(e, later->section, "The section overlaps section %u of IP pool %s.",
		       before->section->number, conf_object_path(before->pool)->key.name);
}

/* Of several pools: what overlaps in one pool its own rules say. */
static void
overlaps(const struct conf *c, struct conf_errors *e)
{
	unsigned count = gather_sections(c, NULL), widest = 0;
	struct place *place = memory_new(count, sizeof *place);

	gather_sections(c, place);
	qsort(place, count, sizeof *place, place_order);
	for (unsigned i = 1; i < count; i++) {
		if (place[i].low.host <= place[widest].high.host &&
		    place[i].order != place[widest].order)
			overlap(&place[i], &place[widest], e);
		if (place[i].high.host > place[widest].high.host)
			widest = i;
	}
	memory_free(place);
}

static unsigned
gather_networks(const struct conf *c, struct place *ret)
{
	const struct conf_object *o = NULL;
	unsigned n = 0;

	for (unsigned order = 0; (o = conf_next_of(c, VIEW_POOL, o)); order++) {
		struct ip4 gateway = schema_pool(o)->gateway.address;
		struct ip4 mask = schema_pool(o)->gateway.mask;

		if (schema_pool(o)->gateway.set)
			ret[n++] = place_of((struct ip4){gateway.host & mask.host},
					    (struct ip4){gateway.host | ~mask.host}, order, o);
	}
	return n;
}

/* One subnet, and one shared network: none takes clients from the other. */
static bool
is_twin(const struct place *p, const struct place *around)
{
	return ip4_same(p->low, around->low) && ip4_same(p->high, around->high) &&
	       shared_networks_same(schema_pool(p->pool), schema_pool(around->pool));
}

/* Pools are chosen by the subnet of their gateway, the first that fits, in the order of their
 * names: a new pool would take the clients of another one, leases and all. */
static void
hidden(const struct place *p, const struct place *all, unsigned count, struct conf_errors *e)
{
	for (unsigned i = 0; i < count; i++) {
		if (all[i].order != p->first)
			continue;
		conf_errors_in(e, p->pool, 0);
		conf_error_add(e, &schema_pool(p->pool)->gateway,
			       "The subnet is within that of IP pool %s, and one pool serves a "
			       "subnet.",
			       conf_object_path(all[i].pool)->key.name);
	}
}

static void
networks(const struct conf *c, struct conf_errors *e)
{
	unsigned pools = conf_count(c, VIEW_POOL), count, depth = 0;
	struct place *place = memory_new(pools, sizeof *place);
	unsigned *around = memory_new(pools, sizeof *around); /* those that p lies in */

	count = gather_networks(c, place);
	qsort(place, count, sizeof *place, place_order);
	for (unsigned i = 0; i < count; i++) {
		struct place *p = &place[i];
		const struct place *out;

		while (depth > 0 && place[around[depth - 1]].high.host < p->low.host)
			depth--;
		out = depth > 0 ? &place[around[depth - 1]] : NULL;
		if (out && out->first < p->order)
			p->first = out->first;
		p->hidden = p->first < p->order && (!is_twin(p, out) || out->hidden);
		if (p->hidden)
			hidden(p, place, count, e);
		around[depth++] = i;
	}
	memory_free(around);
	memory_free(place);
}

/* What all pools together hold is bounded by the table of leases; *total: of those before. */
static void
addresses(const struct dhcp_pool_config *p, uint64_t *total, struct conf_errors *e)
{
	for (unsigned i = 0; i < p->section.count; i++) {
		uint32_t size = p->section.list[i].high.host - p->section.list[i].low.host + 1;

		if (*total <= LEASE_ADDRESSES_MAX && *total + size > LEASE_ADDRESSES_MAX)
			conf_error_add(e, &p->section.list[i],
				       "The number of addresses in all IP pools exceeds the upper "
				       "limit (%d).",
				       (int)LEASE_ADDRESSES_MAX);
		*total += size;
	}
}

/* What the lists of all pools hold is bounded, too (dhcp/config.h). */
enum list { SECTIONS, EXCLUDED, STATIC, NAMED, OPTIONS, SUB_OPTIONS, CLASSES, BOOTS, LISTS };

struct totals {
	unsigned count[LISTS];
};

struct counted { /* one list of one pool */
	const void *first;
	unsigned count;
	size_t stride;
};

#define LIST_OF(member) ((struct counted){(member).list, (member).count, sizeof *(member).list})

static void
count_list(enum list list, struct counted c, struct totals *totals, struct conf_errors *e)
{
	static const struct {
		unsigned max;
		const char *noun;
	} of[LISTS] = {
	    [SECTIONS] = {DHCP_SECTIONS_ALL, "sections"},
	    [EXCLUDED] = {DHCP_EXCLUDED_ALL, "excluded ranges"},
	    [STATIC] = {DHCP_STATIC_ALL, "static bindings by MAC"},
	    [NAMED] = {DHCP_NAMED_ALL, "static bindings by name"},
	    [OPTIONS] = {DHCP_OPTIONS_ALL, "options by code"},
	    [SUB_OPTIONS] = {DHCP_SUB_OPTIONS_ALL, "sub-options"},
	    [CLASSES] = {DHCP_CLASSES_ALL, "classes of clients"},
	    [BOOTS] = {DHCP_BOOTS_ALL, "boot files by class"},
	};
	unsigned before = totals->count[list], max = of[list].max;

	totals->count[list] += c.count;
	if (before > max || c.count <= max - before)
		return;
	conf_error_add(e, (const char *)c.first + (max - before) * c.stride,
		       "The number of %s in all IP pools exceeds the upper limit (%u).",
		       of[list].noun, max);
}

static void
count_lists(const struct dhcp_pool_config *p, struct totals *totals, struct conf_errors *e)
{
	count_list(SECTIONS, LIST_OF(p->section), totals, e);
	count_list(EXCLUDED, LIST_OF(p->excluded), totals, e);
	count_list(STATIC, LIST_OF(p->static_bind), totals, e);
	count_list(NAMED, LIST_OF(p->named), totals, e);
	count_list(OPTIONS, LIST_OF(p->option), totals, e);
	count_list(SUB_OPTIONS, LIST_OF(p->sub_option), totals, e);
	count_list(SUB_OPTIONS, LIST_OF(p->vendor), totals, e);
	count_list(CLASSES, LIST_OF(p->option60), totals, e);
	count_list(CLASSES, LIST_OF(p->option60_prefix), totals, e);
	count_list(CLASSES, LIST_OF(p->option77), totals, e);
	count_list(CLASSES, LIST_OF(p->option82), totals, e);
	count_list(CLASSES, LIST_OF(p->option82_prefix), totals, e);
	count_list(CLASSES, LIST_OF(p->option93), totals, e);
	count_list(CLASSES, LIST_OF(p->mac_prefix), totals, e);
	count_list(BOOTS, LIST_OF(p->boot_user), totals, e);
	count_list(BOOTS, LIST_OF(p->boot_architecture), totals, e);
}

void
pools_together(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	struct totals totals = {{0}};
	uint64_t total = 0;

	overlaps(c, e);
	networks(c, e);
	while ((o = conf_next_of(c, VIEW_POOL, o))) {
		conf_errors_in(e, o, 0);
		count_lists(schema_pool(o), &totals, e);
		addresses(schema_pool(o), &total, e);
	}
}
