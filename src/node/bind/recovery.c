/* node/bind/recovery.c -- see node/bind/recovery.h.
 *
 * Written while the journal is read, before the first configuration has a table, and then by
 * recovery_write_home(), recovery_write_pair() and recovery_write_peer(): memory first, the same
 * step's block with it. A record that a session began after may have gone out since, so it comes
 * back in doubt (R4). At the bound the oldest name is forgotten, never the newest.
 *
 * Whether the folder is a copy of the peer's (R9) is for pair/alien.c to say. recovery_disown()
 * then leaves an entry behind which all that stands before it is read as the peer's. Who the device
 * is since is kept as what to change of the identities in the files, which stay what they are: they
 * hold the files of a folder together, and a repair gives them up. */
#include "node/bind/recovery.h"
#include "node/bind/room.h"

#include <string.h>

#include "lease/carry.h"
#include "node/bind/writer.h"

enum { RECOVERY_OLD_S = 3600 }; /* a last word that is older is worth a question */

/* ---- facts by name ---- */

static const char *
name_of(const struct journal_entry *e)
{
	if (e->kind == JOURNAL_PEER)
		return e->u.peer.service;
	return e->kind == JOURNAL_HOME ? e->u.home.service : e->u.pair.profile;
}

static const struct journal_entry *
fact_find(const struct journal_entry *list, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (rbp_name_same(name_of(&list[i]), name))
			return &list[i];
	return NULL;
}

/* The newest stands last. */
static void
fact_remember(struct journal_entry *list, unsigned *count, unsigned max,
	      const struct journal_entry *e)
{
	unsigned at = 0;

	while (at < *count && !rbp_name_same(name_of(&list[at]), name_of(e)))
		at++;
	if (at == *count && *count == max)
		at = 0;
	if (at < *count) {
		memmove(&list[at], &list[at + 1], (*count - at - 1) * sizeof *list);
		--*count;
	}
	list[(*count)++] = *e;
}

static void
fact_learn(struct bind *b, const struct journal_entry *e)
{
	struct recovery *r = &b->recovery;

	if (e->kind == JOURNAL_HOME)
		fact_remember(r->home, &r->homes_count, RECOVERY_HOMES_MAX, e);
	else if (e->kind == JOURNAL_PEER)
		fact_remember(r->peer, &r->peers_count, RECOVERY_PEERS_MAX, e);
	else
		fact_remember(r->pair, &r->pairs_count, RECOVERY_PAIRS_MAX, e);
}

/* ---- reading ---- */

/* `covered`: a session began after it was written, so what the peer has not acknowledged may have
 * gone out since. */
static void
take_record(struct bind *b, struct lease_record *r, bool covered,
	    const struct journal_stamp *written, const struct journal_stamp *now)
{
	lease_clock_saw(&b->clock, r->version);
	journal_to_now(r, written, now);
	if (covered && r->acked.version < r->version && r->sent < r->version)
		r->sent = r->version;
	lease_restore(b->leases, r);
}

static void
take_mark(struct bind *b, const struct journal_entry *e)
{
	const struct lease_record *r = lease_at(b->leases, e->u.mark.address);

	lease_clock_saw(&b->clock, e->u.mark.version);
	if (e->kind == JOURNAL_SENT)
		lease_restore_sent(b->leases, e->u.mark.address, e->u.mark.version);
	else if (r && r->version != e->u.mark.version)
		lease_note_void(b->leases, e->u.mark.address);
	else
		lease_note_acked(b->leases, e->u.mark.address, e->u.mark.version);
}

static void
take_pair(struct bind *b, struct journal_entry *e, const struct journal_stamp *written,
	  const struct journal_stamp *now)
{
	if (e->u.pair.since_us > 1)
		e->u.pair.since_us = journal_since_now(e->u.pair.since_us, written, now);
	if (e->u.pair.forfeited_us > 1)
		e->u.pair.forfeited_us = journal_since_now(e->u.pair.forfeited_us, written, now);
	fact_learn(b, e);
}

static void
take_kept(struct bind *b, struct journal_kept *e, const struct journal_stamp *written,
	  const struct journal_stamp *now)
{
	if (e->since_us > 1)
		e->since_us = journal_since_now(e->since_us, written, now);
	if (e->forfeited_us > 1)
		e->forfeited_us = journal_since_now(e->forfeited_us, written, now);
	kept_learn(&b->kept, e);
}

/* From here on the device is another one; unless that is over, all that is known is the peer's. */
static void
take_alien(struct bind *b, const struct journal_entry *e)
{
	struct recovery *r = &b->recovery;

	r->copy_of = 0;
	if (e->u.alien.pending) {
		lease_table_disown(b->leases);
		kept_disown(&b->kept, b->identity.device, r->peer, r->peers_count);
		r->homes_count = r->pairs_count = r->peers_count = 0;
		r->copy_of = b->identity.device;
	}
	r->alien = *e;
	b->identity.device = b->writer.device ^ e->u.alien.device;
	b->identity.journal = b->writer.journal ^ e->u.alien.journal;
}

void
recovery_tell(const struct bind *b, const char *folder, struct step *step)
{
	const struct journal_facts *f = &b->writer.facts;
	struct journal_stamp now = {b->writer.boot, step->now, step->wall_offset_us};
	uint64_t age_s;

	if (!f->found) {
		out_log(step->out, &event_journal_none,
			"No journal was found in %s: this device knows no lease", folder);
		return;
	}
	age_s = journal_age(&f->stamp, &now) / TIME_SEC;
	if (age_s == TIME_NEVER / TIME_SEC)
		out_log(step->out, &event_journal_old,
			"The journal was written last at a moment that lies ahead by the wall "
			"clock, so nobody knows how old it is");
	else if (age_s >= RECOVERY_OLD_S)
		out_log(step->out, &event_journal_old,
			"The journal was written last %llu h %llu min ago",
			(unsigned long long)(age_s / 3600), (unsigned long long)(age_s / 60 % 60));
}

/* A journal that agreed its half with nobody told nobody what it holds: however often the device
 * was started on it, its folder may have been emptied before (R8), and is no old copy (R9). */
static bool
met_nobody(const struct recovery *r)
{
	return r->homes_count == 0 && r->copy_of == 0;
}

void
recovery_read(struct bind *b, const struct step *step)
{
	struct journal_stamp now = {b->writer.boot, step->now, step->wall_offset_us}, written;
	struct journal_entry e;
	uint64_t sessions = b->writer.facts.sent_alls;

	b->recovery.fresh = !b->writer.facts.found;
	while (journal_walk_next(b->writer.walk, &e, &written)) {
		written = journal_known_until(&written, &b->writer.facts.stamp);
		switch (e.kind) {
		case JOURNAL_RECORD:
			take_record(b, &e.u.record, sessions > 0, &written, &now);
			break;
		case JOURNAL_SENT:
		case JOURNAL_ACKED:
			take_mark(b, &e);
			break;
		case JOURNAL_SENT_ALL:
			sessions--;
			break;
		case JOURNAL_CLOCK:
			lease_clock_saw(&b->clock, e.u.ceiling);
			break;
		case JOURNAL_HOME:
		case JOURNAL_PEER:
			fact_learn(b, &e);
			break;
		case JOURNAL_ALIEN:
			take_alien(b, &e);
			break;
		case JOURNAL_PAIR:
			take_pair(b, &e, &written, &now);
			break;
		case JOURNAL_KEPT:
			take_kept(b, &e.u.kept, &written, &now);
			break;
		case JOURNAL_REPAIRED:
			b->recovery.fresh = true;
			break;
		case JOURNAL_START:
		case JOURNAL_FILE:
		case JOURNAL_END:
		case JOURNAL_KINDS:
			break;
		}
	}
	b->recovery.fresh |= met_nobody(&b->recovery);
	if (b->recovery.fresh)
		lease_clock_saw(&b->clock,
				lease_clock_first((int64_t)step->now + step->wall_offset_us));
}

/* ---- homes ---- */

uint8_t
recovery_home(const struct bind *b, const char *service)
{
	const struct journal_entry *e =
	    fact_find(b->recovery.home, b->recovery.homes_count, service);

	return e ? e->u.home.even : 0;
}

static void
copy_name(char *ret, size_t cap, const char *name)
{
	struct text t = text_of(ret, cap);

	text_bytes(&t, name, strlen(name));
}

void
recovery_write_home(struct bind *b, const char *service, uint8_t even, struct step *step)
{
	struct journal_entry e = {.kind = JOURNAL_HOME, .u.home.even = even};

	copy_name(e.u.home.service, sizeof e.u.home.service, service);
	fact_learn(b, &e);
	writer_entry(b, &e, step);
}

/* ---- pairs ---- */

const struct journal_entry *
recovery_pair(const struct bind *b, const char *profile)
{
	return fact_find(b->recovery.pair, b->recovery.pairs_count, profile);
}

bool
recovery_is_fresh(const struct bind *b)
{
	return b->recovery.fresh;
}

void
recovery_write_pair(struct bind *b, const char *profile, struct journal_entry e, struct step *step)
{
	e.kind = JOURNAL_PAIR;
	copy_name(e.u.pair.profile, sizeof e.u.pair.profile, profile);
	fact_learn(b, &e);
	writer_entry(b, &e, step);
}

/* ---- whose journal it is ---- */

bool
recovery_is_copy(const struct bind *b, struct ip4 source, struct ip4 peer)
{
	for (unsigned i = 0; i < b->recovery.peers_count; i++) {
		const struct journal_entry *e = &b->recovery.peer[i];

		if (ip4_same(e->u.peer.peer, source) || ip4_same(e->u.peer.source, peer))
			return true;
	}
	return false;
}

void
recovery_write_peer(struct bind *b, const char *service, struct ip4 source, struct ip4 peer,
		    struct step *step)
{
	const struct journal_entry *known =
	    fact_find(b->recovery.peer, b->recovery.peers_count, service);
	struct journal_entry e = {.kind = JOURNAL_PEER};

	if (known && ip4_same(known->u.peer.source, source) && ip4_same(known->u.peer.peer, peer))
		return;
	copy_name(e.u.peer.service, sizeof e.u.peer.service, service);
	e.u.peer.source = source;
	e.u.peer.peer = peer;
	fact_learn(b, &e);
	writer_entry(b, &e, step);
}

uint64_t
recovery_copy_of(const struct bind *b)
{
	return b->recovery.copy_of;
}

void
recovery_disown(struct bind *b, uint64_t device, uint64_t journal, struct step *step)
{
	struct journal_entry e = {.kind = JOURNAL_ALIEN};

	e.u.alien.pending = true;
	e.u.alien.device = device;
	e.u.alien.journal = journal;
	take_alien(b, &e);
	writer_entry(b, &e, step);
}

void
recovery_own(struct bind *b, struct step *step)
{
	struct journal_entry e = b->recovery.alien;

	if (b->recovery.copy_of == 0)
		return;
	e.u.alien.pending = false;
	take_alien(b, &e);
	writer_entry(b, &e, step);
}
