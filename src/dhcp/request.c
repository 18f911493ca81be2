/* dhcp/request.c -- see dhcp/request.h.
 *
 * What a REQUEST is answered, first line that fits (what it is: dhcp/situation.c). Where R7 forbids
 * a NAK (lease_may_refuse(), lease_may_deny()) there is silence; another network needs no leave.
 *
 *	another server is meant                silence, our offer ends
 *	an address of another network          NAK (`authoritative none`: silence)
 *	outside the sections                   NAK when SELECTING, or INIT-REBOOT of a client that
 *	                                       has another address; `authoritative subnet`: always
 *	withheld by configuration              NAK when SELECTING or INIT-REBOOT, or the client's
 *	                                       own lease; else silence
 *	  but its lease is older than the      ACK, no longer (R10)
 *	  static binding that withholds it
 *	an update of it is on its way          silence, the client asks again
 *	another address is bound to the        NAK, but RENEWING with a lease that lasts: ACK, no
 *	client statically, and could be given  longer (R10); SELECTING: as below
 *	the client holds it                    ACK, as long as the rules allow
 *	another client holds it                NAK if R7 allows, else silence
 *	its client got another one less than   silence: it may be a late one (R3)
 *	30 s ago, and was not offered this
 *	the client has a lease, and another    silence: it may be somebody else who asks
 *	station of the link asks in its name
 *	SELECTING, or its last client          ACK if the rules and the lock allow, else silence
 *	INIT-REBOOT of a client that has       NAK
 *	another address
 *	anything else                          silence (R7)
 *
 * Where that is silence, a client that is SELECTING, names this server and has no offer of this
 * device for another address gets a NAK if it would be offered another one now (decide.c): it takes
 * an offer of the other device that this one cannot keep, as after a takeover, and holds nothing.
 * Had it been told "yes", it would be BOUND, and hear no NAK of that exchange any more. Not while
 * an update of the address is on its way, nor when the REQUEST may be a late one. With an offer of
 * this device for another address it chose between two live Masters: silence, which ends that
 * offer, so that it is refused if it has to ask again. Refused at once where the Master before this
 * device gave up (dhcp_terms): it made its offer just before, and there are no two.
 *
 * SELECTING does not ask whether the offer was ours: the server identifier is the pair's shared
 * address, and the other device may have made it (R11). */
#include "dhcp/request.h"
#include "dhcp/ends.h"
#include "dhcp/trust.h"

static void
refuse(struct dhcp_look *l, enum dhcp_why why)
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

/* Option 82 stays with the lease of a client that renews without its relay agent. */
static void
set_client(struct lease_record *r, const struct dhcp_look *l)
{
	struct rd agent = dhcp_look_agent(l);

	r->key = l->v->key;
	r->hardware_type = l->m->hardware_type;
	r->hardware_len = l->m->hardware_len;
	memcpy(r->hardware, l->m->hardware, sizeof r->hardware);
	r->side_len = 0;
	if (agent.left > 0)
		lease_side_add(r, DHCP_OPT_AGENT, agent.p, agent.left);
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
has_heard(const struct dhcp_look *l, const struct lease_record *r)
{
	uint64_t told_us = r->length_s * TIME_SEC;
	uint64_t t1_us = dhcp_t1_s(l->pool, r->length_s) * TIME_SEC;

	return l->situation == DHCP_RENEWING && r->surely_us == 0 &&
	       l->now >= time_after(r->start_us, t1_us / 4 * 3) &&
	       l->now < time_after(r->start_us, told_us);
}

/* What the client was told before, when the address was its last: after what may have been a late
 * RELEASE it may still believe that. */
static uint64_t
told_end(const struct dhcp_look *l, const struct lease_record *r)
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
binding_end(const struct dhcp_look *l, const struct lease_record *r, uint64_t until)
{
	uint64_t before = told_end(l, r);

	if (before == TIME_NEVER)
		return until;
	if (dhcp_look_has_lease(l, r) && has_heard(l, r))
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

/* What it holds in another pool of the link, when it begins anew: of a client that uses an address
 * still a lease is not taken away. */
static const struct lease_record *
elsewhere(const struct dhcp_look *l, unsigned pool)
{
	const struct lease_record *r;
	struct ip4 address;

	if (pool == l->v->pool || l->situation != DHCP_SELECTING ||
	    !lease_find(l->t, pool, &l->v->key, &address))
		return NULL;
	r = lease_bound_at(l->t, address);
	return r && r->state == LEASE_LEASED && dhcp_look_is_station(l, r) ? r : NULL;
}

/* One lease of a link: what it held under its other name, or in another pool, goes (R3), unless
 * what it asks now may be older than that. */
static struct ip4
left_by(const struct dhcp_look *l, const struct lease_record *r)
{
	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next) {
		const struct lease_record *other = dhcp_look_other(l, q);

		if (!other)
			other = elsewhere(l, q);
		if (other && !ip4_same(other->address, r->address) &&
		    !dhcp_may_be_late(other, l->now) &&
		    lease_may_end(&l->s->pool[q].terms.rules, other, l->now))
			return other->address;
	}
	return (struct ip4){0};
}

/* The client has a lease of another address in the pool, and it is not its station that asks for
 * this one, which would end that. */
static bool
is_anothers_word(const struct dhcp_look *l, unsigned pool, const struct lease_record *r)
{
	const struct lease_record *other = dhcp_look_other(l, pool);
	struct ip4 its;

	if (!other && lease_find(l->t, pool, &l->v->key, &its))
		other = lease_bound_at(l->t, its);
	return other && other->state == LEASE_LEASED && other->expiry_us > l->now &&
	       !ip4_same(other->address, r->address) &&
	       !dhcp_is_from_client(&l->s->pool[pool], l->request, other);
}

/* Seen on a pool's own link alone. What configuration keeps for it the client may have, and what
 * this device offered it: that is another address only where its own cannot be had any more. */
static bool
is_forged(const struct dhcp_look *l, const struct lease_record *r)
{
	struct ip4 offered;

	if (dhcp_look_offered(l, &offered) && ip4_same(offered, r->address))
		return false;
	if (ip4_set(l->static_address) && ip4_same(l->static_address, r->address))
		return false;
	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next)
		if (l->s->pool[q].link == l->request->vlan && is_anothers_word(l, q, r))
			return true;
	return false;
}

static void
grant(struct dhcp_look *l, const struct lease_record *r, uint64_t until)
{
	struct dhcp_verdict *v = l->v;

	dhcp_look_shared(l, r);
	v->leaves = left_by(l, r);
	v->answer = DHCP_ANSWER_ACK;
	v->why = lease_holds(r, &v->key) ? DHCP_WHY_RENEWED : DHCP_WHY_GRANTED;
	v->address = r->address;
	v->lease_s = dhcp_look_seconds(until, l->now);
	v->ends_offer = true;
	v->write = true;
	v->replaces = r->version;
	v->record = *r;
	v->record.version = 0;
	v->record.state = LEASE_LEASED;
	v->record.start_us = l->now;
	v->record.expiry_us = binding_end(l, r, until);
	v->record.surely_us = earliest_end(r, &v->record, until);
	v->record.last = false;
	v->record.length_s = v->lease_s;
	lease_promise_settle(&v->record, l->now);
	if (promises_alone(&l->rules))
		lease_promise(&v->record, until, lease_owner(&v->key));
	set_client(&v->record, l);
}

void
dhcp_decide_rapid(struct dhcp_look *l)
{
	const struct lease_record *r = dhcp_look_record(l, l->v->address);
	uint64_t until = 0;

	if (dhcp_look_rules(l, r, &until) != DHCP_WHY_OFFERED)
		return;
	l->v->begins_offer = false;
	l->v->rapid = true;
	grant(l, r, until);
}

/* It asks for nothing longer, and never renews: what it is told by silence has to hold to its end,
 * but for a static binding, which configuration keeps for it. */
void
dhcp_decide_bootp(struct dhcp_look *l)
{
	const struct lease_record *r = dhcp_look_record(l, l->v->address);
	bool kept = ip4_set(l->static_address) && ip4_same(l->static_address, r->address);
	uint64_t until = 0;
	enum dhcp_why why = dhcp_look_rules(l, r, &until);

	l->v->begins_offer = false;
	if (why == DHCP_WHY_OFFERED && !kept && until < time_after(l->now, l->length_us))
		why = DHCP_WHY_RULES;
	if (why == DHCP_WHY_OFFERED) {
		grant(l, r, until);
	} else {
		l->v->answer = DHCP_ANSWER_NONE;
		l->v->why = why;
	}
	l->v->lease_s = 0;
}

/* R3: this moment the client was granted another address, or gave one back, and this device did not
 * offer it this one: the REQUEST may be an older one that was long on its way. */
static bool
is_late(const struct dhcp_look *l, const struct lease_record *r)
{
	const struct lease_record *other;
	struct ip4 address;

	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next) {
		if (!lease_find(l->t, q, &l->v->key, &address) || ip4_same(address, r->address))
			continue;
		other = lease_bound_at(l->t, address);
		if (other && (other->state == LEASE_LEASED || other->state == LEASE_RELEASED) &&
		    dhcp_may_be_late(other, l->now))
			return !lease_is_offered_to(l->t, r->address, l->v->pool, &l->v->key);
	}
	return false;
}

/* The record's client named itself by its hardware address, and the one that asks has the same: it
 * may be one machine under two names, so nothing is refused. */
static bool
may_be_same(const struct dhcp_look *l, const struct lease_record *r)
{
	struct lease_key hardware =
	    lease_key_of_hardware(l->m->hardware_type, l->m->hardware, l->m->hardware_len);

	return lease_key_same(&r->key, &hardware);
}

/* Another address is this client's, for sure. */
static bool
has_another(const struct dhcp_look *l, struct ip4 address)
{
	const struct lease_record *other;
	struct ip4 its;

	for (unsigned q = l->pool->first; q != DHCP_NO_POOL; q = l->s->pool[q].next) {
		if (!lease_find(l->t, q, &l->v->key, &its) || ip4_same(its, address))
			continue;
		other = lease_bound_at(l->t, its);
		if (other && other->state == LEASE_LEASED && other->expiry_us > l->now &&
		    lease_may_deny(&l->s->pool[q].terms.rules, other))
			return true;
	}
	return false;
}

/* A REQUEST for an address that its client does not hold. */
static enum dhcp_why
look_at_stranger(const struct dhcp_look *l, const struct lease_record *r)
{
	bool last_client = (r->state == LEASE_FREE && lease_key_same(&r->key, &l->v->key)) ||
			   lease_is_promised(r, &l->v->key, l->now);

	if (lease_may_refuse(&l->rules, r, &l->v->key, l->now))
		return may_be_same(l, r) ? DHCP_WHY_HELD : DHCP_WHY_REFUSED;
	if (r->state == LEASE_LEASED && r->expiry_us > l->now)
		return DHCP_WHY_HELD;
	if (l->situation == DHCP_SELECTING || last_client)
		return DHCP_WHY_OFFERED;
	return l->situation == DHCP_INIT_REBOOT && has_another(l, r->address) ? DHCP_WHY_DENIED
									      : DHCP_WHY_UNKNOWN;
}

/* An address of the network that no section has. */
static enum dhcp_why
look_outside(const struct dhcp_look *l, struct ip4 address)
{
	bool known = l->situation == DHCP_SELECTING ||
		     (l->situation == DHCP_INIT_REBOOT && has_another(l, address));
	bool all = l->pool->config.authoritative.value == DHCP_AUTHORITATIVE_SUBNET;

	return known || all ? DHCP_WHY_DENIED : DHCP_WHY_UNKNOWN;
}

/* DHCP_WHY_OFFERED: nothing that configuration or updates under way say is against it. */
static enum dhcp_why
look_at_request(const struct dhcp_look *l, const struct lease_record *r)
{
	enum dhcp_why why = dhcp_look_locally(l, r);
	bool own = dhcp_look_has_lease(l, r), runs_out;

	if (why == DHCP_WHY_WITHHELD && dhcp_look_runs_out(l, r))
		return lease_is_claimed(l->t, r->address) ? DHCP_WHY_IN_FLIGHT : DHCP_WHY_OFFERED;
	if (why == DHCP_WHY_WITHHELD && (own || l->situation != DHCP_RENEWING))
		return DHCP_WHY_DENIED;
	runs_out = dhcp_look_runs_out(l, r) && l->situation == DHCP_RENEWING;
	if (why == DHCP_WHY_OFFERED && l->situation != DHCP_SELECTING && !runs_out &&
	    dhcp_look_is_expected(l, r))
		return DHCP_WHY_DENIED;
	return why;
}

static enum dhcp_why
look_at_address(const struct dhcp_look *l, const struct lease_record *r, uint64_t *ret_until)
{
	enum dhcp_why why = look_at_request(l, r);

	if (why == DHCP_WHY_OFFERED && !lease_holds(r, &l->v->key))
		why = look_at_stranger(l, r);
	if (why == DHCP_WHY_OFFERED && !dhcp_look_has_lease(l, r) && is_late(l, r))
		why = DHCP_WHY_RULES;
	if (why == DHCP_WHY_OFFERED && is_forged(l, r))
		why = DHCP_WHY_FORGED;
	return why == DHCP_WHY_OFFERED ? dhcp_look_rules(l, r, ret_until) : why;
}

/* A NAK that no record of the address stands for is said where R7 allows; else the reason stays
 * what it would be without. */
static void
deny(struct dhcp_look *l, const struct lease_record *r, enum dhcp_why otherwise)
{
	l->v->why = otherwise;
	if (l->pool->config.authoritative.value != DHCP_AUTHORITATIVE_NONE &&
	    lease_may_deny(&l->rules, r))
		refuse(l, DHCP_WHY_DENIED);
}

static void
decide_address(struct dhcp_look *l, struct ip4 address)
{
	const struct lease_record *r = dhcp_look_record(l, address);
	bool inside = r && lease_pool_of(l->t, address) == l->v->pool;
	uint64_t until = 0;
	enum dhcp_why why;

	if (!ip4_together(address, l->pool->gateway, l->pool->mask)) {
		l->v->why = DHCP_WHY_UNKNOWN;
		if (l->pool->config.authoritative.value != DHCP_AUTHORITATIVE_NONE)
			refuse(l, DHCP_WHY_WRONG_NETWORK);
		return;
	}
	why = inside ? look_at_address(l, r, &until) : look_outside(l, address);
	l->v->why = why;
	if (why == DHCP_WHY_REFUSED)
		refuse(l, why);
	else if (why == DHCP_WHY_DENIED)
		deny(l, inside ? r : NULL, inside ? DHCP_WHY_WITHHELD : DHCP_WHY_UNKNOWN);
	else if (why == DHCP_WHY_OFFERED)
		grant(l, r, until);
}

/* This device offered it another address, and so perhaps did a Master that lives. */
static bool
chose_another(const struct dhcp_look *l, struct ip4 address)
{
	uint64_t resigned_us = l->pool->terms.resigned_us;
	struct ip4 offered;

	if (resigned_us != 0 && l->now < time_after(resigned_us, LEASE_OFFER_US))
		return false;
	return dhcp_look_offered(l, &offered) && !ip4_same(offered, address);
}

/* Nothing was said to a client that holds nothing by the offer it takes. */
static bool
is_in_vain(const struct dhcp_look *l, const struct dhcp_wanted *wanted)
{
	const struct lease_record *r = dhcp_look_record(l, wanted->address);

	if (l->v->answer != DHCP_ANSWER_NONE || !wanted->by_name ||
	    l->v->why == DHCP_WHY_IN_FLIGHT || l->v->why == DHCP_WHY_FORGED ||
	    l->pool->config.authoritative.value == DHCP_AUTHORITATIVE_NONE)
		return false;
	if (r && ((dhcp_look_has_lease(l, r) && r->expiry_us > l->now) || is_late(l, r)))
		return false;
	l->v->ends_offer = chose_another(l, wanted->address);
	return !l->v->ends_offer;
}

void
dhcp_decide_request(struct dhcp_look *l)
{
	struct ip4 offered = {0};
	struct dhcp_wanted wanted;

	dhcp_look_offered(l, &offered);
	wanted = dhcp_situation_of(l->m, l->v->server_id, offered);
	l->situation = wanted.situation;
	dhcp_look_name(l, wanted.address);
	switch (wanted.situation) {
	case DHCP_OTHERS:
		l->v->why = DHCP_WHY_OTHER_SERVER;
		l->v->ends_offer = true;
		return;
	case DHCP_SELECTING:
	case DHCP_INIT_REBOOT:
	case DHCP_RENEWING:
		decide_address(l, wanted.address);
		l->in_vain = is_in_vain(l, &wanted);
		return;
	case DHCP_CONTRADICTS:
		l->v->why = DHCP_WHY_MALFORMED;
		return;
	}
}
