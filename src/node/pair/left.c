/* node/pair/left.c -- see node/pair/left.h. */
#include "node/pair/left.h"

#include "base/text.h"
#include "node/bind/bind.h"
#include "node/bind/kept.h"
#include "node/bind/pools.h"
#include "node/config/schema.h"
#include "node/pair/ranges.h"
#include "node/pair/room.h"

/* ---- by a configuration ---- */

/* The peer that a pool is copied to; unset: none. */
static struct ip4
peer_of(const struct conf *c, const struct dhcp_pool_config *pool)
{
	struct conf_path path = conf_path_name(VIEW_RBP, pool->profile.name);
	const struct conf_object *o = pool->profile.set ? conf_find(c, &path) : NULL;
	const struct rbp_config *profile = o ? schema_rbp(o) : NULL;

	if (!profile || !profile->backup.set)
		return (struct ip4){0};
	path = conf_path_name(VIEW_RBS, profile->backup.rbs);
	o = conf_find(c, &path);
	return o && schema_rbs(o)->peer.set ? schema_rbs(o)->peer.peer : (struct ip4){0};
}

static struct lease_range
network_of(const struct dhcp_pool_config *pool)
{
	struct ip4 low = {pool->gateway.address.host & pool->gateway.mask.host};

	return (struct lease_range){.low = low, .high = {low.host | ~pool->gateway.mask.host}};
}

/* How many addresses of the pool are not of the half that is ours. */
static unsigned
count_theirs(const struct dhcp_pool_config *pool, uint8_t even)
{
	unsigned count = 0;

	for (unsigned i = 0; i < pool->section.count; i++) {
		const struct dhcp_section *s = &pool->section.list[i];
		uint32_t length = s->high.host - s->low.host + 1;

		count += length / 2;
		if (length % 2 == 1 && (s->low.host & 1u) != (even == 2))
			count++;
	}
	return count;
}

/* Some pool of the configuration is copied to this peer and has an address of the range. */
static bool
is_copied(const struct conf *c, const struct journal_kept *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_POOL, o))) {
		struct lease_range n = network_of(schema_pool(o));

		if (n.low.host <= e->high.host && e->low.host <= n.high.host &&
		    ip4_same(peer_of(c, schema_pool(o)), e->peer))
			return true;
	}
	return false;
}

/* What is kept of the pool's addresses with a peer that it has by `old` and not by `now`, and that
 * is not declared down; NULL: it leaves nobody. */
static const struct journal_kept *
leaves(const struct pairs *all, const struct conf *old, const struct conf *now,
       const struct dhcp_pool_config *pool)
{
	struct lease_range n = network_of(pool);
	struct ip4 peer = peer_of(now, pool);
	const struct journal_kept *e;
	unsigned cursor = 0;

	while (pool->gateway.set && (e = kept_next(all->bind, n.low, n.high, &cursor)))
		if (ranges_is_agreed(e) && !e->down && ip4_set(e->peer) &&
		    !ip4_same(e->peer, peer) && is_copied(old, e))
			return e;
	return NULL;
}

/* to: the peer it has instead; unset: none. */
static void
say_leaves(const char *name, const struct dhcp_pool_config *pool, const struct journal_kept *e,
	   struct ip4 to, struct text *out)
{
	char peer[IP4_TEXT];

	text_add(out,
		 "Warning: IP pool %s leaves its pair with %s, which may go on giving out %u "
		 "of its addresses.\n",
		 name, ip4_format(e->peer, peer), count_theirs(pool, e->even));
	if (ip4_set(to))
		text_add(out,
			 "A session with %s ends that if the same device is there, with another "
			 "address.\n",
			 ip4_format(to, peer));
}

bool
left_ask(const struct pairs *all, const struct conf *running, const struct conf *candidate,
	 bool asked, struct text *out)
{
	const struct conf_object *o = NULL;
	bool asks = false;

	while ((o = conf_next_of(candidate, VIEW_POOL, o))) {
		const struct journal_kept *e = leaves(all, running, candidate, schema_pool(o));

		if (!e)
			continue;
		say_leaves(conf_object_path(o)->key.name, schema_pool(o), e,
			   peer_of(candidate, schema_pool(o)), out);
		asks = true;
	}
	if (asks)
		text_add(
		    out,
		    "They are not given here, and leases are short (MCLT), until remote-backup "
		    "partner-down\npool NAME.%s\n",
		    asked ? " Yes commits and says that now: the other device must be off, "
			    "or cut off\nfrom every client; this one gives its addresses after "
			    "the MCLT. No commits as well and\nleaves those addresses to the "
			    "other device. Ctrl-C changes nothing."
			  : "");
	return asks;
}

/* A pool of `from` with an address of this network and a peer that is not `to`; NULL: none. */
static const struct conf_object *
moved_to(const struct conf *from, struct lease_range n, struct ip4 to)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(from, VIEW_POOL, o))) {
		struct lease_range f = network_of(schema_pool(o));
		struct ip4 peer;

		if (!schema_pool(o)->gateway.set || f.low.host > n.high.host ||
		    f.high.host < n.low.host)
			continue;
		peer = peer_of(from, schema_pool(o));
		if (ip4_set(peer) && !ip4_same(peer, to))
			return o;
	}
	return NULL;
}

bool
left_moves(const struct conf *from, const struct conf *to, struct text *out)
{
	const struct conf_object *o = NULL, *moved;

	while ((o = conf_next_of(to, VIEW_POOL, o))) {
		const struct dhcp_pool_config *pool = schema_pool(o);

		moved =
		    pool->gateway.set ? moved_to(from, network_of(pool), peer_of(to, pool)) : NULL;
		if (!moved)
			continue;
		text_add(out,
			 "Warning: Addresses of IP pool %s would be in another pair, or in none.\n",
			 conf_object_path(moved)->key.name);
		return true;
	}
	return false;
}

/* ---- in force ---- */

static const struct profile *
profile_of(const struct pairs *all, unsigned pool)
{
	unsigned profile = pools_profile(all->bind, pool);

	return profile == NODE_NONE ? NULL : &all->profile[profile];
}

/* What is kept with a peer that the pool left and that is not declared down; NULL: nothing. */
static const struct journal_kept *
left_of(const struct pairs *all, unsigned pool)
{
	return ranges_left(all, pool, profile_of(all, pool));
}

static void
alarm_left(const struct pairs *all, unsigned pool, const struct journal_kept *e, struct step *step)
{
	const struct dhcp_pool *p = &bind_server(all->bind)->pool[pool];
	char peer[IP4_TEXT];

	out_log(step->out, &event_pool_left,
		"The IP pool left its pair: %u of its addresses are the other device's and are not "
		"given here, and leases are short (MCLT), until a batch backup with it is complete "
		"or it is declared down: remote-backup partner-down pool %s (pool=%s, peer=%s)",
		count_theirs(&p->config, e->even), p->name, p->name, ip4_format(e->peer, peer));
}

void
left_declare(struct pairs *all, unsigned pool, struct step *step)
{
	struct lease_range n = pools_network(all->bind, pool);
	const struct journal_kept *e;
	char peer[IP4_TEXT];

	bind_set_apart(all->bind, step);
	while ((e = left_of(all, pool))) {
		struct journal_kept declared = *e;

		declared.down = declared.unmet = true;
		declared.complete = false;
		declared.since_us = step->now;
		if (declared.low.host < n.low.host)
			declared.low = n.low;
		if (declared.high.host > n.high.host)
			declared.high = n.high;
		kept_write(all->bind, &declared, step);
		out_log(step->out, &event_partner_down,
			"The peer of a pair that the IP pool left was declared down. This device "
			"gives out "
			"all its addresses, those of the peer once its leases and the MCLT are "
			"over. Keep "
			"that device away from clients (pool=%s, peer=%s)",
			bind_server(all->bind)->pool[pool].name, ip4_format(declared.peer, peer));
	}
	step->review = true;
}

/* A pool that left with this configuration, of whose peer it is said that it is down. */
static void
declare_leaving(struct pairs *all, const struct conf *old, const struct conf *now,
		struct step *step)
{
	const struct dhcp_server *server = bind_server(all->bind);

	for (unsigned i = 0; i < server->pools_count; i++)
		if (left_of(all, i) && leaves(all, old, now, &server->pool[i].config))
			left_declare(all, i, step);
}

/* Which pools left is said of those that left with this commit, and of all at a start and once an
 * hour: a commit about something else is none of them. */
static bool
is_new(const struct pairs *all, const struct conf *old, const struct conf *now, unsigned pool)
{
	return all->left_told_us == 0 || old == NULL ||
	       leaves(all, old, now, &bind_server(all->bind)->pool[pool].config) != NULL;
}

static void
alarm_new(struct pairs *all, const struct conf *old, const struct conf *now, struct step *step)
{
	const struct dhcp_server *server = bind_server(all->bind);
	bool any = false, said = false;

	for (unsigned i = 0; i < server->pools_count; i++) {
		const struct journal_kept *e = left_of(all, i);

		if (!e)
			continue;
		any = true;
		if (!is_new(all, old, now, i))
			continue;
		said = true;
		alarm_left(all, i, e, step);
	}
	if (!any)
		all->left_told_us = 0;
	else if (said)
		all->left_told_us = step->now + 1;
}

static void
alarm_all(struct pairs *all, struct step *step)
{
	const struct dhcp_server *server = bind_server(all->bind);
	bool any = false;

	for (unsigned i = 0; i < server->pools_count; i++) {
		const struct journal_kept *e = left_of(all, i);

		if (!e)
			continue;
		any = true;
		alarm_left(all, i, e, step);
	}
	all->left_told_us = any ? step->now + 1 : 0;
}

void
left_commit(struct pairs *all, const struct conf *old, const struct conf *now, bool declared,
	    struct step *step)
{
	if (declared)
		declare_leaving(all, old, now, step);
	alarm_new(all, old, now, step);
}

void
left_tick(struct pairs *all, struct step *step)
{
	if (left_deadline(all) <= step->now)
		alarm_all(all, step);
}

uint64_t
left_deadline(const struct pairs *all)
{
	return all->left_told_us != 0 ? time_after(all->left_told_us, LEFT_ALARM_US) : TIME_NEVER;
}

/* ---- the command ---- */

bool
left_may_declare(const struct pairs *all, const char *name, struct text *out)
{
	unsigned pool = dhcp_server_find(bind_server(all->bind), name);

	if (pool == DHCP_NO_POOL)
		text_add(out, "Error: The IP pool does not exist.\n");
	else if (!left_of(all, pool))
		text_add(out, "Error: The IP pool left no pair whose peer could be alive.\n");
	else
		return true;
	return false;
}
