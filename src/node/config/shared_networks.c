/* node/config/shared_networks.c -- see node/config/shared_networks.h. One sort by name, then every
 * pool is compared with the first of its name. */
#include "node/config/shared_networks.h"

#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"
#include "node/config/class_rules.h"
#include "node/config/schema.h"
#include "node/config/shared_bindings.h"
#include "node/config/whose.h"
#include "rbp/role.h"

struct member {
	const struct conf_object *pool;
	unsigned order; /* of all pools, by name */
};

bool
shared_networks_same(const struct dhcp_pool_config *a, const struct dhcp_pool_config *b)
{
	return a->shared.set && b->shared.set && strcasecmp(a->shared.name, b->shared.name) == 0;
}

static int
compare(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int name = strcasecmp(schema_pool(x->pool)->shared.name, schema_pool(y->pool)->shared.name);

	return name != 0 ? name : (x->order > y->order) - (x->order < y->order);
}

/* The link where the pool's gateway is, or NULL. */
static const struct conf_object *
link_of(const struct conf *c, const struct dhcp_pool_config *p)
{
	const struct conf_object *o = NULL;
	const struct lan_address *a;

	while (p->gateway.set && (o = schema_next_link(c, o)))
		for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++)
			if (a->set && ip4_together(a->address, p->gateway.address, p->gateway.mask))
				return o;
	return NULL;
}

static bool
same_profile(const struct dhcp_pool_config *a, const struct dhcp_pool_config *b)
{
	return a->profile.set == b->profile.set &&
	       (!a->profile.set || rbp_name_same(a->profile.name, b->profile.name));
}

static bool
same_identifier(const struct dhcp_pool_config *a, const struct dhcp_pool_config *b)
{
	return ip4_same(a->server_identifier.address, b->server_identifier.address);
}

static void
together(const struct conf *c, const struct conf_object *first, const struct conf_object **link,
	 const struct conf_object *pool, struct conf_errors *e)
{
	const struct dhcp_pool_config *a = schema_pool(first), *b = schema_pool(pool);
	const char *name = conf_object_path(first)->key.name;
	const struct conf_object *its = link_of(c, b);
	char here[INTERFACE_TEXT], there[INTERFACE_TEXT];

	conf_errors_in(e, pool, 0);
	if (!same_profile(a, b))
		conf_error_add(e, &b->shared,
			       "The pool shares the network of IP pool %s, but not its remote "
			       "backup profile.",
			       name);
	if (!same_identifier(a, b))
		conf_error_add(e, &b->shared,
			       "The pool shares the network of IP pool %s, but not its server "
			       "identifier.",
			       name);
	if (its && *link && its != *link)
		conf_error_add(e, &b->shared,
			       "The pool is on the link of %s, and others of its shared "
			       "network on that of %s.",
			       schema_interface(its, here), schema_interface(*link, there));
	if (!*link)
		*link = its;
}

/* The static bindings and the classes of each network's pools together. */
static void
of_each(const struct member *all, unsigned count, struct conf_errors *e)
{
	const struct conf_object **pool = memory_new(count, sizeof *pool);
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++) {
		pool[n++] = all[i].pool;
		if (i + 1 < count &&
		    shared_networks_same(schema_pool(all[i].pool), schema_pool(all[i + 1].pool)))
			continue;
		if (n > 1) {
			shared_bindings(pool, n, e);
			class_rules_together(pool, n, e);
		}
		n = 0;
	}
	memory_free(pool);
}

static void
check(const struct conf *c, const struct member *all, unsigned count, struct conf_errors *e)
{
	const struct conf_object *link = NULL;
	unsigned first = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct dhcp_pool_config *p = schema_pool(all[i].pool);

		if (i == 0 || !shared_networks_same(schema_pool(all[first].pool), p)) {
			first = i;
			link = link_of(c, p);
			continue;
		}
		together(c, all[first].pool, &link, all[i].pool, e);
		if (i - first == DHCP_SHARED_MAX)
			conf_error_add(e, &p->shared,
				       "The number of IP pools in the shared network exceeds the "
				       "upper limit (%d).",
				       (int)DHCP_SHARED_MAX);
	}
}

void
shared_networks(const struct conf *c, struct conf_errors *e)
{
	struct member *all = memory_new(conf_count(c, VIEW_POOL), sizeof *all);
	const struct conf_object *o = NULL;
	unsigned count = 0;

	for (unsigned order = 0; (o = conf_next_of(c, VIEW_POOL, o)); order++)
		if (schema_pool(o)->shared.set)
			all[count++] = (struct member){o, order};
	if (count > 1)
		qsort(all, count, sizeof *all, compare);
	check(c, all, count, e);
	of_each(all, count, e);
	memory_free(all);
}
