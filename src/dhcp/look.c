/* dhcp/look.c -- see dhcp/look.h. */
#include "dhcp/look.h"

/* ---- the pools of a link ---- */

static uint64_t
length_us(uint32_t seconds)
{
	return seconds == LEASE_UNLIMITED_S ? TIME_NEVER : seconds * TIME_SEC;
}

void
dhcp_look_enter(struct dhcp_look *l, unsigned pool)
{
	if (l->pool && l->v->pool == pool)
		return;
	l->v->pool = pool;
	l->pool = &l->s->pool[pool];
	l->rules = l->pool->terms.rules;
	l->length_us = length_us(l->m->type == DHCP_BOOTP ? l->s->bootp_s : l->pool->lease_s);
}

static bool
is_of_link(const struct dhcp_look *l, unsigned pool)
{
	return pool < l->s->pools_count && dhcp_server_is_link(l->s, pool, l->v->pool);
}

bool
dhcp_look_is_alone(const struct dhcp_look *l)
{
	return l->pool->first == l->v->pool && l->pool->next == DHCP_NO_POOL;
}

void
dhcp_look_enter_of(struct dhcp_look *l, struct ip4 address)
{
	unsigned pool;

	if (dhcp_look_is_alone(l) || !ip4_set(address))
		return;
	pool = lease_pool_of(l->t, address);
	if (!is_of_link(l, pool))
		pool = dhcp_networks_pool(&l->s->networks, address);
	if (is_of_link(l, pool))
		dhcp_look_enter(l, pool);
}

struct ip4
dhcp_look_static(const struct dhcp_look *l)
{
	struct ip4 ret = {0};

	for (unsigned q = l->pool->first; q != DHCP_NO_POOL && !ip4_set(ret);
	     q = l->s->pool[q].next) {
		const struct dhcp_reserved *r = &l->s->pool[q].reserved;

		ret = dhcp_reserved_address(r, l->m,
					    r->by_agent ? dhcp_look_agent(l) : (struct rd){0});
	}
	return ret;
}

bool
dhcp_look_offered(const struct dhcp_look *l, struct ip4 *ret)
{
	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next)
		if (lease_find_offer(l->t, q, &l->v->key, ret))
			return true;
	return false;
}

/* ---- who the client is ---- */

/* All zero but the address when never bound; NULL outside every range. Until the next call. */
const struct lease_record *
dhcp_look_record(const struct dhcp_look *l, struct ip4 address)
{
	const struct lease_record *r = lease_bound_at(l->t, address);

	if (r || lease_pool_of(l->t, address) == LEASE_POOLS_MAX)
		return r;
	*l->unbound = (struct lease_record){.address = address};
	return l->unbound;
}

bool
dhcp_look_is_station(const struct dhcp_look *l, const struct lease_record *r)
{
	return r->hardware_len == 0 || (r->hardware_len == l->m->hardware_len &&
					memcmp(r->hardware, l->m->hardware, r->hardware_len) == 0);
}

/* The key of its identifier, of a client that is known by its hardware address. */
static bool
other_key(const struct dhcp_look *l, struct lease_key *ret)
{
	if (!l->m->client_id.set || l->v->key.byte[0] != LEASE_KEY_HARDWARE)
		return false;
	*ret = lease_key_of_identifier(l->m->client_id.byte, l->m->client_id.len);
	return true;
}

void
dhcp_look_name(struct dhcp_look *l, struct ip4 address)
{
	const struct lease_record *r = lease_bound_at(l->t, address);
	struct lease_key key;

	if (r && other_key(l, &key) && lease_holds(r, &key) && dhcp_look_is_station(l, r))
		l->v->key = key;
}

const struct lease_record *
dhcp_look_other(const struct dhcp_look *l, unsigned pool)
{
	const struct lease_record *r;
	struct lease_key key;
	struct ip4 address;

	if (!other_key(l, &key) || !lease_find(l->t, pool, &key, &address))
		return NULL;
	r = lease_bound_at(l->t, address);
	return r && r->state == LEASE_LEASED && dhcp_look_is_station(l, r) ? r : NULL;
}

/* Its lease may be under its other name (dhcp_look_name()). */
static bool
is_own_lease(const struct dhcp_look *l, const struct lease_record *r)
{
	struct lease_key key;

	return r->state == LEASE_LEASED &&
	       (lease_holds(r, &l->v->key) || (other_key(l, &key) && lease_holds(r, &key)));
}

struct rd
dhcp_look_agent(const struct dhcp_look *l)
{
	const struct lease_record *r = NULL;
	const uint8_t *kept = NULL;
	size_t len = 0;

	if (l->m->agent.set)
		return rd_of(l->m->agent.byte, l->m->agent.len);
	if (ip4_set(l->m->ciaddr) && !ip4_set(l->m->giaddr))
		r = lease_bound_at(l->t, l->m->ciaddr);
	if (r && is_own_lease(l, r))
		kept = lease_side_find(r, DHCP_OPT_AGENT, &len);
	return rd_of(kept, kept ? len : 0);
}

void
dhcp_look_shared(struct dhcp_look *l, const struct lease_record *r)
{
	if (r->state != LEASE_LEASED || r->expiry_us <= l->now || dhcp_look_is_station(l, r) ||
	    l->v->key.byte[0] == LEASE_KEY_HARDWARE || r->hardware_len != sizeof l->v->sharer.byte)
		return;
	l->v->shared = true;
	memcpy(l->v->sharer.byte, r->hardware, sizeof l->v->sharer.byte);
}

uint32_t
dhcp_look_seconds(uint64_t until_us, uint64_t now)
{
	uint64_t left = time_left(until_us, now) / TIME_SEC;

	if (until_us == TIME_NEVER)
		return LEASE_UNLIMITED_S;
	return left < LEASE_UNLIMITED_S ? (uint32_t)left : LEASE_UNLIMITED_S - 1;
}

static bool
may(enum lease_may answer)
{
	return answer == LEASE_MAY || answer == LEASE_MAY_PROBED;
}

/* ---- may this client have this address? ---- */

static bool
is_own_static(const struct dhcp_look *l, struct ip4 address)
{
	return ip4_set(l->static_address) && ip4_same(l->static_address, address);
}

bool
dhcp_look_has_lease(const struct dhcp_look *l, const struct lease_record *r)
{
	return r->state == LEASE_LEASED && lease_holds(r, &l->v->key);
}

bool
dhcp_look_is_expected(const struct dhcp_look *l, const struct lease_record *r)
{
	struct lease_key key =
	    lease_key_of_hardware(l->m->hardware_type, l->m->hardware, l->m->hardware_len);
	struct lease_record unbound = {.address = l->static_address};
	const struct lease_record *bound;
	struct lease_rules rules;
	unsigned pool;

	if (!ip4_set(l->static_address) || ip4_same(l->static_address, r->address))
		return false;
	pool = lease_pool_of(l->t, l->static_address);
	if (!is_of_link(l, pool) || lease_is_withheld(l->t, l->static_address) == LEASE_DISABLED ||
	    lease_is_claimed(l->t, l->static_address))
		return false;
	bound = lease_bound_at(l->t, l->static_address);
	rules = l->s->pool[pool].terms.rules;
	rules.reserved = l->s->pool[pool].terms.same_config;
	return may(lease_may_give(&rules, bound ? bound : &unbound, &key, l->now));
}

/* A lease for ever does not run out. */
bool
dhcp_look_runs_out(const struct dhcp_look *l, const struct lease_record *r)
{
	bool others =
	    lease_is_withheld(l->t, r->address) == LEASE_STATIC && !is_own_static(l, r->address);

	return dhcp_look_has_lease(l, r) && r->expiry_us > l->now && r->expiry_us != TIME_NEVER &&
	       (others || dhcp_look_is_expected(l, r));
}

/* What configuration and updates under way say; DHCP_WHY_OFFERED: nothing against it. */
static bool
is_other_devices(const struct dhcp_look *l, struct ip4 address)
{
	const struct dhcp_terms *terms = &l->pool->terms;

	for (unsigned i = 0; i < terms->others_count; i++)
		if (ip4_same(terms->other[i], address))
			return true;
	return false;
}

enum dhcp_why
dhcp_look_locally(const struct dhcp_look *l, const struct lease_record *r)
{
	enum lease_withheld withheld = lease_is_withheld(l->t, r->address);

	if (withheld == LEASE_DISABLED ||
	    (is_other_devices(l, r->address) && !dhcp_look_has_lease(l, r)) ||
	    (withheld == LEASE_STATIC && !is_own_static(l, r->address)))
		return DHCP_WHY_WITHHELD;
	if (lease_is_claimed(l->t, r->address))
		return DHCP_WHY_IN_FLIGHT;
	return DHCP_WHY_OFFERED;
}

/* A conflict is given when nothing else is left, and so once it was offered. */
static enum lease_may
may_give(const struct dhcp_look *l, const struct lease_rules *rules, const struct lease_record *r)
{
	if (r->state == LEASE_DECLINED &&
	    (l->scarce || lease_is_offered_to(l->t, r->address, l->v->pool, &l->v->key)))
		return lease_may_reuse(rules, r, &l->v->key, l->now);
	return lease_may_give(rules, r, &l->v->key, l->now);
}

/* It would have to be asked for on its link first, and ARP does not reach that of a relay agent. */
static bool
needs_unheard(const struct dhcp_look *l, enum lease_may answer)
{
	return answer == LEASE_MAY_PROBED && ip4_set(l->m->giaddr);
}

/* It takes an offer of the address, which was its class's when it was made. */
static bool
takes_offer(const struct dhcp_look *l, const struct lease_record *r)
{
	return l->m->type == DHCP_REQUEST &&
	       lease_is_offered_to(l->t, r->address, l->v->pool, &l->v->key);
}

/* It is of the pool's class, or has the address already, or for certain. */
static bool
is_admitted(const struct dhcp_look *l, const struct lease_record *r)
{
	return !l->pool->classes || dhcp_classes_fit(l->pool->classes, l->m) ||
	       dhcp_look_has_lease(l, r) || is_own_static(l, r->address) ||
	       lease_is_promised(r, &l->v->key, l->now) || takes_offer(l, r);
}

/* What the rules of the pair say, and until when. */
enum dhcp_why
dhcp_look_rules(const struct dhcp_look *l, const struct lease_record *r, uint64_t *ret_until)
{
	struct lease_rules rules = l->rules;
	enum lease_may answer;
	uint64_t until;

	rules.reserved = l->pool->terms.same_config && is_own_static(l, r->address);
	answer = may_give(l, &rules, r);
	if (!may(answer) || needs_unheard(l, answer))
		return answer == LEASE_NOT_HELD ? DHCP_WHY_HELD : DHCP_WHY_RULES;
	if (!is_admitted(l, r))
		return DHCP_WHY_WITHHELD;
	if (l->pool->locked && !lease_holds(r, &l->v->key) &&
	    !lease_is_promised(r, &l->v->key, l->now))
		return DHCP_WHY_LOCKED;
	until = lease_may_promise(&rules, r, &l->v->key, l->length_us, l->now);
	if (dhcp_look_runs_out(l, r))
		until = time_min(until, r->expiry_us);
	if (dhcp_look_seconds(until, l->now) == 0)
		return DHCP_WHY_RULES;
	l->v->probe = answer == LEASE_MAY_PROBED;
	*ret_until = until;
	return DHCP_WHY_OFFERED;
}

bool
dhcp_look_fits(const void *context, const struct lease_record *r)
{
	const struct dhcp_look *l = context;
	enum lease_may answer = may_give(l, &l->rules, r);

	if (is_other_devices(l, r->address) || needs_unheard(l, answer))
		return false;
	return l->overtakes ? answer == LEASE_MAY : may(answer);
}
