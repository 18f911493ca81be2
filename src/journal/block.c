/* journal/block.c -- the byte tables of the journal (docs/journal.md).
 *
 * All numbers big-endian. A block:
 *
 *	 0  4  "TWLJ"
 *	 4  2  format, 1
 *	 6  2  0
 *	 8  8  checksum: XXH3 (seed: the format) of everything from byte 16 to the block's end
 *	16  4  length of the block, padding included; a multiple of 8
 *	20  4  bytes of entries
 *	24  8  journal identity
 *	32  8  number of the block in its file, from 1
 *	40  8  synced: highest block number of this file known to be durable
 *	48  8  boot of the machine in which it was made
 *	56  8  when, by the clock of that boot, us
 *	64  8  wall clock minus that clock, us, signed
 *	72     entries, then zeros up to the length
 *
 * An entry: its code (enum journal_kind plus one, so that zeros are none), the length of its body
 * in two bytes, the body. Nothing may follow a field that the table does not name.
 *
 *	 1 FILE      41  1: a snapshot; segment 8, journal 8, device 8, previous 8, length 8
 *	 2 START      8  incarnation
 *	 3 RECORD     n  lease/record.c, disk form; times count from the block's moment
 *	 4 SENT      12  address 4, version 8
 *	 5 SENT_ALL   0
 *	 6 ACKED     12  address 4, version 8
 *	 7 CLOCK      8  ceiling
 *	 8 HOME    1+ n  even (1 or 2), then the name of the service
 *	 9 PAIR    9+ n  1 down, 2 complete, 4 forfeited, 8 fresh, 16 unmet, 32 a second moment,
 *	           64 alien; since 8, us; with 32: forfeited since 8, else that is `since`; the
 *	           profile's name
 *	10 END        8  RECORD entries before it
 *	11 REPAIRED   0
 *	12 PEER    8+ n  our address 4, the peer's 4, then the name of the service
 *	13 ALIEN     17  1: no batch since, 0; device 8, journal 8: exclusive or those of FILE
 *	14 KEPT      46  the flags of PAIR but for 32; even (0, 1 or 2) 1; low 4, high 4, the peer's
 *	           address 4, its device 8; MCLT 8, since 8, forfeited since 8, us
 *
 * The eight bytes before the checksum are compared, the rest is under it: no flipped bit passes.
 * A format of the future has another seed, so that a flip in the format's own bytes is told from
 * another format. */
#include "journal/block.h"

#include <assert.h>

#include "base/hash.h"

enum {
	PREFIX = 8,
	SUMMED = 16, /* the checksum is of everything from here */
	AT_CHECKSUM = 8,
	AT_LENGTH = 16,
	AT_USED = 20,
	ENTRY_HEAD = 3,
	FLAG_DOWN = 1,
	FLAG_COMPLETE = 2,
	FLAG_FORFEITED = 4,
	FLAG_FRESH = 8,
	FLAG_UNMET = 16,
	FLAG_SECOND = 32,
	FLAG_ALIEN = 64,
	FLAGS_KEPT =
	    FLAG_DOWN | FLAG_COMPLETE | FLAG_FORFEITED | FLAG_FRESH | FLAG_UNMET | FLAG_ALIEN
};

static const uint8_t prefix[PREFIX] = {'T', 'W', 'L', 'J', 0, JOURNAL_FORMAT, 0, 0};

/* ---- writing ---- */

void
journal_begin(struct journal_writer *j, uint8_t *bytes, const struct journal_stamp *stamp,
	      uint64_t journal, uint64_t number, uint64_t synced)
{
	assert(number > 0 && synced < number);
	j->w = wr_of(bytes, JOURNAL_BLOCK_MAX);
	j->stamp = *stamp;
	wr_bytes(&j->w, prefix, PREFIX);
	wr_zero(&j->w, AT_USED + 4 - PREFIX);
	wr_be64(&j->w, journal);
	wr_be64(&j->w, number);
	wr_be64(&j->w, synced);
	wr_be64(&j->w, stamp->boot);
	wr_be64(&j->w, stamp->now_us);
	wr_be64(&j->w, (uint64_t)stamp->wall_offset_us);
	assert(j->w.len == JOURNAL_HEADER);
}

/* Where the entry begins; its length is known at the end. */
static size_t
begin_entry(struct wr *w, enum journal_kind kind)
{
	size_t begin = w->len;

	wr_u8(w, (uint8_t)(kind + 1));
	wr_be16(w, 0);
	return begin;
}

static bool
end_entry(struct wr *w, size_t begin)
{
	if (w->bad) { /* the block is full and stays as it was */
		w->len = begin;
		w->bad = false;
		return false;
	}
	wr_patch16(w, begin + 1, (uint16_t)(w->len - begin - ENTRY_HEAD));
	return true;
}

bool
journal_put_record(struct journal_writer *j, const struct lease_record *r)
{
	size_t begin = begin_entry(&j->w, JOURNAL_RECORD);

	lease_record_encode(&j->w, r, LEASE_FORM_DISK, j->stamp.now_us);
	return end_entry(&j->w, begin);
}

bool
journal_put_mark(struct journal_writer *j, enum journal_kind kind, struct ip4 address,
		 uint64_t version)
{
	size_t begin = begin_entry(&j->w, kind);

	assert(kind == JOURNAL_SENT || kind == JOURNAL_ACKED);
	wr_be32(&j->w, address.host);
	wr_be64(&j->w, version);
	return end_entry(&j->w, begin);
}

static void
write_file(struct wr *w, const struct journal_entry *e)
{
	wr_u8(w, e->u.file.snapshot);
	wr_be64(w, e->u.file.segment);
	wr_be64(w, e->u.file.journal);
	wr_be64(w, e->u.file.device);
	wr_be64(w, e->u.file.previous);
	wr_be64(w, e->u.file.length);
}

static void
write_name(struct wr *w, const char *name)
{
	size_t len = strlen(name);

	assert(len >= 1 && len <= JOURNAL_NAME_MAX);
	wr_bytes(w, name, len);
}

static uint8_t
flag(bool set, uint8_t bit)
{
	return set ? bit : 0;
}

static void
write_pair(struct wr *w, const struct journal_entry *e)
{
	wr_u8(w, flag(e->u.pair.down, FLAG_DOWN) | flag(e->u.pair.complete, FLAG_COMPLETE) |
		     flag(e->u.pair.forfeited, FLAG_FORFEITED | FLAG_SECOND) |
		     flag(e->u.pair.fresh, FLAG_FRESH) | flag(e->u.pair.unmet, FLAG_UNMET) |
		     flag(e->u.pair.alien, FLAG_ALIEN));
	wr_be64(w, e->u.pair.since_us);
	if (e->u.pair.forfeited)
		wr_be64(w, e->u.pair.forfeited_us);
	write_name(w, e->u.pair.profile);
}

static void
write_peer(struct wr *w, const struct journal_entry *e)
{
	wr_be32(w, e->u.peer.source.host);
	wr_be32(w, e->u.peer.peer.host);
	write_name(w, e->u.peer.service);
}

static void
write_alien(struct wr *w, const struct journal_entry *e)
{
	wr_u8(w, e->u.alien.pending);
	wr_be64(w, e->u.alien.device);
	wr_be64(w, e->u.alien.journal);
}

static void
write_kept(struct wr *w, const struct journal_kept *k)
{
	wr_u8(w, flag(k->down, FLAG_DOWN) | flag(k->complete, FLAG_COMPLETE) |
		     flag(k->forfeited, FLAG_FORFEITED) | flag(k->fresh, FLAG_FRESH) |
		     flag(k->unmet, FLAG_UNMET) | flag(k->alien, FLAG_ALIEN));
	wr_u8(w, k->even);
	wr_be32(w, k->low.host);
	wr_be32(w, k->high.host);
	wr_be32(w, k->peer.host);
	wr_be64(w, k->device);
	wr_be64(w, k->mclt_us);
	wr_be64(w, k->since_us);
	wr_be64(w, k->forfeited_us);
}

bool
journal_put(struct journal_writer *j, const struct journal_entry *e)
{
	struct wr *w = &j->w;
	size_t begin = w->len;

	if (e->kind == JOURNAL_RECORD)
		return journal_put_record(j, &e->u.record);
	if (e->kind == JOURNAL_SENT || e->kind == JOURNAL_ACKED)
		return journal_put_mark(j, e->kind, e->u.mark.address, e->u.mark.version);
	begin_entry(w, e->kind);
	switch (e->kind) {
	case JOURNAL_FILE:
		write_file(w, e);
		break;
	case JOURNAL_START:
		wr_be64(w, e->u.incarnation);
		break;
	case JOURNAL_CLOCK:
		wr_be64(w, e->u.ceiling);
		break;
	case JOURNAL_HOME:
		wr_u8(w, e->u.home.even);
		write_name(w, e->u.home.service);
		break;
	case JOURNAL_PAIR:
		write_pair(w, e);
		break;
	case JOURNAL_END:
		wr_be64(w, e->u.count);
		break;
	case JOURNAL_PEER:
		write_peer(w, e);
		break;
	case JOURNAL_ALIEN:
		write_alien(w, e);
		break;
	case JOURNAL_KEPT:
		write_kept(w, &e->u.kept);
		break;
	case JOURNAL_RECORD:
	case JOURNAL_SENT:
	case JOURNAL_SENT_ALL:
	case JOURNAL_ACKED:
	case JOURNAL_REPAIRED:
	case JOURNAL_KINDS:
		break;
	}
	return end_entry(w, begin);
}

size_t
journal_end(struct journal_writer *j)
{
	struct wr *w = &j->w, checksum = wr_of(w->p + AT_CHECKSUM, 8);
	size_t used = w->len - JOURNAL_HEADER;

	wr_zero(w, -w->len % 8);
	assert(!w->bad && w->len % 8 == 0);
	wr_patch32(w, AT_LENGTH, (uint32_t)w->len);
	wr_patch32(w, AT_USED, (uint32_t)used);
	wr_be64(&checksum, hash_bytes(w->p + SUMMED, w->len - SUMMED, JOURNAL_FORMAT));
	return w->len;
}

/* ---- reading ---- */

/* Everything but the prefix: the length is possible and the checksum right. */
static bool
is_whole(const uint8_t *bytes, size_t len)
{
	struct rd r = rd_of(bytes + AT_CHECKSUM, len < JOURNAL_HEADER ? 0 : 16);
	uint64_t checksum = rd_be64(&r);
	size_t whole = rd_be32(&r), used = rd_be32(&r);

	return !r.bad && whole >= JOURNAL_HEADER && whole <= JOURNAL_BLOCK_MAX && whole <= len &&
	       whole % 8 == 0 && used <= whole - JOURNAL_HEADER &&
	       whole - JOURNAL_HEADER - used < 8 &&
	       hash_bytes(bytes + SUMMED, whole - SUMMED, JOURNAL_FORMAT) == checksum;
}

static bool
is_zero(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

/* Why there is no whole block here. */
static enum journal_read
what_stands(const uint8_t *bytes, size_t len)
{
	if (is_zero(bytes, len < JOURNAL_HEADER ? len : JOURNAL_HEADER))
		return JOURNAL_NOTHING;
	if (memcmp(bytes, prefix, len < PREFIX ? len : PREFIX) == 0 || is_whole(bytes, len))
		return JOURNAL_BROKEN;
	return len >= PREFIX && memcmp(bytes, prefix, 4) == 0 ? JOURNAL_OTHER_FORMAT
							      : JOURNAL_FOREIGN;
}

enum journal_read
journal_read_block(const uint8_t *bytes, size_t len, struct journal_block *ret)
{
	struct journal_block b = {0};
	struct rd r;
	size_t used;

	if (len < JOURNAL_HEADER || memcmp(bytes, prefix, PREFIX) != 0 || !is_whole(bytes, len))
		return what_stands(bytes, len);
	r = rd_of(bytes + AT_LENGTH, len - AT_LENGTH);
	b.len = rd_be32(&r);
	used = rd_be32(&r);
	b.journal = rd_be64(&r);
	b.number = rd_be64(&r);
	b.synced = rd_be64(&r);
	b.stamp.boot = rd_be64(&r);
	b.stamp.now_us = rd_be64(&r);
	b.stamp.wall_offset_us = (int64_t)rd_be64(&r);
	b.entries = rd_of(bytes + JOURNAL_HEADER, used);
	*ret = b;
	return JOURNAL_OK;
}

size_t
journal_find_block(const uint8_t *bytes, size_t len, size_t from, struct journal_block *ret)
{
	for (size_t at = from; at < len && len - at >= JOURNAL_HEADER; at += 8) {
		if (memcmp(bytes + at, prefix, PREFIX) == 0 &&
		    journal_read_block(bytes + at, len - at, ret) == JOURNAL_OK)
			return at;
	}
	return len;
}

/* The rest of the body is a name. */
static void
read_name(struct rd *r, char name[JOURNAL_NAME_MAX + 1])
{
	size_t len = r->left;
	const uint8_t *p;

	if (len == 0 || len > JOURNAL_NAME_MAX)
		r->bad = true;
	p = rd_bytes(r, len);
	if (!p)
		return;
	memcpy(name, p, len);
	name[len] = '\0';
	if (memchr(name, '\0', len) != NULL)
		r->bad = true;
}

static void
read_file(struct rd *r, struct journal_entry *e)
{
	uint8_t snapshot = rd_u8(r);

	e->u.file.snapshot = snapshot == 1;
	e->u.file.segment = rd_be64(r);
	e->u.file.journal = rd_be64(r);
	e->u.file.device = rd_be64(r);
	e->u.file.previous = rd_be64(r);
	e->u.file.length = rd_be64(r);
	if (snapshot > 1 || e->u.file.segment == 0 || e->u.file.journal == 0 ||
	    e->u.file.device == 0)
		r->bad = true;
}

static void
read_home(struct rd *r, struct journal_entry *e)
{
	e->u.home.even = rd_u8(r);
	read_name(r, e->u.home.service);
	if (e->u.home.even != 1 && e->u.home.even != 2)
		r->bad = true;
}

static void
read_pair(struct rd *r, struct journal_entry *e)
{
	uint8_t flags = rd_u8(r);

	e->u.pair.down = (flags & FLAG_DOWN) != 0;
	e->u.pair.complete = (flags & FLAG_COMPLETE) != 0;
	e->u.pair.forfeited = (flags & FLAG_FORFEITED) != 0;
	e->u.pair.fresh = (flags & FLAG_FRESH) != 0;
	e->u.pair.unmet = (flags & FLAG_UNMET) != 0;
	e->u.pair.alien = (flags & FLAG_ALIEN) != 0;
	e->u.pair.since_us = rd_be64(r);
	e->u.pair.forfeited_us = flags & FLAG_SECOND ? rd_be64(r) : 0;
	if (e->u.pair.forfeited && !(flags & FLAG_SECOND)) /* of an earlier version */
		e->u.pair.forfeited_us = e->u.pair.since_us;
	read_name(r, e->u.pair.profile);
	if (flags > (FLAG_DOWN | FLAG_COMPLETE | FLAG_FORFEITED | FLAG_FRESH | FLAG_UNMET |
		     FLAG_SECOND | FLAG_ALIEN))
		r->bad = true;
}

static void
read_peer(struct rd *r, struct journal_entry *e)
{
	e->u.peer.source.host = rd_be32(r);
	e->u.peer.peer.host = rd_be32(r);
	read_name(r, e->u.peer.service);
}

static void
read_alien(struct rd *r, struct journal_entry *e)
{
	uint8_t pending = rd_u8(r);

	e->u.alien.pending = pending == 1;
	e->u.alien.device = rd_be64(r);
	e->u.alien.journal = rd_be64(r);
	r->bad |= pending > 1;
}

static void
read_kept(struct rd *r, struct journal_kept *k)
{
	uint8_t flags = rd_u8(r);

	k->down = (flags & FLAG_DOWN) != 0;
	k->complete = (flags & FLAG_COMPLETE) != 0;
	k->forfeited = (flags & FLAG_FORFEITED) != 0;
	k->fresh = (flags & FLAG_FRESH) != 0;
	k->unmet = (flags & FLAG_UNMET) != 0;
	k->alien = (flags & FLAG_ALIEN) != 0;
	k->even = rd_u8(r);
	k->low.host = rd_be32(r);
	k->high.host = rd_be32(r);
	k->peer.host = rd_be32(r);
	k->device = rd_be64(r);
	k->mclt_us = rd_be64(r);
	k->since_us = rd_be64(r);
	k->forfeited_us = rd_be64(r);
	r->bad |= (flags & ~FLAGS_KEPT) != 0 || k->even > 2 || k->low.host > k->high.host;
}

static void
read_body(struct rd *r, uint64_t now, struct journal_entry *e)
{
	switch (e->kind) {
	case JOURNAL_FILE:
		read_file(r, e);
		break;
	case JOURNAL_START:
		e->u.incarnation = rd_be64(r);
		break;
	case JOURNAL_RECORD:
		if (lease_record_decode(r, now, &e->u.record) != LEASE_DECODED)
			r->bad = true;
		break;
	case JOURNAL_SENT:
	case JOURNAL_ACKED:
		e->u.mark.address.host = rd_be32(r);
		e->u.mark.version = rd_be64(r);
		r->bad |= e->u.mark.version > LEASE_VERSION_MAX;
		break;
	case JOURNAL_CLOCK:
		e->u.ceiling = rd_be64(r);
		r->bad |= e->u.ceiling > LEASE_VERSION_MAX;
		break;
	case JOURNAL_HOME:
		read_home(r, e);
		break;
	case JOURNAL_PAIR:
		read_pair(r, e);
		break;
	case JOURNAL_END:
		e->u.count = rd_be64(r);
		break;
	case JOURNAL_PEER:
		read_peer(r, e);
		break;
	case JOURNAL_ALIEN:
		read_alien(r, e);
		break;
	case JOURNAL_KEPT:
		read_kept(r, &e->u.kept);
		break;
	case JOURNAL_SENT_ALL:
	case JOURNAL_REPAIRED:
		break;
	case JOURNAL_KINDS:
		r->bad = true;
		break;
	}
}

bool
journal_next(struct journal_block *b, struct journal_entry *ret, bool *ret_bad)
{
	uint8_t code;
	struct rd body;

	if (b->entries.left == 0)
		return false;
	code = rd_u8(&b->entries);
	body = rd_sub(&b->entries, rd_be16(&b->entries));
	if (code == 0 || code > JOURNAL_KINDS)
		body.bad = true;
	if (!body.bad) {
		ret->kind = (enum journal_kind)(code - 1);
		read_body(&body, b->stamp.now_us, ret);
	}
	if (body.bad || body.left != 0) {
		*ret_bad = true;
		return false;
	}
	return true;
}
