/* test/sim/judge.c -- the promises (docs/rules.md "Promises"), judged by what clients were told. */
#include <stdio.h>

#include "node/step/event.h"
#include "test/sim/sim.h"

void
sim_wrong(struct sim *s, const char *what, unsigned client, struct ip4 address)
{
	char text[IP4_TEXT];

	if (s->wrong[0] == '\0')
		snprintf(s->wrong, sizeof s->wrong, "%s (%.3f s, client %u, %s)", what,
			 (double)(s->rig->now - s->start_us) / 1e6, client,
			 ip4_format(address, text));
	sim_say(s, "WRONG %s", what);
	sim_tell_record(s, address);
}

/* ---- answers ---- */

/* R11, and what the giver knew when the frame left. What leaves in the step that pairs the two was
 * decided before that. */
void
sim_judge_say(void *context, struct rig_reply *reply)
{
	struct sim *s = context;
	bool paired = sim_is_paired(s, reply->device) && s->lone_us[reply->device] == 0;

	if (reply->not_master)
		sim_wrong(s, "R11: the virtual MAC from a device that is not Master",
			  reply->chaddr[5], reply->yiaddr);
	sim_judge_doze(s, reply);
	reply->tag = paired ? 3 : 1u << reply->device;
}

/* What a device did that should not have served is felt until what both gave has ended. */
static bool
is_excused(const struct sim *s, const struct sim_holder *h)
{
	return h->loose_us != 0 &&
	       (s->joined_us <= h->loose_us || s->rig->now < s->joined_us + SIM_LEASE_MAX);
}

/* R3: what may be a late RELEASE frees the address a minute after the grant, an operator half a
 * minute after he says so, for who asks the link first and hears nothing. */
static bool
is_released_late(const struct sim *s, const struct sim_client *c, struct ip4 address)
{
	const struct sim_holder *h = &s->holder[address.host & 0xff];
	bool asked = h->unheard_us != 0 && s->rig->now < h->unheard_us + SIM_ASKED;

	if (h->late_us == 0 || s->rig->now < h->late_us + SIM_KEPT)
		return false;
	/* Offered then, given by an update whose answer was lost, and told much later; or it had it
	 * of an empty folder before. */
	return asked || h->gift == (uint16_t)(c - s->client + 1) ||
	       (ip4_same(c->probed, address) && c->probed_us >= h->late_us + SIM_KEPT);
}

/* The client declined the address, and that was still on its way when this reply left. */
static bool
declined_late(const struct sim *s, unsigned i, const struct rig_reply *reply)
{
	unsigned n = reply->yiaddr.host & 0xff;
	uint64_t at_us = s->declined_us[n];

	return at_us != 0 && s->decliner[n] == i && at_us + SIM_LATE + TIME_SEC > reply->at_us;
}

/* The same of a DECLINE, where nothing but conflicts is left: of the lease given meanwhile. */
static bool
is_declined_late(const struct sim *s, const struct sim_client *c, struct ip4 address)
{
	const struct sim_holder *h = &s->holder[address.host & 0xff];

	return h->declined && s->decliner[address.host & 0xff] == h->client &&
	       ip4_same(c->probed, address) && c->probed_us > s->declined_us[address.host & 0xff];
}

/* Nobody knows the lease any more: it was given alone by a device that lost its disk. Whoever gives
 * the address asks first, since then. */
static bool
is_unknown(const struct sim *s, const struct sim_client *c, struct ip4 address)
{
	const struct sim_holder *h = &s->holder[address.host & 0xff];
	uint64_t lost_us = s->wiped_us[s->client[h->client].giver];
	bool asked = h->unheard_us > lost_us && s->rig->now < h->unheard_us + SIM_ASKED;

	return s->client[h->client].knows == 0 &&
	       (asked || (ip4_same(c->probed, address) && c->probed_us > lost_us &&
			  c->probed_us + SIM_LEASE_MAX > s->rig->now));
}

static void
judge_holder(struct sim *s, unsigned i, const struct rig_reply *reply, bool lost)
{
	struct sim_holder *h = &s->holder[reply->yiaddr.host & 0xff];

	if (s->client[i].loose)
		h->loose_us = s->rig->now;
	if (lost && h->client != i && h->until_us > s->rig->now &&
	    !is_released_late(s, &s->client[i], reply->yiaddr))
		sim_wrong(s, "I1: who lost it at a merge has it again", i, reply->yiaddr);
	sim_holder_turn(s, h, i);
	if (h->until_us <= s->rig->now || h->client == i)
		return;
	if (sim_is_blank_gift(s, h, reply->device, &s->client[i])) {
		s->count.blank++;
		h->rival = h->client + 1;
		h->rival_us = h->until_us;
		return;
	}
	if (is_released_late(s, &s->client[i], reply->yiaddr) ||
	    is_declined_late(s, &s->client[i], reply->yiaddr) ||
	    is_unknown(s, &s->client[i], reply->yiaddr)) {
		s->count.late++;
	} else if (is_excused(s, h)) {
		s->count.excused++;
	} else {
		sim_wrong(s, "I1: another client holds it", i, reply->yiaddr);
		return;
	}
	s->client[h->client].spoiled = s->client[i].spoiled = true;
}

/* It gave the address back just before it got it again: that may come after this. */
static bool
is_late(const struct sim_client *c, bool renewed)
{
	return renewed && c->released_us != 0 && c->released_us + SIM_LATE + TIME_SEC > c->first_us;
}

void
sim_judge_bound(struct sim *s, unsigned i, const struct rig_reply *reply)
{
	struct sim_client *c = &s->client[i];
	struct sim_holder *h = &s->holder[reply->yiaddr.host & 0xff];
	bool renewed = ip4_same(c->had, reply->yiaddr);
	bool lost = c->lost && renewed;
	bool freed = h->freed_us != 0 && reply->at_us <= h->freed_us;

	s->count.acks++;
	if (c->doing == SIM_REQUESTING && !renewed)
		sim_faults_told(s, reply->tag == 3);
	if (c->doing != SIM_REQUESTING && !ip4_same(c->address, reply->yiaddr))
		sim_wrong(s, "I2: renewed with another address", i, reply->yiaddr);
	c->spoiled = c->lost = false;
	c->address = c->had = reply->yiaddr;
	c->until_us = c->first_us + reply->lease_s * TIME_SEC;
	if (c->until_us <= s->rig->now)
		return;
	c->loose = s->declared[reply->device]; /* I1's proviso */
	judge_holder(s, i, reply, lost);
	c->missed_us = 0;
	c->said_us = s->rig->now + reply->lease_s * TIME_SEC;
	sim_note_gift(s, h, reply->device, i, reply->yiaddr);
	h->client = (uint16_t)i;
	h->until_us = c->until_us;
	if (is_late(c, renewed))
		h->late_us = c->first_us;
	else if (h->rival == 0 && !freed) /* else it may be the rival's */
		h->late_us = 0;
	c->giver = reply->device;
	c->alone = reply->tag != 3;
	c->sessions = sim_sessions;
	c->knows = reply->tag;
	for (unsigned d = 0; d < RIG_DEVICES; d++)
		if (s->wiped_us[d] >= reply->at_us)
			c->knows &= ~(1u << d);
	c->spoiled |= c->knows == 0;
	h->forged = false;
	h->misled = s->misled[reply->device] && c->alone;
	h->declined = declined_late(s, i, reply);
	c->spoiled |= h->declined;
	c->spoiled |= h->late_us == c->first_us || freed;
}

/* A device that took over from a Master that it hears had better known what that one gave: a batch,
 * and a session that both have. LONE_LIMIT: the end of a session is noticed by then. */
#define LONE_LIMIT (6 * TIME_SEC)
#define HEARD_US   (2 * TIME_SEC) /* shorter than any Master_Down ... */
#define FAST_US	   (25 * TIME_MS) /* ... of 10 ms */

static bool
is_lone(const struct sim *s, unsigned device)
{
	return !sim_has_session(s, device) && s->lone_us[device] != 0 &&
	       s->rig->now - s->lone_us[device] > LONE_LIMIT;
}

void
sim_judge_status(void *context, unsigned device, const struct vrrp_status *status)
{
	struct sim *s = context;
	const struct rig_device *other = &s->rig->device[1 - device];
	bool preempts = s->vrrp[device].state == VRRP_BACKUP && status->state == VRRP_MASTER &&
			status->reason == VRRP_REASON_PRIORITY &&
			s->rig->now - s->rig->device[device].advert_us <
			    (s->param[device].fast && !s->param[device].slow ? FAST_US : HEARD_US);

	sim_hostile_status(s, device, status);
	if (status->state != s->vrrp[device].state)
		s->vrrp_told_us[device] = s->rig->now;
	s->vrrp[device] = *status;
	if (preempts && s->param[device].unbound == SIM_BOUND_POOL &&
	    s->param[device].unready != SIM_NO_SERVICE && other->alive && !other->frozen &&
	    other->owns && is_lone(s, 1 - device) && s->shut_us[device] == 0)
		sim_wrong(s, "a device preempts before its batch", device, (struct ip4){0});
}

/* A pair that stood between two looks. */
void
sim_judge_logged(void *context, unsigned device, const struct event *event, const char *text)
{
	struct sim *s = context;

	(void)text;
	if (event == &event_rbs_pair && s->lone_us[device] != 0)
		s->lone_us[device] = s->rig->now;
}

static void
judge_lone(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (sim_is_paired(s, i))
			s->lone_us[i] = 0;
		else if (s->lone_us[i] == 0)
			s->lone_us[i] = s->rig->now;
}

/* Something is owed to the holder of this lease: it is of the pool as both devices have it. */
static bool
is_owed(const struct sim *s, const struct sim_client *c)
{
	unsigned last = c->address.host & 0xff;

	return c->until_us > s->rig->now && !c->spoiled && !c->loose && last <= s->param[0].high &&
	       last <= s->param[1].high && !s->holder[last].misled && !sim_is_forged(s, c->address);
}

void
sim_judge_refused(struct sim *s, unsigned i)
{
	const struct sim_client *c = &s->client[i];

	s->count.naks++;
	s->count.losers += c->lost;
	if (c->doing != SIM_REQUESTING && is_owed(s, c) && !sim_is_rival(s, i))
		sim_wrong(s, "I2: a NAK for an unexpired lease", i, c->address);
}

/* ---- time ---- */

static bool
serves(const struct sim *s, unsigned i, unsigned client)
{
	const struct rig_device *d = &s->rig->device[i];

	return d->alive && d->lan_up && d->owns && !d->frozen && !d->stuck && d->deaf == 0 &&
	       s->stopping_us[i] == 0 && s->disk_us[i] == 0 && s->late_us[i] == 0 &&
	       s->failed_us[i] == 0 && s->param[i].unready == SIM_READY && !sim_is_mute(s, i) &&
	       !(d->apart >> client & 1);
}

/* A second Master whose disk takes long: its update of an address stands in the way of the other's
 * (R2), and it answers late itself. */
static bool
is_in_the_way(const struct sim *s, unsigned i)
{
	const struct rig_device *d = &s->rig->device[i];

	return d->alive && d->owns && (s->late_us[i] || s->disk_us[i] || d->frozen || d->stuck);
}

/* A device that must know the lease and is disturbed by nothing. */
bool
sim_can_serve(const struct sim *s, unsigned client)
{
	if (is_in_the_way(s, 0) || is_in_the_way(s, 1))
		return false;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (serves(s, i, client) && s->net_us == 0 && s->client[client].knows >> i & 1 &&
		    !sim_is_in_doubt(s, i, s->client[client].address) &&
		    !sim_is_outlasted(s, i, client) && !sim_has_lost(s, i, client))
			return true;
	return false;
}

bool
sim_may_be_told(const struct sim *s, unsigned client)
{
	if (is_in_the_way(s, 0) || is_in_the_way(s, 1) || s->net_us != 0)
		return false;
	return (serves(s, 0, client) && !sim_is_in_doubt(s, 0, s->client[client].address)) ||
	       (serves(s, 1, client) && !sim_is_in_doubt(s, 1, s->client[client].address));
}

/* I2, I3: who holds a lease does not wait for long while a device that knows it serves. */
static void
judge_holders(struct sim *s)
{
	for (unsigned i = 0; i < s->clients_count; i++) {
		struct sim_client *c = &s->client[i];

		if (c->doing != SIM_RENEWING)
			continue;
		if (!is_owed(s, c) || !sim_can_serve(s, i)) {
			c->asked_us = s->rig->now;
			continue;
		}
		if (s->rig->now - c->asked_us > s->count.most_us)
			s->count.most_us = s->rig->now - c->asked_us;
		if (s->rig->now - c->asked_us > SIM_ANSWER_LIMIT)
			sim_wrong(s, "I2: a lease is not renewed", i, c->address);
	}
}

/* I5: while the pair is Connected and addresses are left, a new client gets one. */
static void
judge_newcomers(struct sim *s)
{
	unsigned left = s->param[0].high;

	for (unsigned i = 0; i < SIM_POOL; i++)
		left -= s->declined_us[i] != 0 && left > 0;
	for (unsigned i = 0; i < s->clients_count; i++) {
		struct sim_client *c = &s->client[i];

		if (c->new_us == 0)
			continue;
		if (left < 2 * s->clients_count || s->paired_us == 0 || s->net_us != 0 ||
		    sim_keeps_apart(s, 0) || sim_keeps_apart(s, 1) ||
		    (!serves(s, 0, i) && !serves(s, 1, i)))
			c->new_us = s->rig->now;
		else if (s->rig->now - c->new_us > 60 * TIME_SEC + SIM_ANSWER_LIMIT)
			sim_wrong(s, "I5: a new client gets nothing", i, c->address);
	}
}

/* It heard nobody, takes no part, and nothing has got to it since: there is nobody to serve. */
static bool
is_unreached(const struct sim *s, unsigned i)
{
	return s->vrrp[i].state == VRRP_INITIALIZE && s->vrrp[i].reason == VRRP_REASON_DEAF &&
	       s->rig->device[i].reached_us < s->vrrp_told_us[i];
}

/* I5: one of those that could serve does. */
static void
judge_devices(struct sim *s)
{
	bool able = false, waits = false;

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct rig_device *d = &s->rig->device[i];

		if (d->disk.mode == RIG_DISK_OK || d->disk.count.failures == s->failures[i])
			s->failed_us[i] = 0;
		else if (s->failed_us[i] == 0)
			s->failed_us[i] = s->rig->now;
		if (d->disk.mode == RIG_DISK_OK)
			s->failures[i] = d->disk.count.failures;
		if (!d->alive || !d->lan_up || d->frozen || d->stuck || s->stopping_us[i] ||
		    s->failed_us[i] || s->param[i].unready != SIM_READY || sim_has_left(s, i) ||
		    is_unreached(s, i))
			s->able_us[i] = 0;
		else if (s->able_us[i] == 0)
			s->able_us[i] = s->rig->now;
		able |= s->able_us[i] && s->rig->now - s->able_us[i] > SIM_MASTER_LIMIT;
		if (d->alive && d->lan_up && sim_role(s, i) == RBP_MASTER && !d->frozen &&
		    !d->stuck)
			s->served_us = s->rig->now;
		waits |= d->alive && d->owns && s->param[i].unready != SIM_READY;
	}
	if (!able || waits) /* VRRP alone decides who is Master, and that one would not serve */
		s->served_us = s->rig->now;
	if (s->rig->now - s->served_us > SIM_MASTER_LIMIT)
		sim_wrong(s, "I5: nobody is Master", 0, (struct ip4){0});
}

static void
judge_merges(struct sim *s)
{
	for (unsigned i = 0; i < s->clients_count; i++) {
		struct sim_client *c = &s->client[i];

		if (c->alone && sim_lost_merge(s, c->giver, i))
			c->spoiled = true;
	}
}

/* Who was declared down and has heard so keeps to it from then on, whatever is cut. */
static void
judge_declared(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		if (!s->declared[i])
			continue;
		if (s->heard[i] == 0) {
			if (!sim_has_session(s, i) || s->param[1 - i].unbound == SIM_NO_BACKUP)
				continue; /* who has no backup-id any more cannot tell it */
			s->heard[i] = sim_written(s, i);
			sim_faults_heard(s, i);
		}
		if (sim_is_safe(s, i, s->heard[i]))
			s->declared[i] = false;
	}
}

static void
judge_pair(struct sim *s)
{
	judge_merges(s);
	judge_declared(s);
	if (!sim_is_paired(s, 0) || !sim_is_paired(s, 1)) {
		s->paired_us = 0;
		return;
	}
	if (s->joining && sim_is_quiet(s) &&
	    rig_is_idle(s->rig)) { /* before digests could repair it */
		s->joining = false;
		sim_compare_tables(s, false);
	}
	if (s->paired_us != 0)
		return;
	s->joining = !s->resized;
	s->merging = true;
	s->paired_us = s->joined_us = s->rig->now;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		s->declared[i] = s->fresh[i] = s->left[i] = s->misled[i] = false;
	for (unsigned i = 0; i < s->clients_count; i++) {
		struct sim_client *c = &s->client[i];

		bool unknown = c->alone && sim_is_unacked(s, c->giver, c->address);

		if (c->knows != 0 && !unknown)
			c->knows = 3;
		if (c->alone && (sim_lost_merge(s, 0, i) || sim_lost_merge(s, 1, i)))
			c->spoiled = true;
		c->alone = unknown;
	}
}

/* Whatever changes how a device stands has its pools permitted anew: else it is luck by what it
 * gives addresses. One that stops gives none. */
static void
judge_rules(struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (s->stopping_us[i] == 0 && sim_rules_are_stale(s, i))
			sim_wrong(s, "I6: a device goes by rules that are over", i,
				  (struct ip4){0});
}

void
sim_judge_time(struct sim *s)
{
	judge_rules(s);
	judge_pair(s);
	sim_judge_ready(s);
	sim_judge_empty(s);
	judge_lone(s);
	judge_devices(s);
	sim_judge_stuck(s);
	sim_judge_deaf(s);
	judge_holders(s);
	judge_newcomers(s);
	sim_hostile_judge(s);
	sim_cover_look(s);
}

void
sim_judge_end(struct sim *s)
{
	for (unsigned i = 0; i < s->clients_count; i++)
		if (s->client[i].doing == SIM_RENEWING && is_owed(s, &s->client[i]))
			sim_wrong(s, "I2: a lease is forgotten", i, s->client[i].address);
	if (s->wrong[0] == '\0')
		sim_compare_tables(s, true);
	if (s->wrong[0] == '\0')
		sim_count_leases(s);
}
