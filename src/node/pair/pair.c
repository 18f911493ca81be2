/* node/pair/pair.c -- see node/pair/pair.h.
 *
 * Each of these states gives something away or takes something, so each is on disk before anything
 * that follows from it leaves: write_stand() stands in the same step, and a step's block is synced
 * before its answers. Standings are repeated for readers by pair_publish() after every change,
 * never in between. */
#include "node/pair/pair.h"

#include "node/bind/change.h"
#include "node/bind/recovery.h"
#include "node/bind/writer.h"
#include "node/config/schema.h"
#include "node/pair/ranges.h"
#include "node/pair/room.h"
#include "node/pair/said.h"
#include "rbp/digest.h"

/* ---- what others read ---- */

/* The half of the addresses that is ours (R4): 0 even, 1 odd; also the lowest bit of our versions.
 */
static uint8_t
home_of(const struct service *s)
{
	if (s->local.even)
		return s->local.even - 1;
	return s->config.peer.source.host > s->config.peer.peer.host;
}

static void
publish(const struct pairs *all, const struct profile *p, struct standing *ret)
{
	const struct service *s = p->service == NODE_NONE ? NULL : &all->service[p->service];

	*ret = (struct standing){.service = NODE_NONE};
	if (!p->used)
		return;
	ret->used = true;
	ret->name = p->name;
	ret->service = p->service;
	ret->pair = p->stand.pair;
	ret->unread = p->stand.lost && p->stand.lost_until_us == 0;
	/* While its session is questioned a Master keeps what it hears, as the Slave it was. */
	ret->role = p->served.verdict.role == RBP_MASTER && !p->served.answers
			? RBP_SLAVE
			: p->served.verdict.role;
	ret->vlan = p->vlan;
	ret->vrid = p->config.vrrp.vrid;
	if (!s)
		return;
	ret->heard_us = s->session ? rbs_session_heard_us(s->session) : 0;
	ret->connected = s->state == RBS_CONNECTED;
	ret->agreed = s->local.even != 0;
	ret->home = home_of(s);
}

void
pair_publish(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		publish(all, &all->profile[i], &all->standings.profile[i]);
	all->standings.session = false;
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used && all->service[i].state == RBS_CONNECTED)
			all->standings.session = true;
}

/* ---- what survives a restart ---- */

static bool
says_something(const struct journal_entry *e)
{
	return e && (e->u.pair.down || e->u.pair.forfeited || e->u.pair.unmet || e->u.pair.fresh ||
		     e->u.pair.alien);
}

/* A name without addresses, or without a peer, is all there is to know what is forbidden by. */
static void
write_name(struct pairs *all, const struct profile *p, struct step *step)
{
	const struct stand *s = &p->stand;
	struct journal_entry e = {.kind = JOURNAL_PAIR};

	e.u.pair.forfeited = s->forfeited;
	e.u.pair.unmet = s->unmet;
	e.u.pair.fresh = s->fresh;
	e.u.pair.alien = s->alien;
	e.u.pair.forfeited_us = s->forfeited ? s->forfeited_us : 0;
	if (says_something(&e) || says_something(recovery_pair(all->bind, p->name)))
		recovery_write_pair(all->bind, p->name, e, step);
}

/* What an earlier version wrote by name is written for the addresses, and over. */
static void
write_stand(struct pairs *all, const struct profile *p, enum ranges_why why, struct step *step)
{
	struct journal_entry none = {.kind = JOURNAL_PAIR};

	if (!ranges_write(all, p, why, step))
		write_name(all, p, step);
	else if (says_something(recovery_pair(all->bind, p->name)))
		recovery_write_pair(all->bind, p->name, none, step);
}

void
pair_recall(struct pairs *all, struct profile *p)
{
	const struct journal_entry *e = recovery_pair(all->bind, p->name);
	struct stand *s = &p->stand;

	s->fresh = e ? e->u.pair.fresh : recovery_is_fresh(all->bind);
	s->alien = e ? e->u.pair.alien : recovery_copy_of(all->bind) != 0;
	if (!e)
		return;
	if (e->u.pair.down) {
		s->pair = RBS_PARTNER_DOWN;
		s->down_since_us = e->u.pair.since_us;
		s->down_complete = e->u.pair.complete;
	}
	s->unmet = e->u.pair.unmet;
	s->forfeited = e->u.pair.forfeited;
	s->forfeited_us = e->u.pair.forfeited_us;
}

void
pair_recall_all(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (!p->used)
			continue;
		pair_recall(all, p);
	}
	pair_publish(all);
}

/* The journal as a whole, or an older one by name, speaks where nothing is kept. */
static void
recall_ranges(struct pairs *all, struct profile *p)
{
	struct stand *s = &p->stand;
	struct journal_kept e;
	enum ranges_known known = ranges_of(all, p, &e);

	s->unmet |= e.unmet;
	if (s->recalled || known == RANGES_NONE)
		return;
	s->recalled = true;
	s->fresh = e.fresh || (s->fresh && known != RANGES_ALL);
	s->lost = e.fresh && e.even != 0;
	s->alien = e.alien || (s->alien && known != RANGES_ALL);
	s->forfeited |= e.forfeited;
	if (e.forfeited)
		s->forfeited_us = e.forfeited_us;
	s->pair = e.down ? RBS_PARTNER_DOWN : RBS_INTERRUPTED;
	s->down_since_us = e.since_us;
	s->down_complete = e.complete;
}

/* Another peer: nothing of how it stood to the old one counts. */
static void
meet(struct pairs *all, struct profile *p)
{
	const struct service *s = p->service == NODE_NONE ? NULL : &all->service[p->service];

	if (!s || !s->config.peer.set || ip4_same(p->stand.peer, s->config.peer.peer))
		return;
	if (ip4_set(p->stand.peer)) {
		p->stand = (struct stand){0};
		pair_recall(all, p);
	}
	p->stand.peer = s->config.peer.peer;
}

void
pair_attach(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (!p->used)
			continue;
		meet(all, p);
		recall_ranges(all, p);
		p->stand.unmet |= ranges_is_unmet(all, p);
		if (p->stand.lost && p->stand.lost_us == 0)
			p->stand.lost_us = step->now > 0 ? step->now : 1;
		p->stand.recalled |= ip4_set(p->stand.peer);
		write_stand(all, p, RANGES_STAND, step);
	}
}

void
pair_home_agreed(struct pairs *all, unsigned service, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (all->profile[i].used && all->profile[i].service == service)
			write_stand(all, &all->profile[i], RANGES_HOME, step);
}

void
pair_disown(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (!p->used)
			continue;
		p->stand = (struct stand){.fresh = p->stand.fresh,
					  .alien = true,
					  .unmet = p->stand.unmet,
					  .forfeited = p->stand.forfeited,
					  .forfeited_us = p->stand.forfeited_us,
					  .recalled = p->stand.recalled,
					  .peer = p->stand.peer};
		write_stand(all, p, RANGES_STAND, step);
	}
	pair_publish(all);
}

/* Nobody waits for the batch of one that has no peer. */
static void
review_own(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (p->used && p->service != NODE_NONE && p->stand.alien)
			return;
	}
	recovery_own(all->bind, step);
}

/* ---- what sessions say ---- */

static bool
batches(const struct pairs *all, const struct profile *p)
{
	return p->service != NODE_NONE &&
	       rbs_session_batches(all->service[p->service].session, p->config.backup.id);
}

static void
say(const struct pairs *all, struct profile *p, const char *why, struct step *step)
{
	p->stand.said = true;
	said_log(all, p, why, step);
}

void
pair_say(struct pairs *all, bool over, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (!p->used || p->service == NODE_NONE ||
		    !all->service[p->service].config.peer.set || p->stand.said || batches(all, p) ||
		    p->stand.pair == RBS_PAIRED)
			continue;
		if (over || p->stand.pair == RBS_PARTNER_DOWN || p->stand.forfeited)
			say(all, p,
			    rbs_session_pair_why(all->service[p->service].session,
						 p->config.backup.id),
			    step);
	}
}

void
pair_changed(struct pairs *all, struct profile *p, const struct rbs_output *o, struct step *step)
{
	bool was_down;

	step->review = true;
	if (!p)
		return;
	was_down = p->stand.pair == RBS_PARTNER_DOWN;
	p->stand.pair = o->pair;
	if (o->pair == RBS_PARTNER_DOWN) {
		p->stand.down_since_us = step->now;
		p->stand.down_complete = o->complete;
		p->stand.unmet = true;
	}
	pair_publish(all);
	if (was_down || o->pair == RBS_PARTNER_DOWN)
		write_stand(all, p, RANGES_DECLARED, step);
	say(all, p, o->text, step);
}

/* ---- a disk that is gone ---- */

void
pair_lost(struct pairs *all, unsigned service, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (!p->used || p->service != service)
			continue;
		p->stand.lost = true;
		p->stand.lost_until_us = 0;
		p->stand.lost_us = step->now > 0 ? step->now : 1;
		bind_forget_acked(all->bind, i);
		write_stand(all, p, RANGES_STAND, step);
	}
	pair_publish(all);
	step->review = true;
}

/* What the batch could not bring ends by the MCLT: a disk that is gone promised no more alone. */
static void
settle_lost(struct stand *s, const struct rbp_config *config, const struct step *step)
{
	if (s->lost && s->lost_until_us == 0)
		s->lost_until_us =
		    time_after(step->now, time_after(rbp_mclt_us(config), LEASE_DRIFT_DEFAULT_US));
	else if (s->lost && s->lost_until_us <= step->now)
		s->lost = false;
}

/* It ends while nothing else is kept of the addresses; else by the next batch. */
static bool
ends_lost(const struct profile *p)
{
	return p->used && p->stand.lost && p->stand.lost_until_us != 0 &&
	       p->stand.pair == RBS_PAIRED;
}

uint64_t
pair_deadline(const struct pairs *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (ends_lost(&all->profile[i]))
			deadline_us = time_min(deadline_us, all->profile[i].stand.lost_until_us);
	return deadline_us;
}

void
pair_tick(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];

		if (!ends_lost(p) || step->now < p->stand.lost_until_us)
			continue;
		p->stand.lost = false;
		write_stand(all, p, RANGES_BATCH, step);
		step->review = true;
	}
}

/* Its batch is complete both ways, be it that of another name: a profile that is renamed in a
 * Connected pair was recalled from its addresses. */
static void
batch_counts(struct stand *s, const struct rbp_config *config, const struct step *step)
{
	settle_lost(s, config, step);
	s->batch_done = true;
	s->fresh = false;
}

void
pair_batch_done(struct pairs *all, struct profile *p, struct step *step)
{
	if (!p)
		return;
	change_settle_doubt(all->bind, (unsigned)(p - all->profile), step);
	batch_counts(&p->stand, &p->config, step);
	p->stand.alien = p->stand.forfeited = p->stand.unmet = false;
	pair_publish(all);
	write_stand(all, p, RANGES_BATCH, step);
	review_own(all, step);
	step->review = true;
	out_log(step->out, &event_batch, "Batch backup is complete in both directions (profile=%s)",
		p->name);
}

void
pair_give(struct pairs *all, struct profile *p, struct step *step)
{
	p->stand.forfeited = true;
	p->stand.forfeited_us = step->now > 0 ? step->now : 1;
	write_stand(all, p, RANGES_STAND, step);
	step->review = true;
}

void
pair_keep(struct pairs *all, struct profile *p, struct step *step)
{
	p->stand.forfeited = false;
	p->stand.forfeited_us = 0;
	write_stand(all, p, RANGES_STAYED, step);
	step->review = true;
}

void
pair_told(struct pairs *all, struct profile *p, struct step *step)
{
	if (!p || p->stand.forfeited)
		return;
	pair_give(all, p, step);
	out_log(step->out, &event_told,
		"The peer had declared this device down. Until the batch is complete this device "
		"takes no new client and lengthens no lease (profile=%s, serviceName=%s)",
		p->name, all->service[p->service].name);
}

/* ---- what operators do ---- */

void
pair_anew(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];
		enum rbs_pair pair = RBS_INTERRUPTED;

		if (!p->used)
			continue;
		if (p->service != NODE_NONE)
			pair =
			    rbs_session_pair(all->service[p->service].session, p->config.backup.id);
		if (pair == p->stand.pair)
			continue;
		p->stand.pair = pair;
		p->stand.down_since_us = step->now;
		p->stand.down_complete = false;
		p->stand.batch_done = false;
		if (pair == RBS_PAIRED)
			batch_counts(&p->stand, &p->config, step);
		write_stand(all, p, pair == RBS_PAIRED ? RANGES_BATCH : RANGES_STAND, step);
	}
	pair_publish(all);
	step->review = true;
}

/* NULL: nothing is known to differ. */
static const char *
differs(const struct pairs *all, const struct profile *p)
{
	const struct service *s = &all->service[p->service];
	uint64_t digest = rbp_digest(p->agreed.line, p->agreed.count);

	if (s->state != RBS_CONNECTED)
		return p->stand.agreed != 0 && p->stand.agreed != digest
			   ? "When the session is back, the pair stays Interrupted until the other "
			     "device has these lines."
			   : NULL;
	return rbs_session_differs(s->session, p->config.backup.id, digest)
		   ? "The pair is Interrupted until the other device has these lines."
		   : NULL;
}

void
pair_warn(const struct pairs *all, const struct conf *running, struct conf_errors *e)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];
		struct conf_path path = conf_path_name(VIEW_RBP, p->name);
		const char *why;

		if (!p->used || p->service == NODE_NONE || !p->anew)
			continue;
		why = differs(all, p);
		if (!why)
			continue;
		conf_errors_in(e, conf_find(running, &path), 0);
		conf_warning_add(e, NULL, "%s", why);
	}
}

void
pair_warn_given(const struct pairs *all, unsigned slot, struct text *out)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (!p->used || p->service != slot || !p->stand.forfeited)
			continue;
		text_add(out,
			 "This device gave its half away, and the peer may have given full leases "
			 "of it:\nof profile %s every address waits for the longest lease of its "
			 "pool from now on.\n",
			 p->name);
	}
}

/* ---- what follows ---- */

static void
review_declared(struct pairs *all, struct stand *s, struct step *step)
{
	bool declared = s->pair == RBS_PARTNER_DOWN || s->fresh;

	if (declared && !s->declared)
		bind_set_apart(all->bind, step);
	s->declared = declared;
}

static void
review_agreed(struct profile *p)
{
	uint64_t digest = rbp_digest(p->agreed.line, p->agreed.count);

	if (p->stand.pair == RBS_PAIRED)
		p->stand.agreed = digest;
	else if (p->stand.agreed != digest)
		p->stand.agreed = 0;
}

void
pair_review(struct pairs *all, struct profile *p, struct step *step)
{
	p->stand.begun |= !all->careful && !batches(all, p);
	review_declared(all, &p->stand, step);
	review_agreed(p);
}

/* R8: a batch that is under way when the delay is over is waited for; one that begins later stops
 * nobody (I5). R9: the peer may have given anything since its journal was copied, and nobody says
 * that it is gone. */
static bool
is_careful(const struct pairs *all, const struct profile *p)
{
	if (p->stand.alien && p->stand.pair == RBS_INTERRUPTED)
		return true;
	return !p->stand.batch_done && !p->stand.begun && (all->careful || batches(all, p));
}

static enum lease_pair
lease_pair_of(enum rbs_pair pair)
{
	switch (pair) {
	case RBS_PAIRED:
		return LEASE_CONNECTED;
	case RBS_PARTNER_DOWN:
		return LEASE_PARTNER_DOWN;
	case RBS_INTERRUPTED:
	case RBS_PAIRS:
		break;
	}
	return LEASE_INTERRUPTED;
}

struct lease_rules
pair_rules(const struct pairs *all, const struct profile *p)
{
	struct lease_rules r = {.pair = LEASE_ALONE,
				.mclt_us = LEASE_MCLT_DEFAULT_US,
				.drift_us = LEASE_DRIFT_DEFAULT_US};

	if (!p || p->service == NODE_NONE || !all->service[p->service].config.peer.set)
		return r;
	r.mclt_us = rbp_mclt_us(&p->config);
	r.pair = lease_pair_of(p->stand.pair);
	r.home = home_of(&all->service[p->service]);
	r.careful = is_careful(all, p);
	r.fresh = p->stand.fresh;
	r.alien = p->stand.alien;
	r.forfeited = p->stand.forfeited;
	r.lost_us = p->stand.lost_us;
	r.down_since_us = p->stand.down_since_us;
	r.complete = p->stand.down_complete;
	return r;
}
