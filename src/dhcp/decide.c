/* dhcp/decide.c -- see dhcp/decide.h. RFC 2131 4.3, with the pair's rules of lease/rules.h.
 *
 * What a REQUEST is (RFC 2131 4.3.2), by the fields that are set:
 *
 *	             server identifier  requested address  ciaddr
 *	SELECTING    set                set                0
 *	INIT-REBOOT  -                  set                0
 *	RENEWING     -                  -                  set     (REBINDING when broadcast)
 *	anything else is malformed and dropped
 *
 * What a REQUEST for an address of this network gets, first line that fits:
 *
 *	another server's identifier            silence, our offer ends
 *	an address of another network          NAK
 *	outside the sections, or withheld      silence; a lease older than the static
 *	                                       binding that withholds it: ACK, no longer (R10)
 *	an update of it is on its way          silence, the client asks again
 *	the client holds it                    ACK, as long as the rules allow
 *	another client holds it                NAK if R7 allows, else silence
 *	its client got another one less than   silence: it may be a late one (R3)
 *	30 s ago, and was not offered this
 *	SELECTING, or its last client          ACK if the rules and the lock allow, else silence
 *	anything else                          silence (R7)
 *
 * SELECTING does not ask whether the offer was ours: the server identifier is the pair's shared
 * address, and the other device may have made it (R11).
 *
 * What a DISCOVER is offered (docs/vrp.md "IP pool"): its static binding, the address it has or
 * had, the address offered to it, the one it asks for, a free one, one that is free again for
 * long, the oldest conflict. */
#include "dhcp/decide.h"
#include "dhcp/ends.h"
#include "dhcp/trust.h"
#include "lease/choose.h"

struct look { /* what every step of a decision looks at */
	const struct lease_table *t;
	const struct dhcp_request *request;
	const struct dhcp_message *m;
	const struct dhcp_pool *pool;
	struct lease_rules rules;
	struct ip4 static_address; /* the client's; unset: none */
	uint64_t now;
	bool scarce; /* nothing but conflicts is left to offer */
	struct dhcp_verdict *v;
	struct lease_record *unbound; /* room of record_of() */
};

/* All zero but the address when never bound; NULL outside every range. Until the next call. */
static const struct lease_record *
record_of(const struct look *l, struct ip4 address)
{
	const struct lease_record *r = lease_bound_at(l->t, address);

	if (r || lease_pool_of(l->t, address) == LEASE_POOLS_MAX)
		return r;
	*l->unbound = (struct lease_record){.address = address};
	return l->unbound;
}

struct lease_key
dhcp_key(const struct dhcp_message *m)
{
	if (m->client_id.set)
		return lease_key_of_identifier(m->client_id.byte, m->client_id.len);
	return lease_key_of_hardware(m->hardware_type, m->hardware, m->hardware_len);
}

static uint64_t
pool_length_us(const struct dhcp_pool *p)
{
	return p->lease_s == LEASE_UNLIMITED_S ? TIME_NEVER : p->lease_s * TIME_SEC;
}

static uint32_t
seconds_until(uint64_t until_us, uint64_t now)
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
is_own_static(const struct look *l, struct ip4 address)
{
	return ip4_set(l->static_address) && ip4_same(l->static_address, address);
}

/* The address is statically another client's, but this one has a lease of it: the binding takes
 * effect when that ends (R10), so it is not made longer. */
static bool
runs_out(const struct look *l, const struct lease_record *r)
{
	return lease_is_withheld(l->t, r->address) == LEASE_STATIC &&
	       !is_own_static(l, r->address) && r->state == LEASE_LEASED &&
	       lease_holds(r, &l->v->key) && r->expiry_us > l->now;
}

/* What configuration and updates under way say; DHCP_WHY_OFFERED: nothing against it. */
static enum dhcp_why
look_locally(const struct look *l, const struct lease_record *r)
{
	enum lease_withheld withheld = lease_is_withheld(l->t, r->address);

	if (withheld == LEASE_DISABLED ||
	    (withheld == LEASE_STATIC && !is_own_static(l, r->address)))
		return DHCP_WHY_WITHHELD;
	if (lease_is_claimed(l->t, r->address))
		return DHCP_WHY_IN_FLIGHT;
	return DHCP_WHY_OFFERED;
}

/* A conflict is given when nothing else is left, and so once it was offered. */
static enum lease_may
may_give(const struct look *l, const struct lease_rules *rules, const struct lease_record *r)
{
	if (r->state == LEASE_DECLINED &&
	    (l->scarce || lease_is_offered_to(l->t, r->address, l->v->pool, &l->v->key)))
		return lease_may_reuse(rules, r, &l->v->key, l->now);
	return lease_may_give(rules, r, &l->v->key, l->now);
}

/* What the rules of the pair say, and until when. */
static enum dhcp_why
look_at_rules(const struct look *l, const struct lease_record *r, uint64_t *ret_until)
{
	struct lease_rules rules = l->rules;
	enum lease_may answer;
	uint64_t until;

	rules.reserved = l->pool->terms.same_config && is_own_static(l, r->address);
	answer = may_give(l, &rules, r);
	if (!may(answer))
		return answer == LEASE_NOT_HELD ? DHCP_WHY_HELD : DHCP_WHY_RULES;
	if (l->pool->locked && !lease_holds(r, &l->v->key) &&
	    !lease_is_promised(r, &l->v->key, l->now))
		return DHCP_WHY_LOCKED;
	until = lease_may_promise(&rules, r, &l->v->key, pool_length_us(l->pool), l->now);
	if (runs_out(l, r))
		until = time_min(until, r->expiry_us);
	if (seconds_until(until, l->now) == 0)
		return DHCP_WHY_RULES;
	l->v->probe = answer == LEASE_MAY_PROBED;
	*ret_until = until;
	return DHCP_WHY_OFFERED;
}

/* ---- DISCOVER ---- */

/* Offers this address if it may be offered; says why not otherwise. */
static enum dhcp_why
offer(struct look *l, struct ip4 address)
{
	const struct lease_record *r = record_of(l, address);
	uint64_t until = 0;
	enum dhcp_why why;

	if (!r || lease_pool_of(l->t, address) != l->v->pool)
		return DHCP_WHY_UNKNOWN;
	why = look_locally(l, r);
	if (why == DHCP_WHY_OFFERED && lease_is_offered(l->t, address) &&
	    !lease_is_offered_to(l->t, address, l->v->pool, &l->v->key))
		why = DHCP_WHY_HELD;
	if (why == DHCP_WHY_OFFERED)
		why = look_at_rules(l, r, &until);
	if (why != DHCP_WHY_OFFERED)
		return why;
	l->v->answer = DHCP_ANSWER_OFFER;
	l->v->address = address;
	l->v->lease_s = seconds_until(until, l->now);
	l->v->begins_offer = true;
	return why;
}

static bool
fits(const void *context, const struct lease_record *r)
{
	const struct look *l = context;

	return may(may_give(l, &l->rules, r));
}

static enum dhcp_why
offer_free(struct look *l)
{
	struct lease_choice choice = {l->v->pool, &l->v->key, lease_parities(&l->rules), fits, l};
	struct ip4 address;

	if (l->pool->locked)
		return DHCP_WHY_LOCKED;
	if (choice.parities == 0)
		return DHCP_WHY_RULES;
	if (lease_choose(l->t, &choice, &address))
		return offer(l, address);
	l->scarce = true;
	if (!lease_choose_conflict(l->t, &choice, &address))
		return DHCP_WHY_NO_ADDRESS;
	return offer(l, address);
}

static void
decide_discover(struct look *l)
{
	struct dhcp_verdict *v = l->v;
	struct ip4 address;
	enum dhcp_why why = DHCP_WHY_UNKNOWN;

	if (ip4_set(l->static_address))
		why = offer(l, l->static_address);
	if (why != DHCP_WHY_OFFERED && lease_find(l->t, v->pool, &v->key, &address))
		why = offer(l, address);
	if (why == DHCP_WHY_IN_FLIGHT) {
		v->why = why;
		return;
	}
	if (why != DHCP_WHY_OFFERED && lease_find_offer(l->t, v->pool, &v->key, &address))
		why = offer(l, address);
	if (why != DHCP_WHY_OFFERED && ip4_set(l->m->requested))
		why = offer(l, l->m->requested);
	if (why != DHCP_WHY_OFFERED)
		why = offer_free(l);
	v->why = why;
}

/* ---- REQUEST ---- */

enum situation { SELECTING, INIT_REBOOT, RENEWING, MALFORMED };

static enum situation
situation_of(const struct dhcp_message *m)
{
	if (ip4_set(m->server_id))
		return ip4_set(m->requested) && !ip4_set(m->ciaddr) ? SELECTING : MALFORMED;
	if (ip4_set(m->requested))
		return ip4_set(m->ciaddr) ? MALFORMED : INIT_REBOOT;
	return ip4_set(m->ciaddr) ? RENEWING : MALFORMED;
}

static void
refuse(struct look *l, enum dhcp_why why)
{
	l->v->answer = DHCP_ANSWER_NAK;
	l->v->why = why;
	l->v->ends_offer = true;
}

static void
remember(struct lease_record *r, uint8_t code, const struct dhcp_bytes *b)
{
	if (b->set)
		lease_side_add(r, code, b->byte, b->len);
}

static void
set_client(struct lease_record *r, const struct look *l)
{
	r->key = l->v->key;
	r->hardware_type = l->m->hardware_type;
	r->hardware_len = l->m->hardware_len;
	memcpy(r->hardware, l->m->hardware, sizeof r->hardware);
	r->side_len = 0;
	remember(r, DHCP_OPT_AGENT, &l->m->agent);
	remember(r, DHCP_OPT_HOSTNAME, &l->m->hostname);
	remember(r, DHCP_OPT_VENDOR_CLASS, &l->m->vendor);
}

/* Nobody acknowledges what this device promises now (R4, R5). */
static bool
promises_alone(const struct lease_rules *rules)
{
	return rules->pair == LEASE_INTERRUPTED || rules->pair == LEASE_PARTNER_DOWN;
}

/* R3: the client has heard how long the lease is that it was told last: it renews when that says,
 * clients that come somewhat before T1 among them. One that missed it and repeats its request comes
 * sooner, or once that lease is over. */
static bool
has_heard(const struct look *l, const struct lease_record *r)
{
	uint64_t told_us = r->length_s * TIME_SEC;
	uint64_t t1_us = dhcp_t1_s(l->pool, r->length_s) * TIME_SEC;

	return situation_of(l->m) == RENEWING && r->surely_us == 0 &&
	       l->now >= time_after(r->start_us, t1_us / 4 * 3) &&
	       l->now < time_after(r->start_us, told_us);
}

static bool
has_lease(const struct look *l, const struct lease_record *r)
{
	return r->state == LEASE_LEASED && lease_holds(r, &l->v->key);
}

/* What the client was told before, when the address was its last: after what may have been a late
 * RELEASE it may still believe that. */
static uint64_t
told_end(const struct look *l, const struct lease_record *r)
{
	if (!lease_key_same(&r->key, &l->v->key))
		return 0;
	return r->state == LEASE_RELEASED ? time_after(r->start_us, r->length_s * TIME_SEC)
					  : r->expiry_us;
}

/* What the client was told before stands until its end, though it is told a shorter time now: it
 * may miss that. Once it has heard what it was told last, that counts alone. A lease for ever ends
 * all the same, or no change of configuration would end it. */
static uint64_t
binding_end(const struct look *l, const struct lease_record *r, uint64_t until)
{
	uint64_t before = told_end(l, r);

	if (before == TIME_NEVER)
		return until;
	if (has_lease(l, r) && has_heard(l, r))
		before = time_min(before, time_after(r->start_us, r->length_s * TIME_SEC));
	return before > until ? before : until;
}

/* What nobody knew of the end that stands nobody knows now: 0, exact, only where it was. */
static uint64_t
earliest_end(const struct lease_record *before, const struct lease_record *r, uint64_t until)
{
	if (r->expiry_us == until || before->surely_us == 0)
		return 0;
	return before->state == LEASE_LEASED && before->surely_us > until ? before->surely_us
									  : until;
}

static void
grant(struct look *l, const struct lease_record *r, uint64_t until)
{
	struct dhcp_verdict *v = l->v;

	v->answer = DHCP_ANSWER_ACK;
	v->why = lease_holds(r, &v->key) ? DHCP_WHY_RENEWED : DHCP_WHY_GRANTED;
	v->address = r->address;
	v->lease_s = seconds_until(until, l->now);
	v->ends_offer = true;
	v->write = true;
	v->replaces = r->version;
	v->record = *r;
	v->record.version = 0;
	v->record.state = LEASE_LEASED;
	v->record.start_us = l->now;
	v->record.expiry_us = binding_end(l, r, until);
	v->record.surely_us = earliest_end(r, &v->record, until);
	v->record.length_s = v->lease_s;
	lease_promise_settle(&v->record, l->now);
	if (promises_alone(&l->rules))
		lease_promise(&v->record, until, lease_owner(&v->key));
	set_client(&v->record, l);
}

/* R3: this moment the client was granted another address, or gave one back, and this device did not
 * offer it this one: the REQUEST may be an older one that was long on its way. */
static bool
is_late(const struct look *l, const struct lease_record *r)
{
	const struct lease_table *t = l->t;
	const struct lease_record *other;
	struct ip4 address;

	if (!lease_find(t, l->v->pool, &l->v->key, &address) || ip4_same(address, r->address) ||
	    lease_is_offered_to(t, r->address, l->v->pool, &l->v->key))
		return false;
	other = lease_bound_at(t, address);
	return other && (other->state == LEASE_LEASED || other->state == LEASE_RELEASED) &&
	       dhcp_may_be_late(other, l->now);
}

/* A REQUEST for an address that its client does not hold. */
static enum dhcp_why
look_at_stranger(const struct look *l, const struct lease_record *r, enum situation situation)
{
	bool last_client = (r->state == LEASE_FREE && lease_key_same(&r->key, &l->v->key)) ||
			   lease_is_promised(r, &l->v->key, l->now);

	if (lease_may_refuse(&l->rules, r, &l->v->key, l->now))
		return DHCP_WHY_REFUSED;
	if (r->state == LEASE_LEASED && r->expiry_us > l->now)
		return DHCP_WHY_HELD;
	return situation == SELECTING || last_client ? DHCP_WHY_OFFERED : DHCP_WHY_UNKNOWN;
}

static void
decide_address(struct look *l, struct ip4 address, enum situation situation)
{
	const struct lease_record *r = record_of(l, address);
	uint64_t until = 0;
	enum dhcp_why why;

	if (!ip4_together(address, l->pool->gateway, l->pool->mask)) {
		refuse(l, DHCP_WHY_WRONG_NETWORK);
		return;
	}
	if (!r || lease_pool_of(l->t, address) != l->v->pool) {
		l->v->why = DHCP_WHY_UNKNOWN;
		return;
	}
	why = look_locally(l, r);
	if (why == DHCP_WHY_WITHHELD && runs_out(l, r))
		why = lease_is_claimed(l->t, address) ? DHCP_WHY_IN_FLIGHT : DHCP_WHY_OFFERED;
	if (why == DHCP_WHY_OFFERED && !lease_holds(r, &l->v->key))
		why = look_at_stranger(l, r, situation);
	if (why == DHCP_WHY_OFFERED && !has_lease(l, r) && is_late(l, r))
		why = DHCP_WHY_RULES;
	if (why == DHCP_WHY_OFFERED)
		why = look_at_rules(l, r, &until);
	l->v->why = why;
	if (why == DHCP_WHY_REFUSED)
		refuse(l, why);
	else if (why == DHCP_WHY_OFFERED)
		grant(l, r, until);
}

static void
decide_request(struct look *l)
{
	enum situation situation = situation_of(l->m);

	switch (situation) {
	case SELECTING:
		if (!ip4_same(l->m->server_id, l->v->server_id)) {
			l->v->why = DHCP_WHY_OTHER_SERVER;
			l->v->ends_offer = true;
			return;
		}
		decide_address(l, l->m->requested, situation);
		return;
	case INIT_REBOOT:
		decide_address(l, l->m->requested, situation);
		return;
	case RENEWING:
		decide_address(l, l->m->ciaddr, situation);
		return;
	case MALFORMED:
		l->v->why = DHCP_WHY_MALFORMED;
		return;
	}
}

/* ---- DECLINE, RELEASE, INFORM ---- */

/* The record of an address the client says it holds, if it does and the message is for us. */
static const struct lease_record *
own_record(struct look *l, struct ip4 address)
{
	const struct lease_record *r = record_of(l, address);

	if (!ip4_set(address))
		l->v->why = DHCP_WHY_MALFORMED;
	else if (ip4_set(l->m->server_id) && !ip4_same(l->m->server_id, l->v->server_id))
		l->v->why = DHCP_WHY_OTHER_SERVER;
	else if (!r || r->state != LEASE_LEASED || !lease_holds(r, &l->v->key))
		l->v->why = DHCP_WHY_UNKNOWN;
	else if (!dhcp_is_from_client(l->pool, l->request->vlan, l->request->from, l->m, r))
		l->v->why = DHCP_WHY_FORGED;
	else if (lease_is_claimed(l->t, address))
		l->v->why = DHCP_WHY_IN_FLIGHT;
	else
		return r;
	return NULL;
}

static void
decide_decline(struct look *l)
{
	const struct lease_record *r = own_record(l, l->m->requested);

	if (!r)
		return;
	l->v->write = true;
	l->v->replaces = r->version;
	l->v->record = dhcp_set_aside(r, l->now);
	l->v->why = DHCP_WHY_DECLINED;
}

static void
decide_release(struct look *l)
{
	const struct lease_record *r = own_record(l, l->m->ciaddr);

	if (!r)
		return;
	l->v->write = true;
	l->v->replaces = r->version;
	l->v->record = dhcp_given_back(r, l->now);
	l->v->why = DHCP_WHY_RELEASED;
}

static void
decide_inform(struct look *l)
{
	if (!ip4_set(l->m->ciaddr)) {
		l->v->why = DHCP_WHY_MALFORMED;
		return;
	}
	l->v->answer = DHCP_ANSWER_ACK;
	l->v->why = DHCP_WHY_INFORMED;
}

/* ---- */

static void
decide_type(struct look *l)
{
	switch (l->m->type) {
	case DHCP_DISCOVER:
		decide_discover(l);
		return;
	case DHCP_REQUEST:
		decide_request(l);
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

void
dhcp_decide(const struct dhcp_server *s, const struct lease_table *t,
	    const struct dhcp_request *request, uint64_t now, struct dhcp_verdict *ret)
{
	const struct dhcp_message *m = &request->message;
	struct lease_record unbound;
	struct look l = {
	    .t = t, .request = request, .m = m, .now = now, .v = ret, .unbound = &unbound};

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
	ret->pool = dhcp_server_pool_for(s, request->vlan, request->unicast, m);
	if (ret->pool == DHCP_NO_POOL) {
		ret->why = DHCP_WHY_NO_POOL;
		return;
	}
	l.pool = &s->pool[ret->pool];
	l.rules = l.pool->terms.rules;
	if (ip4_set(m->ciaddr) && dhcp_is_whole_network(l.pool, m->ciaddr)) {
		ret->why = DHCP_WHY_BAD_CIADDR;
		return;
	}
	if (!dhcp_server_serves(s, ret->pool, request->vlan)) {
		ret->why = DHCP_WHY_SILENT;
		return;
	}
	ret->key = dhcp_key(m);
	ret->server_id = dhcp_server_identifier(s, ret->pool, request->vlan);
	l.static_address = dhcp_static_address(l.pool, m);
	decide_type(&l);
}

void
dhcp_settle(struct lease_table *t, const struct dhcp_verdict *v, uint64_t now)
{
	if (v->begins_offer)
		lease_offer(t, v->address, v->pool, &v->key, now);
	else if (v->ends_offer)
		lease_end_offer(t, v->pool, &v->key);
}
