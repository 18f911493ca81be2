/* dhcp/decide.c -- see dhcp/decide.h. RFC 2131 4.3, with the pair's rules of lease/rules.h.
 *
 * A DISCOVER is offered (docs/vrp.md "IP pool"): its static binding, the address it has or had, its
 * offer, the one it asks for, a free one, one long free again, another's offer unless that is being
 * probed, the oldest conflict. Of two that were offered one address the first that asks gets it.
 * Where several pools share a link, each of these is looked for in all of them, in their order,
 * before the next is; every other message is judged in the pool that has the address it names. */
#include "dhcp/decide.h"

#include <strings.h>

#include "dhcp/ends.h"
#include "dhcp/request.h"
#include "dhcp/trust.h"
#include "lease/choose.h"

/* ---- DISCOVER ---- */

/* Offers this address if it may be offered; says why not otherwise. */
static enum dhcp_why
offer(struct dhcp_look *l, struct ip4 address)
{
	const struct lease_record *r = dhcp_look_record(l, address);
	uint64_t until = 0;
	enum dhcp_why why;

	if (!r || lease_pool_of(l->t, address) != l->v->pool)
		return DHCP_WHY_UNKNOWN;
	why = dhcp_look_locally(l, r);
	if (why == DHCP_WHY_OFFERED && !l->overtakes && lease_is_offered(l->t, address) &&
	    !lease_is_offered_to(l->t, address, l->v->pool, &l->v->key))
		why = DHCP_WHY_HELD;
	if (why == DHCP_WHY_OFFERED)
		why = dhcp_look_rules(l, r, &until);
	if (why != DHCP_WHY_OFFERED)
		return why;
	l->v->answer = DHCP_ANSWER_OFFER;
	l->v->address = address;
	l->v->lease_s = dhcp_look_seconds(until, l->now);
	l->v->begins_offer = true;
	l->v->ping = l->pings && !lease_key_same(&r->key, &l->v->key);
	return why;
}

/* What may be chosen from, of the pool; DHCP_WHY_OFFERED: something. */
static enum dhcp_why
choice_of(const struct dhcp_look *l, struct lease_choice *ret)
{
	*ret = (struct lease_choice){l->v->pool, &l->v->key, lease_parities(&l->rules),
				     dhcp_look_fits, l};
	if (l->pool->locked)
		return DHCP_WHY_LOCKED;
	if (l->pool->classes && !dhcp_classes_fit(l->pool->classes, l->m))
		return DHCP_WHY_WITHHELD;
	return ret->parities == 0 ? DHCP_WHY_RULES : DHCP_WHY_OFFERED;
}

static enum dhcp_why
choose(struct dhcp_look *l, bool (*chooses)(const struct lease_table *t,
					    const struct lease_choice *choice, struct ip4 *ret))
{
	struct lease_choice choice;
	struct ip4 address;
	enum dhcp_why why = choice_of(l, &choice);

	if (why != DHCP_WHY_OFFERED)
		return why;
	return chooses(l->t, &choice, &address) ? offer(l, address) : DHCP_WHY_NO_ADDRESS;
}

static enum dhcp_why
offer_free(struct dhcp_look *l)
{
	return choose(l, lease_choose);
}

/* The same where the pool is for a class that the client is of. */
static enum dhcp_why
offer_class(struct dhcp_look *l)
{
	return l->pool->classes ? offer_free(l) : DHCP_WHY_NO_ADDRESS;
}

static enum dhcp_why
offer_others(struct dhcp_look *l)
{
	enum dhcp_why why;

	l->overtakes = true;
	why = choose(l, lease_choose_offered);
	l->overtakes = false;
	return why;
}

static enum dhcp_why
offer_conflict(struct dhcp_look *l)
{
	l->scarce = true;
	return choose(l, lease_choose_conflict);
}

static enum dhcp_why
offer_static(struct dhcp_look *l)
{
	return ip4_set(l->static_address) ? offer(l, l->static_address) : DHCP_WHY_UNKNOWN;
}

/* The address that the client has or had in the pool, by either of its names. */
static bool
find_own(struct dhcp_look *l, struct ip4 *ret)
{
	struct dhcp_verdict *v = l->v;
	const struct lease_record *other;

	if (lease_find(l->t, v->pool, &v->key, ret)) {
		dhcp_look_shared(l, lease_bound_at(l->t, *ret));
		return true;
	}
	other = dhcp_look_other(l, v->pool);
	if (!other)
		return false;
	*ret = other->address;
	v->key = other->key;
	return true;
}

static enum dhcp_why
offer_own(struct dhcp_look *l)
{
	struct ip4 address;

	return find_own(l, &address) ? offer(l, address) : DHCP_WHY_UNKNOWN;
}

/* The same of what it has still. */
static enum dhcp_why
offer_leased(struct dhcp_look *l)
{
	const struct lease_record *r;
	struct ip4 address;

	if (!find_own(l, &address))
		return DHCP_WHY_UNKNOWN;
	r = lease_bound_at(l->t, address);
	return r && r->state == LEASE_LEASED && r->expiry_us > l->now ? offer(l, address)
								      : DHCP_WHY_UNKNOWN;
}

static enum dhcp_why
offer_again(struct dhcp_look *l)
{
	struct ip4 address;

	return lease_find_offer(l->t, l->v->pool, &l->v->key, &address) ? offer(l, address)
									: DHCP_WHY_UNKNOWN;
}

static enum dhcp_why
offer_requested(struct dhcp_look *l)
{
	return ip4_set(l->m->requested) ? offer(l, l->m->requested) : DHCP_WHY_UNKNOWN;
}

/* In each pool of the link until one has an offer, or an update of the client's own address is on
 * its way. Else: that all that could be given is gone, when a pool says so. */
static enum dhcp_why
in_each(struct dhcp_look *l, enum dhcp_why (*step)(struct dhcp_look *l))
{
	enum dhcp_why ret = DHCP_WHY_UNKNOWN;

	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next) {
		enum dhcp_why why;

		dhcp_look_enter(l, q);
		why = step(l);
		if (why == DHCP_WHY_OFFERED || why == DHCP_WHY_IN_FLIGHT)
			return why;
		if (ret != DHCP_WHY_NO_ADDRESS)
			ret = why;
	}
	return ret;
}

/* What is the client's already, or meant for it. */
static enum dhcp_why
offer_known(struct dhcp_look *l)
{
	enum dhcp_why why = in_each(l, offer_static);

	if (why == DHCP_WHY_OFFERED)
		return why;
	why = dhcp_look_is_alone(l) ? DHCP_WHY_UNKNOWN : in_each(l, offer_leased);
	if (why == DHCP_WHY_OFFERED || why == DHCP_WHY_IN_FLIGHT)
		return why;
	return in_each(l, offer_own);
}

/* Pools of the client's class go before those of none. A pool is used up before the next one
 * is begun; what somebody may have is taken last. */
static enum dhcp_why
offer_any(struct dhcp_look *l)
{
	enum dhcp_why why = dhcp_look_is_alone(l) ? DHCP_WHY_NO_ADDRESS : in_each(l, offer_class);

	if (why != DHCP_WHY_OFFERED)
		why = in_each(l, offer_free);
	if (why == DHCP_WHY_NO_ADDRESS)
		why = in_each(l, offer_others);
	if (why == DHCP_WHY_NO_ADDRESS)
		why = in_each(l, offer_conflict);
	return why;
}

/* Of the link's pools the first that is not for another class of clients; else the first. */
static unsigned
first_open(const struct dhcp_look *l)
{
	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next)
		if (!l->s->pool[q].classes || dhcp_classes_fit(l->s->pool[q].classes, l->m))
			return q;
	return l->pool->first;
}

static void
decide_discover(struct dhcp_look *l)
{
	struct dhcp_verdict *v = l->v;
	enum dhcp_why why = offer_known(l);

	if (why == DHCP_WHY_IN_FLIGHT) {
		v->why = why;
		return;
	}
	if (why != DHCP_WHY_OFFERED)
		why = in_each(l, offer_again);
	if (why != DHCP_WHY_OFFERED)
		why = in_each(l, offer_requested);
	if (why != DHCP_WHY_OFFERED)
		why = offer_any(l);
	v->why = why;
	if (why != DHCP_WHY_OFFERED)
		dhcp_look_enter(l, first_open(l));
	else if (l->m->rapid_commit && l->pool->config.rapid_commit.set &&
		 l->m->type == DHCP_DISCOVER)
		dhcp_decide_rapid(l);
}

/* RFC 2563 2.3: a client that gets no address may be told whether to make one up. */
static void
tell_autoconf(struct dhcp_look *l)
{
	struct dhcp_verdict *v = l->v;

	if (v->answer == DHCP_ANSWER_NONE && l->m->autoconf &&
	    l->pool->items.of_code[DHCP_OPT_AUTOCONF] != DHCP_NO_ITEM &&
	    (v->why == DHCP_WHY_NO_ADDRESS || v->why == DHCP_WHY_LOCKED))
		v->answer = DHCP_ANSWER_OFFER;
}

/* ---- BOOTP ---- */

/* One that has an address is told the rest alone; one that names another server is not ours (RFC
 * 951 7.3). */
static void
decide_bootp(struct dhcp_look *l, bool automatic)
{
	struct dhcp_verdict *v = l->v;

	if (l->m->server_name[0] != '\0' &&
	    strcasecmp(l->m->server_name, l->pool->config.server_name.text) != 0) {
		v->why = DHCP_WHY_OTHER_SERVER;
	} else if (ip4_set(l->m->ciaddr)) {
		v->answer = DHCP_ANSWER_ACK;
		v->why = DHCP_WHY_INFORMED;
	} else if (automatic) {
		decide_discover(l);
	} else {
		v->why = DHCP_WHY_BOOTP;
		if (in_each(l, offer_static) == DHCP_WHY_OFFERED)
			v->why = DHCP_WHY_OFFERED;
	}
	if (v->answer == DHCP_ANSWER_OFFER)
		dhcp_decide_bootp(l);
}

/* ---- DECLINE, RELEASE, INFORM ---- */

/* The record of an address the client says it holds, if it does and the message is for us. */
static const struct lease_record *
own_record(struct dhcp_look *l, struct ip4 address)
{
	const struct lease_record *r = dhcp_look_record(l, address);

	dhcp_look_name(l, address);
	if (!ip4_set(address))
		l->v->why = DHCP_WHY_MALFORMED;
	else if (ip4_set(l->m->server_id) && !ip4_same(l->m->server_id, l->v->server_id))
		l->v->why = DHCP_WHY_OTHER_SERVER;
	else if (!r || r->state != LEASE_LEASED || !lease_holds(r, &l->v->key))
		l->v->why = DHCP_WHY_UNKNOWN;
	else if (!lease_may_end(&l->rules, r, l->now))
		l->v->why = DHCP_WHY_RULES;
	else if (!dhcp_is_from_client(l->pool, l->request, r))
		l->v->why = DHCP_WHY_FORGED;
	else if (lease_is_claimed(l->t, address))
		l->v->why = DHCP_WHY_IN_FLIGHT;
	else
		return r;
	return NULL;
}

static void
decide_decline(struct dhcp_look *l)
{
	const struct lease_record *r = own_record(l, l->m->requested);

	if (!r)
		return;
	l->v->write = true;
	l->v->replaces = r->version;
	l->v->record = dhcp_set_aside(l->pool, r, l->now);
	l->v->why = DHCP_WHY_DECLINED;
}

static void
decide_release(struct dhcp_look *l)
{
	const struct lease_record *r = own_record(l, l->m->ciaddr);

	if (!r)
		return;
	l->v->write = true;
	l->v->replaces = r->version;
	l->v->record = dhcp_given_back(r, l->now);
	l->v->why = DHCP_WHY_RELEASED;
}

/* A client that forgot ciaddr is told where the message came from (RFC 2131 4.3.5). */
static void
decide_inform(struct dhcp_look *l)
{
	if (!ip4_set(dhcp_informed(l->request))) {
		l->v->why = DHCP_WHY_MALFORMED;
		return;
	}
	l->v->answer = DHCP_ANSWER_ACK;
	l->v->why = DHCP_WHY_INFORMED;
}

/* ---- */

struct ip4
dhcp_informed(const struct dhcp_request *request)
{
	const struct dhcp_message *m = &request->message;

	return ip4_set(m->ciaddr) || ip4_set(m->giaddr) ? m->ciaddr : request->source;
}

/* No host has the address that is to be answered. */
static bool
is_nobodys(const struct dhcp_pool *p, const struct dhcp_request *request)
{
	struct ip4 a =
	    request->message.type == DHCP_INFORM ? dhcp_informed(request) : request->message.ciaddr;

	return ip4_set(a) && dhcp_is_whole_network(p, a);
}

/* A NAK where the client, starting anew, would be offered another address at once; else it may as
 * well wait. */
static void
refuse_in_vain(struct dhcp_look *l)
{
	struct dhcp_verdict would = *l->v;
	struct dhcp_look anew = *l;

	anew.v = &would;
	decide_discover(&anew);
	if (would.answer != DHCP_ANSWER_OFFER)
		return;
	l->v->answer = DHCP_ANSWER_NAK;
	l->v->why = DHCP_WHY_ANEW;
	l->v->ends_offer = true;
}

static void
decide_type(const struct dhcp_server *s, struct dhcp_look *l)
{
	switch (l->m->type) {
	case DHCP_BOOTP:
		decide_bootp(l, s->bootp_automatic);
		return;
	case DHCP_DISCOVER:
		decide_discover(l);
		tell_autoconf(l);
		return;
	case DHCP_REQUEST:
		dhcp_decide_request(l);
		if (l->in_vain)
			refuse_in_vain(l);
		return;
	case DHCP_DECLINE:
		decide_decline(l);
		return;
	case DHCP_RELEASE:
		decide_release(l);
		return;
	case DHCP_INFORM:
		decide_inform(l);
		return;
	case DHCP_OFFER:
	case DHCP_ACK:
	case DHCP_NAK:
	case DHCP_TYPES:
		l->v->why = DHCP_WHY_MALFORMED;
		return;
	}
}

/* The address that a message is about; unset: it leaves that to us. */
static struct ip4
address_of(const struct dhcp_request *request)
{
	const struct dhcp_message *m = &request->message;

	if (m->type == DHCP_DISCOVER)
		return (struct ip4){0};
	if (m->type == DHCP_INFORM)
		return dhcp_informed(request);
	return ip4_set(m->requested) && m->type != DHCP_RELEASE ? m->requested : m->ciaddr;
}

void
dhcp_decide(const struct dhcp_server *s, const struct lease_table *t,
	    const struct dhcp_request *request, uint64_t now, struct dhcp_verdict *ret)
{
	const struct dhcp_message *m = &request->message;
	struct lease_record unbound;
	struct dhcp_look l = {
	    .s = s, .t = t, .request = request, .m = m, .now = now, .v = ret, .unbound = &unbound};
	unsigned pool;

	*ret = (struct dhcp_verdict){.pool = DHCP_NO_POOL};
	if (request->vlan >= sizeof s->inbound / sizeof *s->inbound ||
	    !s->inbound[request->vlan].enabled) {
		ret->why = DHCP_WHY_DISABLED;
		return;
	}
	if (request->unicast && !dhcp_is_for_us(s, request->to)) {
		ret->why = DHCP_WHY_NOT_FOR_US;
		return;
	}
	if (ip4_set(m->giaddr) && !dhcp_may_be_relay(s, m->giaddr)) {
		ret->why = DHCP_WHY_BAD_GIADDR;
		return;
	}
	pool = dhcp_server_pool_for(s, request->vlan, request->unicast, m);
	if (pool == DHCP_NO_POOL) {
		ret->why = DHCP_WHY_NO_POOL;
		return;
	}
	dhcp_look_enter(&l, pool);
	dhcp_look_enter_of(&l, address_of(request));
	l.pings = s->ping.packets > 0;
	if (is_nobodys(l.pool, request)) {
		ret->why = DHCP_WHY_BAD_CIADDR;
		return;
	}
	ret->key = dhcp_key(s, ret->pool, m);
	l.static_address = dhcp_look_static(&l);
	if (!dhcp_server_serves(s, ret->pool, request->vlan)) {
		ret->why = DHCP_WHY_SILENT;
		return;
	}
	ret->server_id = dhcp_server_override(s, m);
	if (!ip4_set(ret->server_id))
		ret->server_id = dhcp_server_identifier(s, ret->pool, request->vlan);
	decide_type(s, &l);
}

struct dhcp_verdict
dhcp_left(const struct lease_table *t, const struct dhcp_verdict *v, uint64_t now)
{
	const struct lease_record *r = lease_bound_at(t, v->leaves);
	struct dhcp_verdict ret = {.why = DHCP_WHY_RELEASED, .pool = lease_pool_of(t, v->leaves)};

	if (!r || lease_is_claimed(t, v->leaves))
		return ret;
	ret.write = true;
	ret.replaces = r->version;
	ret.record = dhcp_given_back(r, now);
	return ret;
}

void
dhcp_settle(const struct dhcp_server *s, struct lease_table *t, const struct dhcp_verdict *v,
	    uint64_t now)
{
	if (!v->begins_offer && !v->ends_offer)
		return;
	for (unsigned q = s->pool[v->pool].first; q != DHCP_NO_POOL; q = s->pool[q].next)
		if (q != v->pool)
			lease_end_offer(t, q, &v->key);
	if (v->begins_offer)
		lease_offer(t, v->address, v->pool, &v->key, now);
	else
		lease_end_offer(t, v->pool, &v->key);
}
