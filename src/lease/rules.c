/* lease/rules.c -- see lease/rules.h. The rules R3, R4, R5, R7, R8 of docs/rules.md, and R10's
 * exemption.
 *
 * An address may be promised to a client that does not hold it
 *
 *	never      while it is a conflict, or while this device is careful (R8), as one that gave
 *	           its half away is while Interrupted (R5, forfeited)
 *	not yet    less than 30 s after another client released it (R3)
 *	not yet    while a promise to another client may last: its latest end and the drift
 *	then       if the pair allows:
 *
 *	Alone         yes
 *	Connected     yes: the peer judges (R2)
 *	Interrupted   home, and the peer's word is "free" (R4): yes
 *	              else: no
 *	Partner-down  home, not forfeited or alien, and the peer's word is "free": yes
 *	              else: from END after the declaration on, probed (R5)
 *
 * The peer's word is "free" when that is the last it acknowledged, or nothing, and nothing was sent
 * since that it did not acknowledge. END is when no promise of the peer's can last any more: MCLT
 * and drift after the latest of the moment named, the promises known here, and what the peer may
 * hold instead of what is known here:
 *
 *	what it acknowledged last
 *	what was sent and not acknowledged: a longest lease from the moment named on
 *	that the client still has what it gave back or declined, when the peer heard that and our
 *	acknowledgement may not have reached it: a longest lease from when the client said so
 *	anything, for a device that gave its half away: a longest lease from the declaration on
 *	anything, when this device began on a copy of its journal (R9): a longest lease
 *
 * What both configurations keep for the client (R10) is given whatever the pair says. Where the
 * journal may lack something (R8, fresh), the last client may believe that it still has what it
 * gave back (R3), or its lease may have been lengthened by a disk that is gone (R8), every "yes" is
 * probed.
 *
 * The client that holds an address may have it, for as long as lease_may_promise() says. But when
 * its lease is over, and what became of the address since may stand elsewhere (in doubt, forfeited,
 * fresh, promised to somebody else), it is a client like any other. A record that is free, though
 * it remembers a client, is held by nobody; that client alone need not wait for the drift.
 *
 * A promise made alone that a merge left beside the record (promised_to) keeps everybody else away
 * until its end and the drift, also the client the record names or remembers, once its own lease is
 * over: not when it may be over, and is known to end after the promise. It gives its client nothing
 * but that: it need not wait for itself. */
#include "lease/rules.h"

#include <assert.h>

static uint64_t
later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static bool
is_own_half(const struct lease_rules *rules, const struct lease_record *r)
{
	return (r->address.host & 1u) == rules->home;
}

/* R5: who left the pair, or was declared down, has given its half away. R9: who began on the peer's
 * journal has none. */
static bool
is_home(const struct lease_rules *rules, const struct lease_record *r)
{
	return is_own_half(rules, r) && !rules->forfeited && !rules->alien;
}

/* R8; and who gave its half away promises nothing new until a batch, or a declaration of its own:
 * what R4 promises is safe only against a peer that frees nothing. */
static bool
is_careful(const struct lease_rules *rules)
{
	return rules->careful || (rules->forfeited && rules->pair == LEASE_INTERRUPTED);
}

static uint64_t
wait_us(const struct lease_rules *rules)
{
	return later(rules->mclt_us, rules->longest_mclt_us);
}

unsigned
lease_parities(const struct lease_rules *rules)
{
	if (is_careful(rules))
		return 0;
	return rules->pair == LEASE_INTERRUPTED ? 1u << rules->home : 3u;
}

/* From when on the peer may have promised what is not known here, in doubt or not. */
static uint64_t
unknown_since(const struct lease_rules *rules)
{
	bool all_known = rules->complete && !rules->forfeited && !rules->alien;

	return all_known ? 0 : rules->down_since_us;
}

uint64_t
lease_rest_from(const struct lease_rules *rules)
{
	uint64_t since_us = unknown_since(rules);

	if (rules->careful || rules->pair == LEASE_INTERRUPTED)
		return TIME_NEVER;
	if (rules->pair != LEASE_PARTNER_DOWN)
		return 0;
	if (rules->forfeited || rules->alien)
		since_us = time_after(since_us, rules->longest_us);
	return time_after(time_after(since_us, wait_us(rules)), rules->drift_us);
}

/* ---- what is known of an address ---- */

bool
lease_holds(const struct lease_record *r, const struct lease_key *key)
{
	return (r->state == LEASE_LEASED || r->state == LEASE_RELEASED) &&
	       lease_key_same(&r->key, key);
}

static bool
in_doubt(const struct lease_record *r)
{
	return r->sent > r->version;
}

/* R4: the peer's last word on the address is "free" or nothing, and nothing is in doubt. */
static bool
is_free_at_peer(const struct lease_record *r)
{
	return r->acked.state == LEASE_FREE && r->sent <= r->acked.version;
}

/* The end of every promise made for the address, by whomever, as far as is known here; the latest
 * it can be. */
static uint64_t
last_promise(const struct lease_record *r)
{
	return later(r->expiry_us, r->promised_until_us);
}

/* The earliest end of the binding: until then its client surely has it. */
static uint64_t
surely_until(const struct lease_record *r)
{
	return r->surely_us != 0 ? r->surely_us : r->expiry_us;
}

static bool
is_over(const struct lease_record *r, uint64_t now)
{
	return r->state != LEASE_LEASED || surely_until(r) <= now;
}

/* The client gave the address back, and nobody else gets it, on either device, until the end that
 * R3 keeps it for: what is in doubt cannot be another client's. */
static bool
is_kept(const struct lease_record *r, uint64_t now)
{
	return r->state == LEASE_RELEASED && surely_until(r) > now;
}

/* The client's lease may be over here, and somebody else may have been given the address since, by
 * whom knew that it is: the update in doubt may have been its end, and of a half that is the peer's
 * (forfeited, alien) or a journal that lacks something (fresh) the end may not stand here at all.
 * Connected, R2 is the guard. */
static bool
is_stranger_again(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	if (rules->pair != LEASE_INTERRUPTED && rules->pair != LEASE_PARTNER_DOWN)
		return false;
	return is_over(r, now) && !is_kept(r, now) &&
	       (in_doubt(r) || rules->forfeited || rules->fresh || rules->alien);
}

/* The client that had the address last: nobody has it since. */
static bool
was_last(const struct lease_record *r, const struct lease_key *key)
{
	return (r->state == LEASE_FREE || r->state == LEASE_RELEASED) &&
	       lease_key_same(&r->key, key);
}

/* R3: given back, but its last client may not know that. */
static bool
is_believed(const struct lease_record *r, uint64_t now)
{
	if (r->state == LEASE_RELEASED) /* kept long enough, and not yet freed */
		return time_after(r->start_us, r->length_s * TIME_SEC) > now;
	return r->state == LEASE_FREE && r->expiry_us > now;
}

/* R8: the lease that the address had last, of before a disk was lost, may have been lengthened by
 * that alone: beyond what its peer knew, and that is what is known here, by the MCLT at most. */
static bool
may_be_longer(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	uint64_t more_us = time_after(wait_us(rules), rules->drift_us);

	if (rules->lost_us == 0 || last_promise(r) == 0 ||
	    now >= time_after(time_after(rules->lost_us, rules->longest_us), more_us))
		return false;
	return now < time_after(last_promise(r), more_us);
}

/* ---- what the pair says ---- */

/* The client gave the address up, and it is the peer that says so. */
static bool
is_end_from_peer(const struct lease_rules *rules, const struct lease_record *r)
{
	return (r->state == LEASE_RELEASED || r->state == LEASE_DECLINED) &&
	       (r->version & 1u) != rules->home;
}

/* END of the head comment. */
static uint64_t
peer_ends(const struct lease_rules *rules, const struct lease_record *r)
{
	uint64_t end = later(last_promise(r), unknown_since(rules));
	uint64_t down_us = rules->down_since_us;

	if (r->acked.state == LEASE_LEASED)
		end = later(end, r->acked.expiry_us);
	if (is_end_from_peer(rules, r))
		end = later(end, time_after(r->start_us, rules->longest_us));
	if (r->sent > r->acked.version || rules->alien)
		end = time_after(later(end, down_us), rules->longest_us);
	if (rules->forfeited)
		end = later(end, time_after(down_us, rules->longest_us));
	return time_after(time_after(end, wait_us(rules)), rules->drift_us);
}

/* From when on the peer stands in nobody's way, once the address is nobody's by what is known
 * here; TIME_NEVER: not while the pair stands so. */
static uint64_t
free_by_pair(const struct lease_rules *rules, const struct lease_record *r)
{
	bool ours = is_home(rules, r) && is_free_at_peer(r);

	switch (rules->pair) {
	case LEASE_ALONE:
	case LEASE_CONNECTED:
		return 0;
	case LEASE_INTERRUPTED:
		return ours ? 0 : TIME_NEVER;
	case LEASE_PARTNER_DOWN:
		return ours ? 0 : peer_ends(rules, r);
	case LEASE_PAIRS:
		break;
	}
	assert(rules->pair < LEASE_PAIRS);
	return TIME_NEVER;
}

/* sure: whoever had the address last is out of the way. */
static enum lease_may
may_give_by_pair(const struct lease_rules *rules, const struct lease_record *r, bool sure,
		 uint64_t now)
{
	uint64_t from = rules->reserved ? 0 : free_by_pair(rules, r);

	if (now < from || from == TIME_NEVER)
		return rules->pair == LEASE_INTERRUPTED ? LEASE_NOT_HOME : LEASE_NOT_HELD;
	return from != 0 || rules->fresh || !sure ? LEASE_MAY_PROBED : LEASE_MAY;
}

/* Somebody else was promised the address alone, and may have it still. */
static bool
is_elsewhere(const struct lease_rules *rules, const struct lease_record *r,
	     const struct lease_key *key, uint64_t now)
{
	uint64_t since = now > rules->drift_us ? now - rules->drift_us : 0;

	return lease_promised_elsewhere(r, key, since) != 0;
}

/* The lease that the record speaks of, or spoke of last, may last for somebody else than key. */
static bool
is_bound(const struct lease_rules *rules, const struct lease_record *r, const struct lease_key *key,
	 uint64_t now)
{
	if (r->state == LEASE_RELEASED || r->expiry_us == 0 || was_last(r, key) ||
	    is_believed(r, now))
		return false;
	return now < time_after(r->expiry_us, rules->drift_us);
}

enum lease_may
lease_may_give(const struct lease_rules *rules, const struct lease_record *r,
	       const struct lease_key *key, uint64_t now)
{
	bool elsewhere = is_elsewhere(rules, r, key, now);
	bool sure = was_last(r, key) || (!is_believed(r, now) && !may_be_longer(rules, r, now));

	if (r->state == LEASE_DECLINED)
		return LEASE_NOT_CONFLICT;
	if (lease_holds(r, key) && !is_stranger_again(rules, r, now) &&
	    !(elsewhere && is_over(r, now) && !lease_is_last(r)))
		return LEASE_MAY;
	if (is_careful(rules))
		return LEASE_NOT_CAREFUL;
	if (r->state == LEASE_RELEASED && now < r->expiry_us)
		return LEASE_NOT_COOLING;
	if (elsewhere || is_bound(rules, r, key, now))
		return LEASE_NOT_HELD;
	return may_give_by_pair(rules, r, sure, now);
}

enum lease_may
lease_may_reuse(const struct lease_rules *rules, const struct lease_record *r,
		const struct lease_key *key, uint64_t now)
{
	if (r->state != LEASE_DECLINED || lease_key_same(&r->key, key))
		return LEASE_NOT_CONFLICT;
	if (is_careful(rules))
		return LEASE_NOT_CAREFUL;
	if (is_elsewhere(rules, r, key, now))
		return LEASE_NOT_HELD;
	return may_give_by_pair(rules, r, false, now);
}

/* ---- for how long ---- */

/* R8: no longer than the disk says, and that at its earliest. */
static uint64_t
careful_end(const struct lease_record *r, const struct lease_key *key, uint64_t now)
{
	return lease_holds(r, key) && !is_over(r, now) ? surely_until(r) : 0;
}

/* R4; what the client surely has already it keeps. */
static uint64_t
interrupted_end(const struct lease_rules *rules, const struct lease_record *r,
		const struct lease_key *key, uint64_t now)
{
	uint64_t known = r->acked.state == LEASE_LEASED ? r->acked.expiry_us : 0;
	uint64_t end = time_after(later(known, now), rules->mclt_us);

	return lease_holds(r, key) && !is_over(r, now) ? later(end, surely_until(r)) : end;
}

uint64_t
lease_may_promise(const struct lease_rules *rules, const struct lease_record *r,
		  const struct lease_key *key, uint64_t length_us, uint64_t now)
{
	uint64_t wanted = time_after(now, length_us), end = TIME_NEVER;

	if (is_careful(rules))
		end = careful_end(r, key, now);
	else if (rules->pair == LEASE_INTERRUPTED)
		end = interrupted_end(rules, r, key, now);
	return end > now ? time_min(wanted, end) : 0;
}

/* ---- what else may be said or done ---- */

bool
lease_may_refuse(const struct lease_rules *rules, const struct lease_record *r,
		 const struct lease_key *key, uint64_t now)
{
	if (lease_holds(r, key) || is_over(r, now) || in_doubt(r))
		return false;
	if (rules->pair == LEASE_ALONE)
		return true;
	if (rules->fresh)
		return false;
	return rules->pair == LEASE_CONNECTED || (is_home(rules, r) && !rules->careful);
}

bool
lease_may_deny(const struct lease_rules *rules, const struct lease_record *r)
{
	if (r && in_doubt(r))
		return false;
	return rules->pair == LEASE_ALONE || (rules->pair == LEASE_CONNECTED && !rules->fresh);
}

bool
lease_may_end(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	return !is_stranger_again(rules, r, now);
}

bool
lease_may_expire(const struct lease_rules *rules, const struct lease_record *r, uint64_t now)
{
	uint64_t ended = r->expiry_us, from = free_by_pair(rules, r);

	if (is_careful(rules) || r->state == LEASE_FREE || from == TIME_NEVER)
		return false;
	if (r->state == LEASE_LEASED)
		ended = time_after(last_promise(r), rules->drift_us);
	return ended != TIME_NEVER && now >= later(ended, from);
}
