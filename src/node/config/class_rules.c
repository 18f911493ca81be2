/* node/config/class_rules.c -- see node/config/class_rules.h. */
#include "node/config/class_rules.h"

#include <string.h>

#include "node/config/schema.h"

enum { OPTION_BOOT_FILE = 67 };

/* Lines by option 60, and the switch that makes them count is off. */
static void
without_switch(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	const void *line = p->option60.count > 0 ? p->option60.list : p->option60_prefix.list;

	if (line && !schema_system_dhcp(c)->base_option60.set)
		conf_warning_add(e, line,
				 "Option 60 does not count: dhcp server base-option60 enable is "
				 "not configured.");
}

static bool
has_architecture(const struct dhcp_pool_config *p, uint16_t number)
{
	for (unsigned i = 0; i < p->option93.count; i++)
		if (p->option93.list[i].number == number)
			return true;
	return p->option93.count == 0;
}

static bool
has_user_class(const struct dhcp_pool_config *p, const char *class)
{
	for (unsigned i = 0; i < p->option77.count; i++)
		if (strcmp(p->option77.list[i].text, class) == 0)
			return true;
	return p->option77.count == 0;
}

/* A boot file for who gets no address here. */
static void
for_nobody(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	for (unsigned i = 0; i < p->boot_architecture.count; i++)
		if (!has_architecture(p, p->boot_architecture.list[i].architecture))
			conf_warning_add(e, &p->boot_architecture.list[i],
					 "New clients of this architecture get no address here "
					 "(client-option93).");
	for (unsigned i = 0; i < p->boot_user.count; i++)
		if (!has_user_class(p, p->boot_user.list[i].class))
			conf_warning_add(e, &p->boot_user.list[i],
					 "New clients of this user class get no address here "
					 "(client-option77).");
}

/* A client that is sent option 67 takes no other boot file. */
static void
beside_option(const struct dhcp_pool_config *p, struct conf_errors *e)
{
	if (p->boot_user.count + p->boot_architecture.count == 0)
		return;
	for (unsigned i = 0; i < p->option.count; i++)
		if (p->option.list[i].code == OPTION_BOOT_FILE)
			conf_warning_add(e, &p->option.list[i],
					 "Clients that ask for option 67 take it and no boot file "
					 "of their class.");
}

void
class_rules(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	without_switch(c, p, e);
	for_nobody(p, e);
	beside_option(p, e);
}

/* ---- two pools ---- */

struct lines { /* a list of a pool; plain records, zero behind their texts */
	const void *first;
	unsigned count;
	size_t stride;
};

#define LINES(member)                                                                              \
	{                                                                                          \
		(member).list, (member).count, sizeof *(member).list                               \
	}

static bool
has_line(const struct lines *all, const void *line)
{
	for (unsigned i = 0; i < all->count; i++)
		if (memcmp((const char *)all->first + i * all->stride, line, all->stride) == 0)
			return true;
	return false;
}

/* No list has a line twice, so as many and all of them is the same. */
static bool
same_lines(const struct lines *a, const struct lines *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (!has_line(b, (const char *)a->first + i * a->stride))
			return false;
	return true;
}

/* The first line by which b has the classes of a; NULL: it has none, or others. */
static const void *
same_classes(const struct dhcp_pool_config *a, const struct dhcp_pool_config *b)
{
	const struct lines its[] = {LINES(a->option60),	       LINES(a->option60_prefix),
				    LINES(a->option77),	       LINES(a->option82),
				    LINES(a->option82_prefix), LINES(a->option93),
				    LINES(a->mac_prefix)};
	const struct lines own[] = {LINES(b->option60),	       LINES(b->option60_prefix),
				    LINES(b->option77),	       LINES(b->option82),
				    LINES(b->option82_prefix), LINES(b->option93),
				    LINES(b->mac_prefix)};
	const void *line = NULL;

	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (!same_lines(&its[i], &own[i]))
			return NULL;
		if (!line && own[i].count > 0)
			line = own[i].first;
	}
	return line;
}

static bool
goes_before(const struct conf_object *const *pool, unsigned i, unsigned k)
{
	unsigned a = schema_pool(pool[i])->shared.order, b = schema_pool(pool[k])->shared.order;

	return a < b || (a == b && i < k);
}

/* The second of two is of use when the first is used up, and its options only then. */
static void
same_as_before(const struct conf_object *const *pool, unsigned count, unsigned k,
	       struct conf_errors *e)
{
	for (unsigned i = 0; i < count; i++) {
		const void *line = same_classes(schema_pool(pool[i]), schema_pool(pool[k]));

		if (!line || !goes_before(pool, i, k))
			continue;
		conf_errors_in(e, pool[k], 0);
		conf_warning_add(e, line,
				 "IP pool %s of the shared network is for the same clients and "
				 "goes first: this pool is used when that one is used up.",
				 conf_object_path(pool[i])->key.name);
		return;
	}
}

void
class_rules_together(const struct conf_object *const *pool, unsigned count, struct conf_errors *e)
{
	for (unsigned k = 0; k < count; k++)
		same_as_before(pool, count, k, e);
}
