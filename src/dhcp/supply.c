/* dhcp/supply.c -- see dhcp/supply.h. The question of dhcp/decide.c offer_free(), put for a client
 * that nobody knows. */
#include "dhcp/supply.h"

#include "lease/choose.h"
#include "lease/count.h"
#include "lease/rules.h"

struct question {
	const struct lease_rules *rules;
	struct lease_key nobody;
	uint64_t now;
};

static bool
may_be_given(const void *context, const struct lease_record *r)
{
	const struct question *q = context;
	enum lease_may may = lease_may_give(q->rules, r, &q->nobody, q->now);

	return may == LEASE_MAY || may == LEASE_MAY_PROBED;
}

struct dhcp_supply
dhcp_supply_of(const struct dhcp_server *s, const struct lease_table *t, unsigned pool,
	       uint64_t now)
{
	const struct dhcp_pool *p = &s->pool[pool];
	struct question q = {.rules = &p->terms.rules, .now = now};
	struct lease_choice choice = {pool, &q.nobody, lease_parities(q.rules), may_be_given, &q};
	struct dhcp_supply ret = {.free = lease_count_pool(t, pool).idle};
	bool all;

	if (p->locked)
		return ret;
	ret.now = lease_choose_count(t, &choice, &all);
	ret.at_least = !all;
	return ret;
}
