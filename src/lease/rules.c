/* lease/rules.c -- see lease/rules.h. The rules R3, R4, R5, R7, R8 of replication.md 4.
 *
 * May an address be promised to a client that does not hold it?
 *
 *	                 careful  Alone, Connected   Interrupted        Partner-down
 *	never bound      no       yes                home only          home: yes; else once T +
 *MCLT
 *	                                                                + drift passed, probed
 *	free             no       after the last     home, the peer's   home and the peer's last
 *word promise + drift    last word "free",  "free": as Alone; else nothing in doubt   max(promise,
 *T) + MCLT + drift, probed released         no       30 s after         no                 as free
 *	leased, past     no       as free            home, and the      as free
 *	                                             peer never heard
 *	leased           no       no                 no                 no
 *	declined         no       no                 no                 no
 *
 * The client that holds it may have it, unless its lease is over and what became of the address
 * since is in doubt (R2); how long, lease_may_promise() says. A record that
 * is free, though it remembers a client, is held by nobody: the home device may give it away. */
#include "lease/rules.h"

#include <assert.h>

static bool
is_home(const struct lease_rules *rules, struct ip4 address)
{
	return (address.host & 1u) == rules->home;
}

static uint64_t
later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

unsigned
lease_parities(const struct lease_rules *rules)
{
	if (rules->careful)
		return 0;
	return rules->pair == LEASE_INTERRUPTED ? 1u << rules->home : 3u;
}

bool
lease_holds(const struct lease_record *r, const struct lease_key *key)
{
	return (r->state == LEASE_LEASED || r->state == LEASE_RELEASED) &&
	       lease_key_same(&r->key, key);
}

/* R4: the peer's last word on the address is "free" or nothing, and nothing is in doubt. */
static bool
peer_thinks_free(const struct lease_record *r)
{
	return r->acked.state == LEASE_FREE && r->sent <= r->acked.version;
}

/* The lease is over here, and an update sent since, of which the peer's word is missing, may have
 * given the address away. Connected, R2 is the guard. */
static bool
end_is_doubtful(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	return (rules->pair == LEASE_INTERRUPTED || rules->pair == LEASE_PARTNER_DOWN) &&
	       r->sent > r->version && (r->state == LEASE_RELEASED || r->expiry_us <= now);
}

/* The end of every promise made for the address, by whomever, as far as is known here. */
static uint64_t
last_promise(const struct lease_record *r)
{
	return later(r->expiry_us, r->promised_until_us);
}

static enum lease_may
may_give_partner_down(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	uint64_t until;

	if (is_home(rules, r->address) && peer_thinks_free(r))
		return LEASE_MAY;
	until = later(last_promise(r), rules->down_since_us);
	until = time_after(time_after(until, rules->mclt_us), rules->drift_us);
	return now >= until ? LEASE_MAY_PROBED : LEASE_NOT_HELD;
}

/* The address is nobody's any more by the clock of this device; what does the pair say? */
static enum lease_may
may_give_by_pair(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	switch (rules->pair) {
	case LEASE_ALONE:
	case LEASE_CONNECTED:
		return LEASE_MAY;
	case LEASE_INTERRUPTED:
		return is_home(rules, r->address) && peer_thinks_free(r) ? LEASE_MAY
									 : LEASE_NOT_HOME;
	case LEASE_PARTNER_DOWN:
		return may_give_partner_down(rules, r, now);
	case LEASE_PAIRS:
		break;
	}
	assert(rules->pair < LEASE_PAIRS);
	return LEASE_NOT_HELD;
}

enum lease_may
lease_may_give(const struct lease_rules *rules, const struct lease_record *r,
	       const struct lease_key *key, uint64_t now)
{
	uint64_t ended = r->state == LEASE_RELEASED ? r->promised_until_us : last_promise(r);

	if (r->state == LEASE_DECLINED)
		return LEASE_NOT_CONFLICT;
	if (lease_holds(r, key) && !end_is_doubtful(rules, r, now))
		return LEASE_MAY;
	if (rules->careful)
		return LEASE_NOT_CAREFUL;
	if (r->state == LEASE_RELEASED && now < r->expiry_us)
		return LEASE_NOT_COOLING;
	if (ended != 0 && now < time_after(ended, rules->drift_us) &&
	    !(r->state == LEASE_FREE && lease_key_same(&r->key, key)))
		return LEASE_NOT_HELD;
	return may_give_by_pair(rules, r, now);
}

uint64_t
lease_may_promise(const struct lease_rules *rules, const struct lease_record *r,
		  const struct lease_key *key, uint64_t length_us, uint64_t now)
{
	uint64_t wanted = time_after(now, length_us), known;

	if (rules->careful) {
		if (r->state != LEASE_LEASED || !lease_holds(r, key) || r->expiry_us <= now)
			return 0;
		return time_min(wanted, r->expiry_us);
	}
	switch (rules->pair) {
	case LEASE_ALONE:
	case LEASE_CONNECTED:
	case LEASE_PARTNER_DOWN:
		return wanted;
	case LEASE_INTERRUPTED:
		known = r->acked.state == LEASE_LEASED ? later(r->acked.expiry_us, now) : now;
		return time_min(wanted, time_after(known, rules->mclt_us));
	case LEASE_PAIRS:
		break;
	}
	assert(rules->pair < LEASE_PAIRS);
	return 0;
}

bool
lease_may_refuse(const struct lease_rules *rules, const struct lease_record *r,
		 const struct lease_key *key, uint64_t now)
{
	if (r->state != LEASE_LEASED || lease_holds(r, key) || r->expiry_us <= now)
		return false;
	return rules->pair == LEASE_ALONE || rules->pair == LEASE_CONNECTED ||
	       is_home(rules, r->address);
}

bool
lease_may_expire(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	uint64_t ended = r->expiry_us;

	if (rules->careful || r->state == LEASE_FREE)
		return false;
	if (r->state == LEASE_LEASED)
		ended = time_after(last_promise(r), rules->drift_us);
	switch (rules->pair) {
	case LEASE_ALONE:
	case LEASE_CONNECTED:
		return now >= ended;
	case LEASE_INTERRUPTED:
		return false;
	case LEASE_PARTNER_DOWN:
		ended = later(ended, time_after(rules->down_since_us, rules->drift_us));
		return now >= time_after(ended, rules->mclt_us);
	case LEASE_PAIRS:
		break;
	}
	assert(rules->pair < LEASE_PAIRS);
	return false;
}
