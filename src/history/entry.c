/* history/entry.c -- see history/entry.h. All numbers are big-endian.
 *
 *	0   2	bytes of the entry, these included
 *	2   1	event
 *	3   1	bit 0: learned from the peer; others 0
 *	4   4	address
 *	8   8	when, milliseconds since 1970
 *	16  8	until when; 0: nothing; all ones: for ever
 *	24  1	bytes of the key, k
 *	25  1	type of the hardware address
 *	26  1	bytes of the hardware address, h
 *	27  1	bytes of the side options, s
 *	28  4	0
 *	32  k, h, s
 *
 * history_encode() runs while a client waits for its answer. */
#include "history/entry.h"

#include <string.h>

enum { HEAD_BYTES = 32, LEARNED = 1 };

#define DAY_US (INT64_C(86400) * 1000000)

const char *
history_event_name(enum history_event event)
{
	static const char *const name[HISTORY_EVENTS] = {[HISTORY_NONE] = "none",
							 [HISTORY_GRANTED] = "granted",
							 [HISTORY_RENEWED] = "renewed",
							 [HISTORY_RELEASED] = "released",
							 [HISTORY_EXPIRED] = "expired",
							 [HISTORY_DECLINED] = "declined",
							 [HISTORY_CONFLICTED] = "conflicted",
							 [HISTORY_FREED] = "freed"};

	return name[event];
}

/* ---- what happened ---- */

static bool
is_same_client(const struct lease_record *a, const struct lease_record *b)
{
	return a->hardware_len == b->hardware_len && a->side_len == b->side_len &&
	       memcmp(a->hardware, b->hardware, a->hardware_len) == 0 &&
	       memcmp(a->side, b->side, a->side_len) == 0;
}

static int64_t
day_of(uint64_t when_us, int64_t wall_offset_us)
{
	return ((int64_t)when_us + wall_offset_us) / DAY_US;
}

static enum history_event
leased(const struct lease_record *before, const struct lease_record *after, int64_t wall_offset_us)
{
	if (before->state != LEASE_LEASED || !lease_key_same(&before->key, &after->key))
		return HISTORY_GRANTED;
	if (is_same_client(before, after) &&
	    day_of(before->start_us, wall_offset_us) == day_of(after->start_us, wall_offset_us))
		return HISTORY_NONE;
	return HISTORY_RENEWED;
}

/* What its client gave back, and was kept for it, becomes free in silence. */
static enum history_event
became_free(const struct lease_record *before, uint64_t now)
{
	if (before->state == LEASE_LEASED)
		return before->expiry_us <= now ? HISTORY_EXPIRED : HISTORY_FREED;
	return before->state == LEASE_DECLINED ? HISTORY_FREED : HISTORY_NONE;
}

/* What a client gave back may be believed until it is kept no more, a second at most for rounding;
 * what an operator took from it, until the end that it was told (dhcp_take_back()). What was free
 * is kept for its last client again when that one is found to use it. */
static enum history_event
became_kept(const struct lease_record *before, const struct lease_record *after)
{
	uint64_t believed_us = time_after(after->start_us, after->length_s * TIME_SEC);
	bool taken = after->length_s > 0 && believed_us > time_after(after->expiry_us, TIME_SEC);

	if (before->state == LEASE_RELEASED)
		return HISTORY_NONE;
	if (before->state == LEASE_FREE && lease_key_same(&before->key, &after->key))
		return HISTORY_CONFLICTED;
	return taken ? HISTORY_FREED : HISTORY_RELEASED;
}

enum history_event
history_event_of(const struct lease_record *before, const struct lease_record *after, uint64_t now,
		 int64_t wall_offset_us)
{
	if (before->version == after->version)
		return HISTORY_NONE;
	switch (after->state) {
	case LEASE_LEASED:
		return leased(before, after, wall_offset_us);
	case LEASE_RELEASED:
		return became_kept(before, after);
	case LEASE_DECLINED:
		if (before->state == LEASE_DECLINED)
			return HISTORY_NONE;
		return after->key.len > 0 ? HISTORY_DECLINED : HISTORY_CONFLICTED;
	case LEASE_FREE:
		return became_free(before, now);
	case LEASE_STATES:
		break;
	}
	return HISTORY_NONE;
}

/* ---- bytes ---- */

static uint64_t
wall_ms(uint64_t when_us, int64_t wall_offset_us)
{
	int64_t wall_us = (int64_t)when_us + wall_offset_us;

	return wall_us > 0 ? (uint64_t)wall_us / 1000 : 0;
}

static uint64_t
until_ms(enum history_event event, const struct lease_record *r, int64_t wall_offset_us)
{
	if (event == HISTORY_RELEASED || event == HISTORY_EXPIRED || event == HISTORY_FREED)
		return 0;
	return r->expiry_us == TIME_NEVER ? HISTORY_NEVER_MS
					  : wall_ms(r->expiry_us, wall_offset_us);
}

void
history_encode(struct wr *out, enum history_event event, bool learned,
	       const struct lease_record *after, uint64_t now, int64_t wall_offset_us)
{
	uint64_t at_us = learned && after->start_us != 0 ? time_min(after->start_us, now) : now;

	wr_be16(out,
		(uint16_t)(HEAD_BYTES + after->key.len + after->hardware_len + after->side_len));
	wr_u8(out, (uint8_t)event);
	wr_u8(out, learned ? LEARNED : 0);
	wr_be32(out, after->address.host);
	wr_be64(out, wall_ms(at_us, wall_offset_us));
	wr_be64(out, until_ms(event, after, wall_offset_us));
	wr_u8(out, after->key.len);
	wr_u8(out, after->hardware_type);
	wr_u8(out, after->hardware_len);
	wr_u8(out, after->side_len);
	wr_be32(out, 0);
	wr_bytes(out, after->key.byte, after->key.len);
	wr_bytes(out, after->hardware, after->hardware_len);
	wr_bytes(out, after->side, after->side_len);
}

static void
take(struct rd *in, void *to, size_t len, size_t most)
{
	const uint8_t *p = rd_bytes(in, len);

	if (p && len <= most)
		memcpy(to, p, len);
	else
		in->bad = true;
}

static void
decode_client(struct rd *in, struct lease_record *r)
{
	r->key.len = rd_u8(in);
	r->hardware_type = rd_u8(in);
	r->hardware_len = rd_u8(in);
	r->side_len = rd_u8(in);
	(void)rd_be32(in);
	take(in, r->key.byte, r->key.len, sizeof r->key.byte);
	take(in, r->hardware, r->hardware_len, sizeof r->hardware);
	take(in, r->side, r->side_len, sizeof r->side);
}

bool
history_decode(struct rd *in, struct history_entry *ret)
{
	struct history_entry e = {0};
	uint16_t len = rd_be16(in);
	struct rd body = rd_sub(in, len > 2 ? len - 2u : SIZE_MAX);
	uint8_t event = rd_u8(&body);

	e.event = (enum history_event)event;
	e.learned = rd_u8(&body) & LEARNED;
	e.client.address.host = rd_be32(&body);
	e.at_ms = rd_be64(&body);
	e.until_ms = rd_be64(&body);
	decode_client(&body, &e.client);
	if (body.bad || body.left > 0 || event == HISTORY_NONE || event >= HISTORY_EVENTS)
		return false;
	*ret = e;
	return true;
}
