/* node/config/shared_bindings.c -- see node/config/shared_bindings.h. One sort of the MACs and one
 * of the names: a network may have tens of thousands. Of each client the first pool that binds it
 * is right, and what the others say of it is wrong. */
#include "node/config/shared_bindings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "dhcp/reserved.h"
#include "node/config/schema.h"

struct by_mac {
	const struct dhcp_static *line;
	unsigned order; /* of the pool */
};

struct by_name {
	const struct dhcp_reserved_named *name;
	unsigned order;
};

static int
compare_macs(const void *a, const void *b)
{
	const struct by_mac *x = a, *y = b;
	int mac = memcmp(x->line->mac.byte, y->line->mac.byte, sizeof x->line->mac.byte);

	return mac != 0 ? mac : (x->order > y->order) - (x->order < y->order);
}

static void
macs(const struct conf_object *const *pool, unsigned count, struct conf_errors *e)
{
	struct by_mac *all;
	unsigned n = 0, first = 0;

	for (unsigned i = 0; i < count; i++)
		n += schema_pool(pool[i])->static_bind.count;
	all = memory_new(n, sizeof *all);
	n = 0;
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < schema_pool(pool[i])->static_bind.count; k++)
			all[n++] = (struct by_mac){&schema_pool(pool[i])->static_bind.list[k], i};
	if (n > 1)
		qsort(all, n, sizeof *all, compare_macs);
	for (unsigned i = 1; i < n; i++) {
		if (!mac_same(all[i].line->mac, all[first].line->mac))
			first = i;
		if (all[i].order == all[first].order)
			continue;
		conf_errors_in(e, pool[all[i].order], 0);
		conf_error_add(e, all[i].line,
			       "The MAC address is bound to another address in IP pool %s, which "
			       "shares the network.",
			       conf_object_path(pool[all[first].order])->key.name);
	}
	memory_free(all);
}

static int
compare_bytes(const struct dhcp_name *a, const struct dhcp_name *b)
{
	return a->len != b->len ? a->len - b->len : memcmp(a->byte, b->byte, a->len);
}

static int
compare_names(const void *a, const void *b)
{
	const struct by_name *x = a, *y = b;
	int order = compare_bytes(&x->name->identifier, &y->name->identifier);

	if (order == 0)
		order = compare_bytes(&x->name->circuit, &y->name->circuit);
	if (order == 0)
		order = compare_bytes(&x->name->remote, &y->name->remote);
	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* What `all` holds of the bindings of the pools, made ready. */
static void
names_twice(const struct conf_object *const *pool, struct by_name *all, unsigned n,
	    struct conf_errors *e)
{
	unsigned first = 0;

	if (n > 1)
		qsort(all, n, sizeof *all, compare_names);
	for (unsigned i = 1; i < n; i++) {
		if (!dhcp_reserved_same(all[i].name, all[first].name))
			first = i;
		if (all[i].order == all[first].order)
			continue;
		conf_errors_in(e, pool[all[i].order], 0);
		conf_error_add(e, &schema_pool(pool[all[i].order])->named.list[all[i].name->line],
			       "The client is bound to another address in IP pool %s, which shares "
			       "the network.",
			       conf_object_path(pool[all[first].order])->key.name);
	}
}

static void
names(const struct conf_object *const *pool, unsigned count, struct conf_errors *e)
{
	struct dhcp_reserved *ready = memory_new(count, sizeof *ready);
	struct by_name *all;
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++) {
		dhcp_reserved_make(schema_pool(pool[i]), &ready[i]);
		n += ready[i].named_count;
	}
	all = memory_new(n, sizeof *all);
	n = 0;
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < ready[i].named_count; k++)
			all[n++] = (struct by_name){&ready[i].named[k], i};
	names_twice(pool, all, n, e);
	for (unsigned i = 0; i < count; i++)
		dhcp_reserved_end(&ready[i]);
	memory_free(all);
	memory_free(ready);
}

void
shared_bindings(const struct conf_object *const *pool, unsigned count, struct conf_errors *e)
{
	macs(pool, count, e);
	names(pool, count, e);
}
