/* test/sim/client.c -- what a client does and believes. RFC 2131 4.4: a lease counts from the
 * moment its REQUEST left, so a late answer promises no more than the server meant. */
#include <string.h>

#include "test/sim/sim.h"

static bool
chance(struct sim_client *c, unsigned percent)
{
	return prng_below(&c->prng, 100) < percent;
}

static uint64_t
span(struct sim_client *c, uint64_t most_us)
{
	return prng_below(&c->prng, most_us + 1);
}

static void
tell(struct sim *s, unsigned i, enum dhcp_type type, struct ip4 server_id, struct ip4 requested,
     struct ip4 ciaddr)
{
	rig_say(s->rig, &(struct rig_message){.type = type,
					      .client = (uint16_t)i,
					      .xid = s->client[i].xid,
					      .server_id = server_id,
					      .requested = requested,
					      .ciaddr = ciaddr});
}

static void
new_xid(struct sim *s, struct sim_client *c)
{
	c->xid = (uint32_t)prng_below(&c->prng, UINT32_MAX - 1) + 1;
	c->first_us = s->rig->now;
}

static void
unbind(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];

	sim_holder_end(s, i, c->address);
	c->lost = false;
	c->until_us = c->missed_us = c->said_us = 0;
	c->doing = SIM_IDLE;
	c->xid = 0;
	c->next_us = c->strict ? TIME_NEVER : s->rig->now + span(c, 40 * TIME_SEC);
}

/* ---- answers ---- */

/* A RELEASE of what it had before comes only now. */
static void
say_what_is_owed(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];
	struct ip4 none = {0};

	if (ip4_set(c->owed) && s->rig->now < c->released_us + SIM_LATE)
		tell(s, i, DHCP_RELEASE, SIM_VIP, none, c->owed);
	c->owed = none;
}

static void
bind(struct sim *s, unsigned i, const struct rig_reply *reply)
{
	struct sim_client *c = &s->client[i];

	sim_judge_bound(s, i, reply);
	if (c->until_us <= s->rig->now) { /* too late to be of use */
		unbind(s, i);
		return;
	}
	say_what_is_owed(s, i);
	c->doing = SIM_BOUND;
	c->xid = 0;
	c->new_us = 0;
	c->next_us = s->rig->now + span(c, (c->until_us - s->rig->now) * 3 / 4);
	if (c->strict)
		c->next_us = TIME_NEVER;
}

/* Any address of the pool, or one that another client has or had. */
static struct ip4
any_address(struct sim *s, struct sim_client *c)
{
	struct ip4 others = s->client[prng_below(&c->prng, s->clients_count)].had;
	unsigned last = 1 + (unsigned)prng_below(&c->prng, s->param[0].high);

	return chance(c, 50) && ip4_set(others) ? others : IP4(10, 10, 10, last);
}

/* A few clients ask for another address than the offered one; nothing is owed to them then. */
static void
take_offer(struct sim *s, struct sim_client *c, const struct rig_reply *reply)
{
	uint64_t unheard_us;

	c->address = reply->yiaddr;
	if (!c->strict && !s->settling && chance(c, 8)) {
		c->address = any_address(s, c);
		c->new_us = 0;
	}
	unheard_us = s->holder[c->address.host & 0xff].unheard_us;
	if (unheard_us != 0 && s->rig->now < unheard_us + SIM_ASKED) {
		c->probed = c->address; /* an update may give it, and its answer be lost */
		c->probed_us = unheard_us;
	}
	c->server_id = reply->server_id;
	c->doing = SIM_REQUESTING;
	c->tries = 0;
	c->first_us = 0;
	c->next_us = s->rig->now + span(c, chance(c, 50) ? RIG_LATENCY_US : 20 * TIME_MS);
}

/* More often when it is told a shorter time than before (R3). Two ACKs in a row are not missed:
 * nothing is promised then (docs/guarantees.md). */
static bool
misses(struct sim *s, struct sim_client *c, const struct rig_reply *reply)
{
	bool shorter = c->first_us + reply->lease_s * TIME_SEC < c->until_us;

	return c->doing == SIM_RENEWING && c->tries == 1 && !c->strict && !s->settling &&
	       chance(c, shorter ? 50 : 4);
}

/* The ACK does not reach it, and it sleeps past the lease that it had. */
static void
miss(struct sim *s, unsigned i, uint32_t lease_s)
{
	struct sim_client *c = &s->client[i];

	sim_say(s, "client %u misses that", i);
	c->missed_us = s->rig->now + lease_s * TIME_SEC;
	c->doing = SIM_BOUND;
	c->xid = 0;
	c->next_us = c->until_us + span(c, 60 * TIME_SEC);
}

/* The answer to what it asked before, or one that does not get to it: by that the address that it
 * had is its own for longer than it knows. */
static void
pass_by(const struct sim *s, struct sim_client *c, const struct rig_reply *reply)
{
	uint64_t until_us = s->rig->now + reply->lease_s * TIME_SEC;
	bool its_own = c->doing == SIM_RENEWING || c->doing == SIM_REBOOTING;

	if (its_own && reply->type == DHCP_ACK && ip4_same(reply->yiaddr, c->had) &&
	    until_us > c->missed_us)
		c->missed_us = until_us;
}

static void
note(struct sim *s, const struct rig_reply *reply)
{
	uint64_t word[] = {reply->chaddr[5], (uint64_t)reply->type, reply->yiaddr.host,
			   reply->lease_s, s->rig->now};

	for (unsigned i = 0; i < 5; i++)
		s->told = (s->told ^ word[i]) * 0x9e3779b97f4a7c15u + (s->told >> 29);
}

void
sim_client_hear(void *context, const struct rig_reply *reply)
{
	struct sim *s = context;
	unsigned i = (unsigned)reply->chaddr[4] << 8 | reply->chaddr[5];
	struct sim_client *c = &s->client[i];

	note(s, reply);
	sim_say(s, "%c tells client %u type %u %u for %u s", 'A' + (int)reply->device, i,
		(unsigned)reply->type, reply->yiaddr.host & 0xff, reply->lease_s);
	if (i >= s->clients_count)
		return;
	if (c->xid == 0 || reply->xid != c->xid || s->rig->device[reply->device].apart >> i & 1) {
		pass_by(s, c, reply);
		return;
	}
	if (reply->type == DHCP_OFFER && c->doing == SIM_SELECTING) {
		take_offer(s, c, reply);
	} else if (reply->type == DHCP_ACK && misses(s, c, reply)) {
		miss(s, i, reply->lease_s);
	} else if (reply->type == DHCP_ACK && c->doing >= SIM_REQUESTING && c->first_us != 0) {
		bind(s, i, reply);
	} else if (reply->type == DHCP_NAK && c->doing >= SIM_REQUESTING && c->first_us != 0) {
		bool anew = c->strict && c->doing == SIM_REQUESTING;

		sim_judge_refused(s, i);
		unbind(s, i);
		if (anew) { /* RFC 2131 4.4.1, 3.1: at once; the others think it over */
			sim_client_begin(s, i, SIM_SELECTING);
			c->next_us = s->rig->now;
		}
	}
}

/* ARP: who has the address answers; every other client sleeps while nobody talks to it. */
bool
sim_client_answers(void *context, unsigned device, struct ip4 address)
{
	struct sim *s = context;
	struct sim_holder *h = &s->holder[address.host & 0xff];

	if (h->until_us <= s->rig->now) {
		h->unheard_us = s->rig->now;
		return false;
	}
	if (h->client % 2 || s->rig->device[device].apart >> h->client & 1) {
		h->unheard_us = s->rig->now;
		return false;
	}
	s->client[h->client].spoiled = true; /* for the device that asked it is a conflict */
	return true;
}

/* ---- deeds ---- */

void
sim_client_begin(struct sim *s, unsigned i, enum sim_doing doing)
{
	struct sim_client *c = &s->client[i];

	c->doing = doing;
	new_xid(s, c);
	c->tries = 0;
	c->asked_us = s->rig->now;
	if (doing != SIM_SELECTING)
		c->new_us = 0;
	else if (c->new_us == 0)
		c->new_us = s->rig->now;
}

void
sim_client_release(struct sim *s, unsigned i, bool decline)
{
	struct sim_client *c = &s->client[i];
	struct ip4 address = c->address, none = {0};

	sim_say(s, "client %u %s %u", i, decline ? "declines" : "releases", address.host & 0xff);
	for (unsigned other = 0; other < s->clients_count; other++)
		if (other != i && ip4_same(s->client[other].address, address))
			s->client[other].spoiled = true;
	if (decline) {
		s->declined_us[address.host & 0xff] = s->rig->now;
		s->decliner[address.host & 0xff] = (uint16_t)i;
	} else {
		c->released_us = s->rig->now;
	}
	unbind(s, i);
	new_xid(s, c);
	if (decline)
		tell(s, i, DHCP_DECLINE, SIM_VIP, address, none);
	else
		tell(s, i, DHCP_RELEASE, SIM_VIP, none, address);
	c->xid = 0;
}

/* It gives its address back and wants one again at once; the RELEASE comes after that. */
static void
release_late(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];

	sim_say(s, "client %u releases %u, late", i, c->address.host & 0xff);
	c->owed = c->address;
	c->released_us = s->rig->now;
	unbind(s, i);
	c->next_us = s->rig->now + span(c, TIME_SEC);
}

/* A client that holds a lease does something with it. */
static void
use_lease(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];
	uint64_t dice = prng_below(&c->prng, 100);

	if (dice < 66) {
		sim_client_begin(s, i, SIM_RENEWING);
	} else if (dice < 78) {
		sim_client_begin(s, i, SIM_REBOOTING);
	} else if (dice < 83) {
		sim_client_release(s, i, false);
	} else if (dice < 85) {
		release_late(s, i);
	} else if (dice < 87) {
		sim_client_release(s, i, true);
	} else if (dice < 94) {
		c->next_us = c->until_us + span(c, 60 * TIME_SEC); /* sleeps past its lease */
	} else {
		c->until_us = 0; /* forgot it; the address stays its own until then */
		sim_client_begin(s, i, SIM_SELECTING);
	}
}

/* It asks for another address than it had: that one it uses no more (RFC 2131 4.4.1). */
static void
give_up(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];

	if (!ip4_set(c->had) || ip4_same(c->had, c->address))
		return;
	c->until_us = c->said_us = 0;
	sim_holder_end(s, i, c->had);
}

void
sim_client_ask(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];
	struct ip4 none = {0};

	s->count.asked++;
	if (c->doing == SIM_REQUESTING)
		give_up(s, i);
	sim_say(s, "client %u asks (%u) for %u", i, c->doing, c->address.host & 0xff);
	if (c->doing == SIM_RENEWING || c->doing == SIM_REBOOTING)
		new_xid(s, c);
	if (c->first_us == 0)
		c->first_us = s->rig->now;
	c->next_us = s->rig->now + TIME_SEC + span(c, 3 * TIME_SEC);
	sim_faults_asked(s, c->doing);
	if (++c->tries > 6 && c->doing != SIM_RENEWING) {
		c->doing = SIM_IDLE;
		c->xid = 0;
		c->next_us = s->rig->now + span(c, 30 * TIME_SEC);
	} else if (c->doing == SIM_SELECTING) {
		tell(s, i, DHCP_DISCOVER, none, none, none);
	} else if (c->doing == SIM_REQUESTING) {
		tell(s, i, DHCP_REQUEST, c->server_id, c->address, none);
	} else if (c->doing == SIM_REBOOTING) {
		tell(s, i, DHCP_REQUEST, none, c->address, none);
	} else {
		tell(s, i, DHCP_REQUEST, none, none, c->address);
	}
}

void
sim_client_move(struct sim *s, unsigned i)
{
	struct sim_client *c = &s->client[i];
	bool expired = c->until_us <= s->rig->now;

	if (c->doing == SIM_RENEWING && expired)
		c->doing = SIM_IDLE;
	if (c->doing == SIM_IDLE)
		sim_client_begin(
		    s, i, chance(c, 80) || !ip4_set(c->address) ? SIM_SELECTING : SIM_REBOOTING);
	else if (c->doing == SIM_BOUND && expired)
		sim_client_begin(s, i, chance(c, 50) ? SIM_SELECTING : SIM_REBOOTING);
	else if (c->doing == SIM_BOUND)
		use_lease(s, i);
	if (c->doing != SIM_IDLE && c->doing != SIM_BOUND && c->next_us <= s->rig->now)
		sim_client_ask(s, i);
}
