/* node/recall.c -- see node/recall.h. */
#include "node/recall.h"

#include <string.h>

#include "base/mutant.h"
#include "node/keep.h"

/* ---- facts by name ---- */

static const char *
name_of(const struct journal_entry *e)
{
	return e->kind == JOURNAL_HOME ? e->u.home.service : e->u.pair.profile;
}

static const struct journal_entry *
find(const struct journal_entry *list, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (rbp_name_same(name_of(&list[i]), name))
			return &list[i];
	return NULL;
}

/* The newest stands last. */
static void
remember(struct journal_entry *list, unsigned *count, unsigned max, const struct journal_entry *e)
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
learn(struct node *n, const struct journal_entry *e)
{
	struct recall *r = &n->recall;

	if (e->kind == JOURNAL_HOME)
		remember(r->home, &r->homes_count, RECALL_HOMES_MAX, e);
	else
		remember(r->pair, &r->pairs_count, RECALL_PAIRS_MAX, e);
}

/* ---- reading ---- */

/* `covered`: a session began after it was written, so what the peer has not acknowledged may have
 * gone out since. */
static void
take_record(struct node *n, struct lease_record *r, bool covered,
	    const struct journal_stamp *written, const struct journal_stamp *now)
{
	lease_clock_saw(&n->clock, r->version);
	journal_to_now(r, written, now);
	if (covered && r->acked.version < r->version && r->sent < r->version)
		r->sent = r->version;
	lease_restore(n->leases, r);
}

static void
take_mark(struct node *n, const struct journal_entry *e)
{
	const struct lease_record *r = lease_at(n->leases, e->u.mark.address);

	lease_clock_saw(&n->clock, e->u.mark.version);
	if (e->kind == JOURNAL_SENT)
		lease_restore_sent(n->leases, e->u.mark.address, e->u.mark.version);
	else if (r && r->version != e->u.mark.version)
		lease_note_void(n->leases, e->u.mark.address);
	else
		lease_note_acked(n->leases, e->u.mark.address, e->u.mark.version);
}

static void
take_pair(struct node *n, struct journal_entry *e, const struct journal_stamp *written,
	  const struct journal_stamp *now)
{
	if (e->u.pair.since_us > 1)
		e->u.pair.since_us = journal_since_now(e->u.pair.since_us, written, now);
	learn(n, e);
}

void
recall_read(struct node *n)
{
	struct journal_stamp now = {n->keep.boot, n->now, n->wall_offset_us}, written;
	struct journal_entry e;
	uint64_t sessions = n->keep.facts.sent_alls;

	n->recall.fresh = !n->keep.facts.found;
	while (journal_walk_next(n->keep.walk, &e, &written)) {
		switch (e.kind) {
		case JOURNAL_RECORD:
			take_record(n, &e.u.record, sessions > 0, &written, &now);
			break;
		case JOURNAL_SENT:
		case JOURNAL_ACKED:
			take_mark(n, &e);
			break;
		case JOURNAL_SENT_ALL:
			sessions--;
			break;
		case JOURNAL_CLOCK:
			lease_clock_saw(&n->clock, e.u.ceiling);
			break;
		case JOURNAL_HOME:
			learn(n, &e);
			break;
		case JOURNAL_PAIR:
			take_pair(n, &e, &written, &now);
			break;
		case JOURNAL_REPAIRED:
			n->recall.fresh = true;
			break;
		case JOURNAL_START:
		case JOURNAL_FILE:
		case JOURNAL_END:
		case JOURNAL_KINDS:
			break;
		}
	}
	if (MUTANT(REUSE_VERSION)) /* as if the last versions and their ceiling had been lost */
		n->clock.seen -= n->clock.seen > 1 << 21 ? 1 << 21 : 0;
}

/* ---- homes ---- */

uint8_t
recall_home(const struct node *n, const char *service)
{
	const struct journal_entry *e = find(n->recall.home, n->recall.homes_count, service);

	return e ? e->u.home.even : 0;
}

static void
copy_name(char *ret, size_t cap, const char *name)
{
	struct text t = text_of(ret, cap);

	text_bytes(&t, name, strlen(name));
}

void
recall_keep_home(struct node *n, const char *service, uint8_t even, struct node_actions *out)
{
	struct journal_entry e = {.kind = JOURNAL_HOME, .u.home.even = even};

	copy_name(e.u.home.service, sizeof e.u.home.service, service);
	learn(n, &e);
	keep_entry(n, &e, out);
}

/* ---- pairs ---- */

bool
recall_has_pair(const struct node *n, const char *profile)
{
	return find(n->recall.pair, n->recall.pairs_count, profile) != NULL;
}

void
recall_pair(const struct node *n, struct profile *p)
{
	const struct journal_entry *e = find(n->recall.pair, n->recall.pairs_count, p->name);

	p->fresh = e ? e->u.pair.fresh : n->recall.fresh;
	if (!e)
		return;
	if (e->u.pair.down) {
		p->pair = RBS_PARTNER_DOWN;
		p->down_since_us = e->u.pair.since_us;
		p->down_complete = e->u.pair.complete;
	}
	p->forfeited = e->u.pair.forfeited;
	p->forfeited_us = e->u.pair.since_us;
}

void
recall_keep_pair(struct node *n, const struct profile *p, struct node_actions *out)
{
	struct journal_entry e = {.kind = JOURNAL_PAIR};

	copy_name(e.u.pair.profile, sizeof e.u.pair.profile, p->name);
	e.u.pair.down = p->pair == RBS_PARTNER_DOWN;
	e.u.pair.complete = e.u.pair.down && p->down_complete;
	e.u.pair.forfeited = p->forfeited;
	e.u.pair.fresh = p->fresh;
	e.u.pair.since_us = e.u.pair.down ? p->down_since_us : p->forfeited_us;
	learn(n, &e);
	keep_entry(n, &e, out);
}
