/* query/search.c -- see query/search.h. */
#include "query/search.h"

#include "dhcp/agent.h"
#include "lease/walk.h"

enum { AGENT_RELAY_ID = 12 };

static bool
is_hardware(const struct query_message *m, const struct lease_record *r)
{
	return r->hardware_type == m->hardware_type && r->hardware_len == m->hardware_len &&
	       memcmp(r->hardware, m->hardware, m->hardware_len) == 0;
}

static bool
is_agent(const struct query_message *m, const struct lease_record *r, uint8_t code)
{
	size_t len;
	const uint8_t *agent = lease_side_find(r, DHCP_OPT_AGENT, &len);
	struct rd id;

	return agent && dhcp_agent_find(rd_of(agent, len), code, &id) && id.left == m->name_len &&
	       memcmp(id.p, m->name, m->name_len) == 0;
}

bool
query_search_fits(const struct query_message *m, const struct lease_record *r)
{
	switch (m->by) {
	case QUERY_BY_ADDRESS:
		return ip4_same(r->address, m->address);
	case QUERY_BY_HARDWARE:
		return is_hardware(m, r);
	case QUERY_BY_REMOTE:
		return is_agent(m, r, DHCP_AGENT_REMOTE);
	case QUERY_BY_RELAY:
		return is_agent(m, r, AGENT_RELAY_ID);
	case QUERY_BY_IDENTIFIER: /* found by its key */
		return true;
	case QUERY_BY_NOTHING:
	case QUERY_BYS:
		break;
	}
	return false;
}

static void
take(struct query_search *q, const struct dhcp_server *s, const struct lease_table *t,
     const struct lease_record *r)
{
	unsigned pool = lease_pool_of(t, r->address);

	if (pool >= s->pools_count || !dhcp_server_serves(s, pool, q->vlan)) {
		q->elsewhere = true;
		return;
	}
	if (!q->found || r->start_us > q->lease.start_us)
		q->lease = *r;
	q->found = true;
	if (q->associated_count < QUERY_ASSOCIATED_MAX)
		q->associated[q->associated_count++] = r->address;
}

static void
look_at(struct query_search *q, const struct dhcp_server *s, const struct lease_table *t,
	struct ip4 address, uint64_t now)
{
	const struct lease_record *r = lease_bound_at(t, address);

	if (r && query_lasts(r, now) && query_search_fits(&q->query, r))
		take(q, s, t, r);
}

static void
find_identifier(struct query_search *q, const struct dhcp_server *s, const struct lease_table *t,
		uint64_t now)
{
	struct lease_key key = lease_key_of_identifier(q->query.name, q->query.name_len);
	struct ip4 address;

	for (unsigned pool = 0; pool < s->pools_count; pool++)
		if (lease_find(t, pool, &key, &address))
			look_at(q, s, t, address, now);
}

static bool
look_through(struct query_search *q, const struct dhcp_server *s, const struct lease_table *t,
	     uint64_t now)
{
	const struct lease_record *r;

	for (unsigned looks = 0; looks < QUERY_LOOKS; looks++) {
		r = lease_next(t, &q->cursor);
		if (!r)
			return true;
		if (query_lasts(r, now) && query_search_fits(&q->query, r))
			take(q, s, t, r);
	}
	return false;
}

bool
query_search_step(struct query_search *q, const struct dhcp_server *s, const struct lease_table *t,
		  uint64_t now)
{
	if (q->query.by == QUERY_BY_ADDRESS)
		look_at(q, s, t, q->query.address, now);
	else if (q->query.by == QUERY_BY_IDENTIFIER)
		find_identifier(q, s, t, now);
	else
		return look_through(q, s, t, now);
	return true;
}

/* The pool whose server identifier was asked, else the first that is served; DHCP_NO_POOL. */
static unsigned
speaker(const struct query_search *q, const struct dhcp_server *s, struct ip4 to)
{
	unsigned first = DHCP_NO_POOL;

	for (unsigned pool = 0; pool < s->pools_count; pool++) {
		if (!dhcp_server_serves(s, pool, q->vlan))
			continue;
		if (ip4_same(dhcp_server_identifier(s, pool, q->vlan), to))
			return pool;
		if (first == DHCP_NO_POOL)
			first = pool;
	}
	return first;
}

enum query_says
query_search_says(const struct query_search *q, const struct dhcp_server *s,
		  const struct lease_table *t, struct ip4 to, unsigned *ret_pool)
{
	unsigned pool;

	if (q->found) {
		*ret_pool = lease_pool_of(t, q->lease.address);
		return QUERY_SAYS_ACTIVE;
	}
	if (q->elsewhere)
		return QUERY_SAYS_NOTHING;
	pool =
	    q->query.by == QUERY_BY_ADDRESS ? lease_pool_of(t, q->query.address) : LEASE_POOLS_MAX;
	if (pool < s->pools_count) {
		*ret_pool = pool;
		return dhcp_server_serves(s, pool, q->vlan) ? QUERY_SAYS_UNASSIGNED
							    : QUERY_SAYS_NOTHING;
	}
	pool = speaker(q, s, to);
	if (pool == DHCP_NO_POOL)
		return QUERY_SAYS_NOTHING;
	*ret_pool = pool;
	return QUERY_SAYS_UNKNOWN;
}
