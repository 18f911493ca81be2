/* rbs/reconcile.c -- see rbs/reconcile.h. docs/protocol.md "A session", I4, I6.
 *
 * A bucket is RBS_BUCKET addresses in a row; its digest covers address, version, state and key of
 * every record of the backup-id in it. RBS_RECONCILE_FIRST after the batches, and then every
 * RBS_RECONCILE_EVERY, each device goes once through all buckets, RBS_RECONCILE_LOOKS addresses in
 * a slice, and sends their digests; the other one compares with its own table as it receives them.
 *
 * Both do so only while quiet: nothing of their own is unanswered or waits to be sent. Frames come
 * in order. So what the sender had when it spoke has arrived, and what the receiver sent before was
 * in that digest, else it would not be answered yet: equal tables never seem to differ.
 *
 *	receiver                              sender
 *	differs: suspects; its own digest ->  differs: suspects
 *	                                  <-  its own digest a second later
 *	differs again: sends its records  ->  merges
 *	its own digest                    ->  equal: done. differs: sends its records
 *	merges                            <-
 *	equal: done                       <-  its own digest
 *
 * After both sent a bucket both have the newest of each address. One that still differs (two
 * records of one version) is told, and tried again after RBS_RECONCILE_REST. With more than
 * RBS_SUSPECTS_MAX differing buckets the whole table is sent once more. */
#include "rbs/reconcile.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "rbs/build.h"

#define RBS_RECONCILE_FIRST (5 * TIME_SEC)
#define RBS_RECONCILE_EVERY (60 * TIME_SEC)
#define RBS_RECONCILE_SLICE (10 * TIME_MS)
#define RBS_RECONCILE_AGAIN (1 * TIME_SEC)
#define RBS_RECONCILE_REST  (600 * TIME_SEC)

enum {
	SHIFT = 8,
	RBS_BUCKET = 1 << SHIFT,
	RBS_RECONCILE_LOOKS = 4096, /* addresses of one step */
	BUCKETS = RBS_RECONCILE_LOOKS / RBS_BUCKET
};

/* Nothing of ours is under way. */
static bool
is_quiet(const struct rbs_session *s)
{
	return !s->records_wait && s->flights.count == 0 && s->unacked_count == 0 &&
	       s->marks_count == 0 && s->stream_at > s->resume_log.last;
}

static bool
is_compared(const struct rbs_group *g)
{
	return g->pair == RBS_PAIRED && g->out == RBS_BATCH_DONE;
}

/* ---- buckets ---- */

static uint64_t
add_record(uint64_t digest, const struct lease_record *r)
{
	uint8_t bytes[16 + LEASE_KEY_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	wr_be32(&w, r->address.host);
	wr_be64(&w, r->version);
	wr_u8(&w, (uint8_t)r->state);
	wr_bytes(&w, r->key.byte, r->key.len);
	assert(!w.bad);
	return hash_bytes(bytes, w.len, digest);
}

/* The next record of the group in the bucket, from *at on, which ends past it; NULL: no more. */
static const struct lease_record *
bucket_next(const struct rbs_session *s, const struct rbs_group *g, uint32_t index, unsigned *at)
{
	while (*at < RBS_BUCKET) {
		struct ip4 address = {(index << SHIFT) + (*at)++};
		const struct lease_record *r =
		    rbs_group_covers(g, address) ? lease_bound_at(s->local.table, address) : NULL;

		if (r != NULL && r->version != 0)
			return r;
	}
	return NULL;
}

static uint64_t
bucket_digest(const struct rbs_session *s, const struct rbs_group *g, uint32_t index)
{
	const struct lease_record *r;
	uint64_t digest = 0;
	unsigned at = 0;

	while ((r = bucket_next(s, g, index, &at)) != NULL)
		digest = add_record(digest, r);
	return digest;
}

/* The first bucket from this one on that has addresses of the group; false: none. */
static bool
bucket_from(const struct rbs_group *g, uint64_t index, uint32_t *ret)
{
	uint64_t low = index << SHIFT;

	for (unsigned i = 0; i < g->local.ranges_count; i++) {
		const struct lease_range *range = &g->local.range[i];

		if (range->high.host < low)
			continue;
		*ret = (range->low.host > low ? range->low.host : (uint32_t)low) >> SHIFT;
		return true;
	}
	return false;
}

/* ---- suspects ---- */

static struct rbs_suspect *
suspect_find(struct rbs_session *s, const struct rbs_group *g, uint32_t index)
{
	for (unsigned i = 0; i < s->reconcile.suspects_count; i++) {
		struct rbs_suspect *x = &s->reconcile.suspect[i];

		if (x->backup_id == g->local.backup_id && x->index == index)
			return x;
	}
	return NULL;
}

static void
suspect_drop(struct rbs_session *s, struct rbs_suspect *x)
{
	*x = s->reconcile.suspect[--s->reconcile.suspects_count];
}

static void
suspect_again(struct rbs_session *s, struct rbs_suspect *x)
{
	x->due = true;
	x->at_us = s->now + RBS_RECONCILE_AGAIN;
}

/* More differ than are looked after: too much to go bucket by bucket. */
static void
suspect_all(struct rbs_session *s, struct rbs_group *g)
{
	if (g->out != RBS_BATCH_DONE ||
	    (g->resent_us != 0 && s->now < g->resent_us + RBS_RECONCILE_REST))
		return;
	g->resent_us = s->now;
	g->out = RBS_BATCH_DUE;
	g->from = 0;
	s->counts.repairs++;
	rbs_alarm(s, RBS_ALARM_REPAIRED, g->local.backup_id,
		  "The tables of the two devices differ in many places; everything is sent again");
}

static void
suspect_new(struct rbs_session *s, struct rbs_group *g, uint32_t index)
{
	struct rbs_reconcile *d = &s->reconcile;

	if (d->suspects_count == RBS_SUSPECTS_MAX) {
		suspect_all(s, g);
		return;
	}
	d->suspect[d->suspects_count] =
	    (struct rbs_suspect){.backup_id = g->local.backup_id, .index = index};
	suspect_again(s, &d->suspect[d->suspects_count++]);
}

static void
name_bucket(struct rbs_session *s, const struct rbs_suspect *x, const char *what)
{
	char low[IP4_TEXT], high[IP4_TEXT];

	s->reconcile.named = true;
	ip4_format((struct ip4){x->index << SHIFT}, low);
	ip4_format((struct ip4){(x->index << SHIFT) + RBS_BUCKET - 1}, high);
	snprintf(s->reconcile.text, sizeof s->reconcile.text,
		 "Bindings of the two devices differed between %s and %s; %s", low, high, what);
}

/* Differs again. */
static void
suspect_confirmed(struct rbs_session *s, struct rbs_suspect *x)
{
	if (!x->resent) {
		x->resend = true;
		x->at_us = s->now;
		x->place = 0;
		return;
	}
	if (!x->told && !s->reconcile.named) {
		x->told = true;
		name_bucket(s, x, "they still do after they were sent again");
		rbs_alarm(s, RBS_ALARM_DIVERGED, x->backup_id, s->reconcile.text);
	} else if (s->now >= x->at_us + RBS_RECONCILE_REST) {
		x->resent = false;
		suspect_again(s, x);
	}
}

static void
bucket_compare(struct rbs_session *s, struct rbs_group *g, const struct rbs_bucket *bucket)
{
	uint32_t index = bucket->index & (UINT32_MAX >> SHIFT), next;
	struct rbs_suspect *x = suspect_find(s, g, index);
	bool equal;

	if (!bucket_from(g, index, &next) || next != index)
		return;
	equal = bucket_digest(s, g, index) == bucket->digest;
	if (!equal && x == NULL)
		suspect_new(s, g, index);
	else if (!equal)
		suspect_confirmed(s, x);
	else if (x != NULL)
		suspect_drop(s, x);
}

void
rbs_reconcile_take(struct rbs_session *s, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rbs_digest *digest = &s->reconcile.heard;

	rbs_digest_read(frame, digest);
	if (g == NULL || !is_compared(g) || !is_quiet(s) || digest->shift != SHIFT)
		return;
	g->compared_us = s->now;
	s->reconcile.named = false;
	for (unsigned i = 0; i < digest->buckets_count && i < BUCKETS; i++)
		bucket_compare(s, g, &digest->bucket[i]);
}

/* ---- sending ---- */

static bool
send_digest(struct rbs_session *s, const struct rbs_group *g, const struct rbs_digest *digest)
{
	struct rbs_build b;

	if (!rbs_send_open(s, &b, RBS_DIGEST, 0, g->local.backup_id))
		return false;
	rbs_digest_write(&b.w, digest);
	rbs_send_close(s, &b);
	return true;
}

/* The group that the round goes through now. */
static struct rbs_group *
round_group(struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].local.backup_id >= s->reconcile.backup_id &&
		    is_compared(&s->group[i]))
			return &s->group[i];
	return NULL;
}

static void
round_over(struct rbs_session *s)
{
	s->reconcile.backup_id = 0;
	s->reconcile.next = 0;
	s->reconcile.round_us = s->now + RBS_RECONCILE_EVERY;
}

/* One slice of the round. */
static void
send_slice(struct rbs_session *s)
{
	struct rbs_group *g = round_group(s);
	struct rbs_digest *digest = &s->reconcile.said;
	uint64_t next = s->reconcile.next;
	uint32_t index;

	if (g == NULL) {
		round_over(s);
		return;
	}
	if (g->local.backup_id != s->reconcile.backup_id)
		next = 0;
	digest->shift = SHIFT;
	digest->buckets_count = 0;
	while (digest->buckets_count < BUCKETS && bucket_from(g, next, &index)) {
		digest->bucket[digest->buckets_count++] =
		    (struct rbs_bucket){index, bucket_digest(s, g, index)};
		next = (uint64_t)index + 1;
	}
	s->reconcile.round_us = s->now + RBS_RECONCILE_SLICE;
	if (digest->buckets_count > 0 && !send_digest(s, g, digest))
		return;
	s->reconcile.backup_id = g->local.backup_id;
	s->reconcile.next = next;
	if (bucket_from(g, next, &index))
		return;
	g->said_all_us = s->now;
	s->reconcile.backup_id = (uint16_t)(g->local.backup_id + 1);
}

/* The records of a bucket, to be merged there: a frame of them. */
static void
send_records(struct rbs_session *s, const struct rbs_group *g, struct rbs_suspect *x)
{
	const struct lease_record *r;
	struct rbs_build b;
	unsigned at = x->place;

	x->at_us = s->now + RBS_RECONCILE_SLICE;
	if (!rbs_send_open(s, &b, RBS_RECORDS, RBS_FLAG_BATCH, g->local.backup_id))
		return;
	while ((r = bucket_next(s, g, x->index, &at)) != NULL && rbs_send_put(s, &b, r))
		x->place = at;
	if (b.marks > 0)
		rbs_send_close_acked(s, &b);
	if (r != NULL)
		return;
	x->resend = false;
	x->resent = true;
	suspect_again(s, x);
	s->counts.repairs++;
	name_bucket(s, x, "this device sent its own again");
	rbs_alarm(s, RBS_ALARM_REPAIRED, x->backup_id, s->reconcile.text);
}

/* At most one bucket's records a call: its alarm needs the text. */
static void
send_suspects(struct rbs_session *s)
{
	for (unsigned i = 0; i < s->reconcile.suspects_count; i++) {
		struct rbs_suspect *x = &s->reconcile.suspect[i];
		struct rbs_group *g = rbs_group_find(s, x->backup_id);
		struct rbs_digest *digest = &s->reconcile.said;

		if (g == NULL || !is_compared(g) || (!x->due && !x->resend) || s->now < x->at_us)
			continue;
		if (x->resend) {
			send_records(s, g, x);
			return;
		}
		x->at_us = s->now + RBS_RECONCILE_SLICE;
		digest->shift = SHIFT;
		digest->buckets_count = 1;
		digest->bucket[0] = (struct rbs_bucket){x->index, bucket_digest(s, g, x->index)};
		if (!send_digest(s, g, digest))
			return;
		x->due = false;
	}
}

void
rbs_reconcile_send(struct rbs_session *s)
{
	if (is_quiet(s))
		send_suspects(s);
	if (is_quiet(s) && s->now >= s->reconcile.round_us)
		send_slice(s);
}

/* ---- time ---- */

void
rbs_reconcile_begin(struct rbs_session *s)
{
	s->reconcile.round_us = s->now + RBS_RECONCILE_FIRST;
}

void
rbs_reconcile_forget(struct rbs_session *s)
{
	s->reconcile.suspects_count = 0;
	s->reconcile.backup_id = 0;
	s->reconcile.next = 0;
	s->reconcile.round_us = TIME_NEVER;
	for (unsigned i = 0; i < s->groups_count; i++)
		s->group[i].compared_us = s->group[i].said_all_us = 0;
}

uint64_t
rbs_reconcile_deadline(const struct rbs_session *s)
{
	uint64_t at = s->reconcile.round_us;

	if (!is_quiet(s))
		return TIME_NEVER;
	for (unsigned i = 0; i < s->reconcile.suspects_count; i++) {
		const struct rbs_suspect *x = &s->reconcile.suspect[i];

		if (x->due || x->resend)
			at = time_min(at,
				      x->at_us > s->now ? x->at_us : s->now + RBS_RECONCILE_SLICE);
	}
	return at;
}

unsigned
rbs_reconcile_suspects(const struct rbs_session *s, const struct rbs_group *g)
{
	unsigned count = 0;

	for (unsigned i = 0; i < s->reconcile.suspects_count; i++)
		count += s->reconcile.suspect[i].backup_id == g->local.backup_id;
	return count;
}
