/* lease/record.c -- the bytes of a binding record, on the wire and on disk (docs/protocol.md "A
 * record").
 *
 * All numbers big-endian. Times are what remains in milliseconds, rounded up, at the moment of
 * writing; all ones means for ever.
 *
 *	 0  2  length of the record, these two bytes included
 *	 2  1  format, 1
 *	 3  1  state: 0 free, 1 leased, 2 declined, 3 released
 *	 4  4  address
 *	 8  8  version, not 0, at most 2^63
 *	16  8  how long the state has held, ms
 *	24  8  until expiry, ms
 *	32  8  until promised_until, ms; 0 none
 *	40  4  lease length as told to the client, s; all ones: for ever
 *	44  1  hardware type
 *	45  1  h, length of the hardware address, 0..16
 *	46  h  hardware address
 *	    1  k, length of the client key, 0..40; not 0 when leased
 *	    k  client key: kind (1 identifier, 2 hardware, 3 long identifier), bytes
 *	    1  s, length of the remembered options, 0..160
 *	    s  remembered options: code, length, bytes each
 *	then, up to the length, optional fields: code, length, bytes. A reader skips what it does
 *	not know.
 *	  1  25  what the peer acknowledged: version 8, state 1, until expiry 8; newest sent 8
 *	  2   8  until the earliest the expiry can be, ms; without it the expiry is exact
 *	  3   8  promised_to. Without it, as devices wrote it that did not know this field: promised
 *		 to `key` when it is leased and ends no earlier, else to nobody knows whom
 *	  4   8  until promised_others, ms; without it nobody else was promised anything
 *	  5   0  beside field 2: the lease ends after whatever others were promised
 */
#include "lease/record.h"

#include <assert.h>

#include "base/hash.h"

enum {
	FORMAT = 1,
	FIELD_ACKED = 1,
	FIELD_ACKED_LEN = 25,
	FIELD_SURELY = 2,
	FIELD_SURELY_LEN = 8,
	FIELD_PROMISED_TO = 3,
	FIELD_PROMISED_TO_LEN = 8,
	FIELD_PROMISED_OTHERS = 4,
	FIELD_PROMISED_OTHERS_LEN = 8,
	FIELD_LAST = 5,
	OWNER_SEED = 3,
	LONG_KEPT = LEASE_KEY_MAX - 1 - 16
};

#define MS_NEVER UINT64_MAX

struct lease_key
lease_key_of_identifier(const uint8_t *identifier, size_t len)
{
	struct lease_key key = {0};
	struct wr w = wr_of(key.byte, sizeof key.byte);

	assert(len >= 1 && len <= LEASE_IDENTIFIER_MAX);
	if (len < LEASE_KEY_MAX) {
		wr_u8(&w, LEASE_KEY_IDENTIFIER);
		wr_bytes(&w, identifier, len);
	} else {
		wr_u8(&w, LEASE_KEY_LONG_IDENTIFIER);
		wr_bytes(&w, identifier, LONG_KEPT);
		wr_be64(&w, hash_bytes(identifier, len, 1));
		wr_be64(&w, hash_bytes(identifier, len, 2));
	}
	key.len = (uint8_t)w.len;
	return key;
}

struct lease_key
lease_key_of_hardware(uint8_t type, const uint8_t *address, size_t len)
{
	struct lease_key key = {0};
	struct wr w = wr_of(key.byte, sizeof key.byte);

	assert(len <= LEASE_HARDWARE_MAX);
	wr_u8(&w, LEASE_KEY_HARDWARE);
	wr_u8(&w, type);
	wr_bytes(&w, address, len);
	key.len = (uint8_t)w.len;
	return key;
}

uint64_t
lease_key_hash(const struct lease_key *key, uint64_t seed)
{
	return hash_bytes(key->byte, key->len, seed);
}

static uint64_t
later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* ---- promises made alone ---- */

uint64_t
lease_owner(const struct lease_key *key)
{
	uint64_t hash = lease_key_hash(key, OWNER_SEED);

	return hash != 0 ? hash : 1;
}

void
lease_promise(struct lease_record *r, uint64_t until_us, uint64_t to)
{
	bool same = r->promised_to == to, goes_before;

	if (until_us == 0)
		return;
	if (r->last && to != lease_owner(&r->key))
		r->last = false;
	goes_before = until_us > r->promised_until_us ||
		      (until_us == r->promised_until_us && to > r->promised_to);
	if (!same)
		r->promised_others_us =
		    later(r->promised_others_us, goes_before ? r->promised_until_us : until_us);
	if (!goes_before)
		return;
	r->promised_until_us = until_us;
	r->promised_to = to;
}

bool
lease_is_last(const struct lease_record *r)
{
	uint64_t others_us = lease_promised_elsewhere(r, &r->key, 0);

	if (r->state != LEASE_LEASED)
		return false;
	return r->surely_us != 0 ? r->last
				 : time_after(others_us, LEASE_DRIFT_DEFAULT_US) <= r->expiry_us;
}

void
lease_promise_join(struct lease_record *r, const struct lease_record *from)
{
	lease_promise(r, from->promised_until_us, from->promised_to);
	r->promised_others_us = later(r->promised_others_us, from->promised_others_us);
}

void
lease_promise_settle(struct lease_record *r, uint64_t now)
{
	if (r->promised_others_us <= now)
		r->promised_others_us = 0;
	if (r->promised_until_us > now)
		return;
	r->promised_until_us = 0;
	r->promised_to = 0;
}

bool
lease_is_promised(const struct lease_record *r, const struct lease_key *key, uint64_t now)
{
	return r->promised_until_us > now && r->promised_to == lease_owner(key);
}

uint64_t
lease_promised_elsewhere(const struct lease_record *r, const struct lease_key *key, uint64_t now)
{
	uint64_t until_us =
	    lease_is_promised(r, key, now) ? r->promised_others_us : r->promised_until_us;

	return until_us > now ? until_us : 0;
}

/* What a record says that does not name whom it is promised to: a lease is never shorter than what
 * its own client was promised, unless a merge of two devices that forgot whose made it so. */
static uint64_t
owner_unnamed(enum lease_state state, const struct lease_key *key, uint64_t promised_ms,
	      uint64_t expiry_ms)
{
	if (promised_ms == 0 || state != LEASE_LEASED || promised_ms > expiry_ms)
		return 0;
	return lease_owner(key);
}

/* ---- bytes ---- */

static uint64_t
remaining_ms(uint64_t when_us, uint64_t now)
{
	uint64_t left = time_left(when_us, now);

	if (when_us == TIME_NEVER)
		return MS_NEVER;
	return left / 1000 + (left % 1000 != 0);
}

static uint64_t
when_of(uint64_t ms, uint64_t now)
{
	return ms > TIME_NEVER / 1000 ? TIME_NEVER : time_after(now, ms * 1000);
}

static void
encode_acked(struct wr *out, const struct lease_record *r, uint64_t now)
{
	wr_u8(out, FIELD_ACKED);
	wr_u8(out, FIELD_ACKED_LEN);
	wr_be64(out, r->acked.version);
	wr_u8(out, (uint8_t)r->acked.state);
	wr_be64(out, remaining_ms(r->acked.expiry_us, now));
	wr_be64(out, r->sent);
}

static void
encode_surely(struct wr *out, const struct lease_record *r, uint64_t now)
{
	wr_u8(out, FIELD_SURELY);
	wr_u8(out, FIELD_SURELY_LEN);
	wr_be64(out, remaining_ms(r->surely_us, now));
}

static void
encode_promised_to(struct wr *out, const struct lease_record *r, uint64_t now)
{
	uint64_t promised_ms = remaining_ms(r->promised_until_us, now);

	if (promised_ms == 0 || r->promised_to == owner_unnamed(r->state, &r->key, promised_ms,
								remaining_ms(r->expiry_us, now)))
		return;
	wr_u8(out, FIELD_PROMISED_TO);
	wr_u8(out, FIELD_PROMISED_TO_LEN);
	wr_be64(out, r->promised_to);
}

static void
encode_promised_others(struct wr *out, const struct lease_record *r, uint64_t now)
{
	if (r->promised_others_us <= now)
		return;
	wr_u8(out, FIELD_PROMISED_OTHERS);
	wr_u8(out, FIELD_PROMISED_OTHERS_LEN);
	wr_be64(out, remaining_ms(r->promised_others_us, now));
}

static void
encode_last(struct wr *out, const struct lease_record *r)
{
	if (r->surely_us == 0 || !r->last)
		return;
	wr_u8(out, FIELD_LAST);
	wr_u8(out, 0);
}

void
lease_record_encode(struct wr *out, const struct lease_record *r, enum lease_form form,
		    uint64_t now)
{
	size_t begin = out->len;

	wr_be16(out, 0);
	wr_u8(out, FORMAT);
	wr_u8(out, (uint8_t)r->state);
	wr_be32(out, r->address.host);
	wr_be64(out, r->version);
	wr_be64(out, time_left(now, r->start_us) / 1000);
	wr_be64(out, remaining_ms(r->expiry_us, now));
	wr_be64(out, remaining_ms(r->promised_until_us, now));
	wr_be32(out, r->length_s);
	wr_u8(out, r->hardware_type);
	wr_u8(out, r->hardware_len);
	wr_bytes(out, r->hardware, r->hardware_len);
	wr_u8(out, r->key.len);
	wr_bytes(out, r->key.byte, r->key.len);
	wr_u8(out, r->side_len);
	wr_bytes(out, r->side, r->side_len);
	if (form == LEASE_FORM_DISK && (r->acked.version != 0 || r->sent != 0))
		encode_acked(out, r, now);
	if (r->surely_us != 0)
		encode_surely(out, r, now);
	encode_promised_to(out, r, now);
	encode_promised_others(out, r, now);
	encode_last(out, r);
	wr_patch16(out, begin, (uint16_t)(out->len - begin));
}

/* A list of code, length, bytes that fills exactly len bytes. */
static bool
is_option_list(const uint8_t *bytes, size_t len)
{
	struct rd r = rd_of(bytes, len);

	while (r.left > 0 && !r.bad) {
		rd_u8(&r);
		rd_bytes(&r, rd_u8(&r));
	}
	return !r.bad;
}

static bool
is_key(const struct lease_key *key)
{
	return key->len == 0 || (key->len >= 2 && key->byte[0] >= LEASE_KEY_IDENTIFIER &&
				 key->byte[0] <= LEASE_KEY_LONG_IDENTIFIER);
}

/* A length byte and as many bytes; more than cap turns the cursor bad. */
static void
decode_counted(struct rd *in, uint8_t *bytes, size_t cap, uint8_t *len)
{
	uint8_t n = rd_u8(in);
	const uint8_t *p;

	if (n > cap)
		in->bad = true;
	p = rd_bytes(in, n);
	if (!p || n == 0)
		return;
	memcpy(bytes, p, n);
	*len = n;
}

static void
decode_fixed(struct rd *in, uint64_t now, struct lease_record *r)
{
	uint64_t age_ms;

	r->address.host = rd_be32(in);
	r->version = rd_be64(in);
	age_ms = rd_be64(in);
	r->start_us = age_ms > now / 1000 ? 0 : now - age_ms * 1000;
	r->expiry_us = when_of(rd_be64(in), now);
	r->promised_until_us = rd_be64(in);
	if (r->promised_until_us != 0)
		r->promised_until_us = when_of(r->promised_until_us, now);
	r->length_s = rd_be32(in);
	r->hardware_type = rd_u8(in);
}

static void
decode_acked(struct rd field, uint64_t now, struct lease_record *r)
{
	uint8_t state;

	r->acked.version = rd_be64(&field);
	state = rd_u8(&field);
	r->acked.state = state < LEASE_STATES ? (enum lease_state)state : LEASE_LEASED;
	r->acked.expiry_us = when_of(rd_be64(&field), now);
	r->sent = rd_be64(&field);
}

/* 0 would mean that the expiry is exact. */
static void
decode_surely(struct rd field, uint64_t now, struct lease_record *r)
{
	uint64_t at_us = when_of(rd_be64(&field), now);

	r->surely_us = at_us > 0 ? at_us : 1;
}

/* What stands in the fixed part, for a record that has no field for it. */
static void
decode_unnamed(struct lease_record *r, enum lease_state state, uint64_t now)
{
	r->promised_to = owner_unnamed(state, &r->key, remaining_ms(r->promised_until_us, now),
				       remaining_ms(r->expiry_us, now));
}

/* No promise is later than the one that is named. */
static void
decode_others(struct rd field, uint64_t now, struct lease_record *r)
{
	r->promised_others_us = time_min(when_of(rd_be64(&field), now), r->promised_until_us);
}

static void
decode_optional(struct rd *in, uint64_t now, struct lease_record *r)
{
	while (in->left > 0 && !in->bad) {
		uint8_t code = rd_u8(in);
		struct rd field = rd_sub(in, rd_u8(in));

		if (code == FIELD_ACKED && field.left >= FIELD_ACKED_LEN)
			decode_acked(field, now, r);
		else if (code == FIELD_SURELY && field.left >= FIELD_SURELY_LEN)
			decode_surely(field, now, r);
		else if (code == FIELD_PROMISED_TO && field.left >= FIELD_PROMISED_TO_LEN &&
			 r->promised_until_us != 0)
			r->promised_to = rd_be64(&field);
		else if (code == FIELD_PROMISED_OTHERS && field.left >= FIELD_PROMISED_OTHERS_LEN)
			decode_others(field, now, r);
		else if (code == FIELD_LAST)
			r->last = true;
	}
	r->last = r->last && r->surely_us != 0;
}

enum lease_decode
lease_record_decode(struct rd *in, uint64_t now, struct lease_record *ret)
{
	struct lease_record r = {0};
	uint16_t len = rd_be16(in);
	struct rd body;
	uint8_t state;

	if (in->bad || len < 4)
		return LEASE_SHORT;
	body = rd_sub(in, len - 2u);
	if (body.bad)
		return LEASE_SHORT;
	if (rd_u8(&body) != FORMAT)
		return LEASE_FORMAT;
	state = rd_u8(&body);
	decode_fixed(&body, now, &r);
	decode_counted(&body, r.hardware, sizeof r.hardware, &r.hardware_len);
	decode_counted(&body, r.key.byte, sizeof r.key.byte, &r.key.len);
	decode_counted(&body, r.side, sizeof r.side, &r.side_len);
	decode_unnamed(&r, (enum lease_state)state, now);
	decode_optional(&body, now, &r);
	if (body.bad || state >= LEASE_STATES || r.version == 0 || r.version > LEASE_VERSION_MAX ||
	    !ip4_set(r.address) || !is_key(&r.key) || (state == LEASE_LEASED && r.key.len == 0) ||
	    !is_option_list(r.side, r.side_len))
		return LEASE_BAD_FIELD;
	r.state = (enum lease_state)state;
	*ret = r;
	return LEASE_DECODED;
}

/* Of one version: a time that is known beats one that a restart made uncertain; of two uncertain
 * ones both may be true; of two that are known the later is waited for. */
static void
join_times(struct lease_record *mine, const struct lease_record *theirs)
{
	if (mine->surely_us == 0) {
		if (theirs->surely_us == 0 &&
		    theirs->expiry_us > time_after(mine->expiry_us, LEASE_APART_US))
			mine->expiry_us = theirs->expiry_us;
		return;
	}
	if (theirs->surely_us == 0) {
		mine->start_us = theirs->start_us;
		mine->expiry_us = theirs->expiry_us;
		mine->surely_us = 0;
		return;
	}
	mine->expiry_us = later(mine->expiry_us, theirs->expiry_us);
	mine->surely_us = time_min(mine->surely_us, theirs->surely_us);
}

/* Whether `last` holds after a merge that r won: of one version where both say so, else where the
 * other one knows of no promise. */
static bool
is_last_of(const struct lease_record *r, const struct lease_record *mine,
	   const struct lease_record *theirs)
{
	const struct lease_record *lost = r->version == mine->version ? theirs : mine;

	if (r->surely_us == 0)
		return false;
	if (mine->version == theirs->version)
		return mine->last && theirs->last;
	return r->last && lost->promised_until_us == 0;
}

struct lease_record
lease_merge(const struct lease_record *mine, const struct lease_record *theirs)
{
	struct lease_record r = theirs->version > mine->version ? *theirs : *mine;
	bool last;

	assert(ip4_same(mine->address, theirs->address));
	if (mine->version == theirs->version)
		join_times(&r, theirs);
	last = is_last_of(&r, mine, theirs);
	lease_promise_join(&r, mine);
	lease_promise_join(&r, theirs);
	r.last = last;
	r.acked = mine->acked;
	r.sent = mine->sent;
	return r;
}

/* ---- two devices that did not know each other's records ---- */

static uint64_t
surely_until(const struct lease_record *r)
{
	return r->surely_us != 0 ? r->surely_us : r->expiry_us;
}

/* By the earliest it can end. */
static bool
lasts(const struct lease_record *r, uint64_t now)
{
	return r->state == LEASE_LEASED && surely_until(r) > now;
}

/* Its client was told without the peer. */
static bool
was_made_alone(const struct lease_record *r, uint64_t now)
{
	return r->acked.version != r->version || r->promised_until_us > now;
}

/* The client of a lease said itself, later, that it does not have it any more. */
static bool
is_given_up(const struct lease_record *mine, const struct lease_record *theirs)
{
	return (theirs->state == LEASE_RELEASED || theirs->state == LEASE_DECLINED) &&
	       lease_key_same(&mine->key, &theirs->key) && theirs->start_us >= mine->start_us;
}

bool
lease_outlives(const struct lease_record *mine, const struct lease_record *theirs, uint64_t now)
{
	if (!lasts(mine, now) || theirs->version <= mine->version)
		return false;
	if (theirs->state == LEASE_LEASED && lease_key_same(&mine->key, &theirs->key))
		return surely_until(theirs) < surely_until(mine);
	return (was_made_alone(mine, now) || theirs->state == LEASE_DECLINED) &&
	       !lasts(theirs, now) && !is_given_up(mine, theirs);
}

bool
lease_may_outlive(const struct lease_record *lost, const struct lease_record *won, uint64_t now)
{
	bool renewed = won->state == LEASE_LEASED && lease_key_same(&lost->key, &won->key) &&
		       won->expiry_us >= lost->expiry_us;

	return lost->state == LEASE_LEASED && lost->expiry_us > now &&
	       won->version > lost->version && !renewed && !is_given_up(lost, won);
}

bool
lease_contradicts(const struct lease_record *mine, const struct lease_record *theirs, uint64_t now)
{
	if (theirs->state != LEASE_FREE || mine->version == 0)
		return false;
	if (mine->promised_until_us > time_after(theirs->promised_until_us, LEASE_APART_US))
		return mine->promised_until_us > now;
	return mine->state == LEASE_LEASED && mine->expiry_us > now &&
	       mine->acked.version != mine->version;
}

bool
lease_forbids(const struct lease_record *mine, const struct lease_record *update, uint64_t now)
{
	bool goes_before = mine->state == LEASE_LEASED && mine->expiry_us > now &&
			   lease_key_same(&mine->key, &update->key);

	return update->state == LEASE_LEASED && !goes_before &&
	       lease_promised_elsewhere(mine, &update->key, now) != 0;
}

bool
lease_side_add(struct lease_record *r, uint8_t code, const uint8_t *bytes, size_t len)
{
	struct wr w = wr_of(r->side + r->side_len, sizeof r->side - r->side_len);

	if (len > UINT8_MAX || len + 2 > w.cap)
		return false;
	wr_u8(&w, code);
	wr_u8(&w, (uint8_t)len);
	wr_bytes(&w, bytes, len);
	r->side_len = (uint8_t)(r->side_len + w.len);
	return true;
}

const uint8_t *
lease_side_find(const struct lease_record *r, uint8_t code, size_t *ret_len)
{
	struct rd in = rd_of(r->side, r->side_len);

	while (in.left > 0) {
		uint8_t c = rd_u8(&in), len = rd_u8(&in);
		const uint8_t *p = rd_bytes(&in, len);

		if (!p)
			return NULL;
		if (c != code)
			continue;
		*ret_len = len;
		return p;
	}
	return NULL;
}
