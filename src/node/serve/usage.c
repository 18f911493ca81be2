/* node/serve/usage.c -- see node/serve/usage.h. */
#include "node/serve/usage.h"

#include <stdio.h>

#include "lease/count.h"

static void
look_at(struct usages *all, uint64_t at_us)
{
	if (all->look_us == 0 || at_us < all->look_us)
		all->look_us = at_us;
}

void
usage_configure(struct usages *all, const struct dhcp_server *server)
{
	for (unsigned i = all->count; i-- > 0;) {
		all->list[i].pool = dhcp_server_find(server, all->list[i].name);
		if (all->list[i].pool == DHCP_NO_POOL)
			all->list[i] = all->list[--all->count];
	}
	look_at(all, 1);
}

void
usage_note(struct usages *all, const struct dhcp_verdict *v, uint64_t now)
{
	if (v->write)
		look_at(all, time_after(now, USAGE_SOON_US));
}

/* Of what clients without a static binding can get. */
struct used {
	uint32_t used, of;
};

static struct used
used_of(const struct lease_table *leases, unsigned pool)
{
	struct lease_count c = lease_count_pool(leases, pool);

	return (struct used){c.used + c.conflict + c.kept, c.total - c.disable - c.static_bind};
}

static struct usage *
find(struct usages *all, unsigned pool)
{
	for (unsigned i = 0; i < all->count; i++)
		if (all->list[i].pool == pool)
			return &all->list[i];
	return NULL;
}

static void
begin(struct usages *all, const struct dhcp_pool *p, unsigned pool, struct used used,
      struct step *step)
{
	struct usage *u = &all->list[all->count];

	if (all->count == USAGE_POOLS_MAX)
		return;
	all->count++;
	u->pool = pool;
	(void)snprintf(u->name, sizeof u->name, "%s", p->name);
	out_log(step->out, &event_usage,
		"%u of %u addresses are in use, %u per cent or more "
		"(pool=%s)",
		used.used, used.of, p->config.warning.percent, p->name);
}

/* Nine tenths of the threshold are not reached any more, or it is not looked at. */
static bool
is_over(const struct dhcp_pool *p, struct used used)
{
	unsigned percent = p->config.warning.percent;

	return percent == 0 || !p->terms.serving ||
	       (uint64_t)used.used * 1000 < (uint64_t)used.of * percent * 9;
}

static void
end(const struct usage *told, const struct dhcp_pool *p, struct used used, struct step *step)
{
	if (p->terms.serving)
		out_log(step->out, &event_usage_over, "%u of %u addresses are in use (pool=%s)",
			used.used, used.of, told->name);
	else
		out_log(step->out, &event_usage_over,
			"This device does not serve the pool any more (pool=%s)", told->name);
}

static void
review(struct usages *all, const struct dhcp_server *server, const struct lease_table *leases,
       unsigned pool, struct step *step)
{
	const struct dhcp_pool *p = &server->pool[pool];
	struct used used = used_of(leases, pool);
	struct usage *told = find(all, pool);
	uint64_t threshold = (uint64_t)used.of * p->config.warning.percent;

	if (told && is_over(p, used)) {
		end(told, p, used, step);
		*told = all->list[--all->count];
	} else if (!told && threshold > 0 && p->terms.serving &&
		   (uint64_t)used.used * 100 >= threshold) {
		begin(all, p, pool, used, step);
	}
}

void
usage_tick(struct usages *all, const struct dhcp_server *server, const struct lease_table *leases,
	   struct step *step)
{
	if (all->look_us == 0 || step->now < all->look_us)
		return;
	for (unsigned i = 0; i < server->pools_count; i++)
		review(all, server, leases, i, step);
	all->look_us = all->count > 0 ? time_after(step->now, USAGE_AGAIN_US) : 0;
}

uint64_t
usage_deadline(const struct usages *all)
{
	return all->look_us == 0 ? TIME_NEVER : all->look_us;
}
