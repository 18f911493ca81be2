/* dhcp/ends.c -- see dhcp/ends.h. */
#include "dhcp/ends.h"

#include <string.h>

#define BELIEVED_S (24 * 3600)		/* of a lease without end, given back at once */
#define WATCHED_US (30 * 60 * TIME_SEC) /* given only after a probe, once an operator freed it */

bool
dhcp_may_be_late(const struct lease_record *r, uint64_t now)
{
	return now < time_after(r->start_us, LEASE_LATE_US);
}

/* ---- by a message of the client, or as if by one ---- */

/* Another state from now on until then. */
static struct lease_record
turned(const struct lease_record *r, enum lease_state state, uint64_t now, uint64_t until_us)
{
	struct lease_record ret = *r;

	ret.version = 0;
	ret.state = state;
	ret.start_us = now;
	ret.expiry_us = until_us;
	ret.surely_us = 0;
	ret.last = false;
	ret.length_s = 0;
	return ret;
}

/* Until then somebody believes that he has the address: how long that is. */
static uint32_t
believed_s(uint64_t until_us, uint64_t now)
{
	uint64_t left_s = time_left(until_us, now) / TIME_SEC;

	return left_s < LEASE_UNLIMITED_S ? (uint32_t)left_s + 1 : BELIEVED_S;
}

struct lease_record
dhcp_given_back(const struct lease_record *r, uint64_t now)
{
	struct lease_record ret = turned(r, LEASE_RELEASED, now, time_after(now, LEASE_COOLING_US));

	if (dhcp_may_be_late(r, now)) {
		ret.expiry_us = time_after(r->start_us, LEASE_KEPT_US);
		ret.length_s = believed_s(r->expiry_us, now);
	}
	return ret;
}

struct lease_record
dhcp_set_aside(const struct dhcp_pool *p, const struct lease_record *r, uint64_t now)
{
	uint64_t us = p->config.recycle.minutes * 60 * TIME_SEC;

	return turned(r, LEASE_DECLINED, now, us == 0 ? TIME_NEVER : time_after(now, us));
}

/* ---- by time ---- */

static bool
may_expire(const struct dhcp_pool *p, const struct lease_record *due, uint64_t now)
{
	return p->terms.serving && lease_may_expire(&p->terms.rules, due, now);
}

/* Of an ended lease: what was promised to somebody else outlasted it, so that one had the address
 * last. He is not known by name, and nobody is offered it for having had it before. */
static void
note_last_promise(struct lease_record *r)
{
	uint64_t others_us = lease_promised_elsewhere(r, &r->key, 0);

	if (others_us <= r->expiry_us)
		return;
	r->expiry_us = others_us;
	r->key = (struct lease_key){0};
}

/* The due record, free: an ended lease since now, what its client gave back since then. Somebody
 * may believe until expiry_us that he has it. */
static struct lease_record
freed(const struct lease_record *due, uint64_t now)
{
	struct lease_record r = *due;

	r.version = 0;
	r.state = LEASE_FREE;
	r.start_us = due->state == LEASE_RELEASED ? due->start_us : now;
	r.surely_us = 0;
	r.last = false;
	if (due->state == LEASE_LEASED) {
		note_last_promise(&r);
		return r;
	}
	if (due->state == LEASE_DECLINED) /* nor is its client offered the address again */
		r.key = (struct lease_key){0};
	r.length_s = 0;
	r.expiry_us = due->length_s == 0 && due->state == LEASE_DECLINED
			  ? 0
			  : time_after(due->start_us, due->length_s * TIME_SEC);
	return r;
}

/* A newer lease of its client ended this one: it asked for that after it was granted this. A lease
 * that a restart of unknown length lies behind began at its start_us or before; it does not say. */
static bool
is_replaced(const struct lease_table *t, const struct lease_record *due)
{
	const struct lease_record *newer = lease_newer(t, due);

	return newer && newer->surely_us == 0 && !dhcp_may_be_late(due, newer->start_us);
}

bool
dhcp_expire(const struct dhcp_server *s, const struct lease_table *t,
	    const struct lease_record *due, uint64_t now, struct lease_record *ret)
{
	unsigned pool = lease_pool_of(t, due->address);

	if (pool >= s->pools_count || lease_is_claimed(t, due->address))
		return false;
	if (may_expire(&s->pool[pool], due, now))
		*ret = freed(due, now);
	else if (s->pool[pool].terms.serving && is_replaced(t, due) &&
		 lease_may_end(&s->pool[pool].terms.rules, due, now))
		*ret = dhcp_given_back(due, now);
	else
		return false;
	return true;
}

bool
dhcp_end_untold(const struct dhcp_server *s, const struct lease_table *t,
		const struct lease_record *due, uint64_t now, struct lease_record *ret)
{
	unsigned pool = lease_pool_of(t, due->address);

	if (pool >= s->pools_count || !s->pool[pool].terms.serving ||
	    lease_is_claimed(t, due->address) || !lease_newer(t, due))
		return false;
	*ret = dhcp_given_back(due, now);
	return true;
}

/* ---- by an operator, by a probe ---- */

bool
dhcp_free_early(const struct dhcp_server *s, const struct lease_table *t,
		const struct lease_record *withheld, uint64_t now, struct lease_record *ret)
{
	uint64_t until_us = time_min(withheld->expiry_us, time_after(now, WATCHED_US));
	struct lease_record r = *withheld;

	r.expiry_us = time_min(r.expiry_us, now);
	if ((r.state != LEASE_RELEASED && r.state != LEASE_DECLINED) ||
	    !dhcp_expire(s, t, &r, now, ret))
		return false;
	if (ret->expiry_us < until_us)
		ret->expiry_us = until_us;
	return true;
}

/* Of a lease without end it may believe that for ever. */
static uint32_t
believed_whole_s(uint64_t until_us, uint64_t now)
{
	return until_us == TIME_NEVER ? LEASE_UNLIMITED_S - 1 : believed_s(until_us, now);
}

bool
dhcp_take_back(const struct dhcp_server *s, const struct lease_table *t,
	       const struct lease_record *lease, uint64_t now, struct lease_record *ret)
{
	unsigned pool = lease_pool_of(t, lease->address);
	struct lease_record kept = *lease;
	const struct lease_rules *rules;

	if (pool >= s->pools_count || lease_is_claimed(t, lease->address) ||
	    lease->state != LEASE_LEASED)
		return false;
	if (lease->promised_until_us > time_after(now, LEASE_COOLING_US))
		return false;
	rules = &s->pool[pool].terms.rules;
	kept.state = LEASE_RELEASED;
	kept.expiry_us = now;
	if (!may_expire(&s->pool[pool], &kept, now) || !lease_may_end(rules, lease, now))
		return false;
	*ret = turned(lease, LEASE_RELEASED, now, time_after(now, LEASE_COOLING_US));
	ret->length_s = believed_whole_s(time_after(lease->expiry_us, rules->drift_us), now);
	return true;
}

static bool
is_of_client(const struct lease_record *r, struct mac mac)
{
	return r->hardware_len == sizeof mac.byte &&
	       memcmp(r->hardware, mac.byte, sizeof mac.byte) == 0;
}

/* Until when the client that gave it back may believe that it has it; of a conflict: that was one
 * after that. */
static uint64_t
believed_until(const struct lease_record *r)
{
	if (r->state == LEASE_DECLINED)
		return time_after(r->start_us, r->length_s * TIME_SEC);
	return r->state == LEASE_FREE ? r->expiry_us : 0;
}

/* What was given back, and may be believed in, is believed in after the conflict as well. */
static struct lease_record
found_in_use(const struct dhcp_pool *p, const struct lease_record *r, struct mac by, uint64_t now)
{
	uint64_t until_us = believed_until(r);
	struct lease_record ret = dhcp_set_aside(p, r, now);

	if (until_us > now)
		ret.length_s = believed_s(until_us, now);
	if (r->state == LEASE_FREE && until_us > now && is_of_client(r, by))
		ret.state = LEASE_RELEASED;
	else
		ret.key = (struct lease_key){0};
	return ret;
}

bool
dhcp_conflict(const struct dhcp_server *s, const struct lease_table *t, struct ip4 address,
	      struct mac by, uint64_t now, struct lease_record *ret)
{
	const struct lease_record *r = lease_bound_at(t, address), unbound = {.address = address};
	unsigned pool = lease_pool_of(t, address);

	if (!r)
		r = &unbound;
	if (pool >= s->pools_count || !s->pool[pool].terms.serving ||
	    lease_is_claimed(t, address) || (r->state == LEASE_LEASED && r->expiry_us > now))
		return false;
	*ret = found_in_use(&s->pool[pool], r, by, now);
	return true;
}
