/* query/answer.c -- see query/answer.h.
 *
 * Options stand in the order of the table, then what the pool hands out, by code. One that does not
 * fit is left out. Times are what remains (RFC 4388 6.4.2): of T1 and T2 nothing once they are
 * past, or of a lease without an end. An identifier of which only a hash is kept (longer than 39
 * bytes, lease/key.h) is not told. */
#include "query/answer.h"

enum { OP_REPLY = 2, SNAME_AND_FILE = 64 + 128 };

#define MAGIC_COOKIE UINT32_C(0x63825363)

struct message { /* being written */
	struct wr *w;
	size_t begin;
	const struct query_answer *a;
	uint64_t now;
};

static void
put(const struct message *m, uint8_t code, const uint8_t *bytes, size_t len)
{
	if (len == 0 || len > UINT8_MAX || m->w->len - m->begin + 3 + len > QUERY_ANSWER_MAX)
		return;
	wr_u8(m->w, code);
	wr_u8(m->w, (uint8_t)len);
	wr_bytes(m->w, bytes, len);
}

static void
put_number(const struct message *m, uint8_t code, uint32_t number)
{
	uint8_t bytes[4];

	put_be32(bytes, number);
	put(m, code, bytes, sizeof bytes);
}

static void
put_lease(const struct message *m, uint8_t code)
{
	const struct lease_record *r = m->a->lease;
	uint64_t left_s = time_left(r->expiry_us, m->now) / TIME_SEC;

	if (m->a->type != QUERY_ACTIVE)
		return;
	if (r->expiry_us == TIME_NEVER || left_s > UINT32_MAX)
		left_s = UINT32_MAX;
	put_number(m, code, (uint32_t)left_s);
}

/* T1 or T2. */
static void
put_time(const struct message *m, uint8_t code)
{
	const struct lease_record *r = m->a->lease;
	uint32_t after_s = code == DHCP_OPT_T1 ? dhcp_t1_s(m->a->pool, r->length_s)
					       : dhcp_t2_s(m->a->pool, r->length_s);
	uint64_t left_s = time_left(time_after(r->start_us, after_s * TIME_SEC), m->now) / TIME_SEC;

	if (m->a->type == QUERY_ACTIVE && r->length_s != LEASE_UNLIMITED_S && left_s > 0)
		put_number(m, code, (uint32_t)left_s);
}

static void
put_identifier(const struct message *m, uint8_t code)
{
	const struct lease_key *key = &m->a->lease->key;

	if (key->len > 1 && key->byte[0] == LEASE_KEY_IDENTIFIER)
		put(m, code, key->byte + 1, key->len - 1u);
}

/* An option of the client's last message, as it came. */
static void
put_side(const struct message *m, uint8_t code)
{
	size_t len = 0;
	const uint8_t *bytes = lease_side_find(m->a->lease, code, &len);

	if (bytes)
		put(m, code, bytes, len);
}

/* Of a message on a stream: the moment it was written, */
static void
put_base(const struct message *m, uint8_t code)
{
	int64_t wall_s = ((int64_t)m->now + m->a->wall_offset_us) / (int64_t)TIME_SEC;

	if (m->a->stream)
		put_number(m, code, (uint32_t)wall_s);
}

/* how long before that the state began, */
static void
put_began(const struct message *m, uint8_t code)
{
	if (m->a->stream)
		put_number(m, code,
			   (uint32_t)(time_left(m->now, m->a->lease->start_us) / TIME_SEC));
}

/* and which it is. */
static void
put_state(const struct message *m, uint8_t code)
{
	static const uint8_t state[LEASE_STATES] = {
	    [LEASE_FREE] = QUERY_STATE_AVAILABLE,
	    [LEASE_LEASED] = QUERY_STATE_ACTIVE,
	    [LEASE_DECLINED] = QUERY_STATE_ABANDONED,
	    [LEASE_RELEASED] = QUERY_STATE_RELEASED,
	};
	const struct lease_record *r = m->a->lease;
	uint8_t value = state[r->state];

	if (value == QUERY_STATE_ACTIVE && m->a->type != QUERY_ACTIVE)
		value = QUERY_STATE_EXPIRED;
	if (m->a->stream)
		put(m, code, &value, 1);
}

static void
put_last(const struct message *m, uint8_t code)
{
	put_number(m, code, (uint32_t)(time_left(m->now, m->a->lease->start_us) / TIME_SEC));
}

static void
put_associated(const struct message *m, uint8_t code)
{
	uint8_t bytes[UINT8_MAX];
	size_t len = 0;

	if (m->a->associated_count < 2 || m->a->stream)
		return;
	for (unsigned i = 0; i < m->a->associated_count && len + 4 <= sizeof bytes; i++) {
		put_be32(bytes + len, m->a->associated[i].host);
		len += 4;
	}
	put(m, code, bytes, len);
}

static const struct {
	uint8_t code;
	bool unlisted; /* also where no option 55 came */
	void (*put)(const struct message *m, uint8_t code);
} of_lease[] = {
    {DHCP_OPT_LEASE, true, put_lease},
    {DHCP_OPT_T1, true, put_time},
    {DHCP_OPT_T2, true, put_time},
    {DHCP_OPT_HOSTNAME, false, put_side},
    {DHCP_OPT_VENDOR_CLASS, false, put_side},
    {DHCP_OPT_CLIENT_ID, true, put_identifier},
    {QUERY_OPT_LAST_TRANSACTION, true, put_last},
    {QUERY_OPT_ASSOCIATED, false, put_associated},
    {DHCP_OPT_AGENT, true, put_side},
    {QUERY_OPT_BASE_TIME, false, put_base},
    {QUERY_OPT_STATE_BEGAN, false, put_began},
    {QUERY_OPT_STATE, false, put_state},
};

enum { OF_LEASE = sizeof of_lease / sizeof *of_lease };

static bool
is_of_lease(uint8_t code)
{
	for (unsigned i = 0; i < OF_LEASE; i++)
		if (of_lease[i].code == code)
			return true;
	return false;
}

static void
put_items(const struct message *m)
{
	const struct dhcp_items *items = &m->a->pool->items;

	for (unsigned i = 0; i < items->count; i++) {
		const struct dhcp_item *item = &items->item[i];

		if (!item->times && item->size > 2 && !is_of_lease(item->code) &&
		    query_lists(m->a->query, item->code))
			put(m, item->code, items->bytes + item->at + 2, item->size - 2u);
	}
}

static void
put_options(const struct message *m)
{
	const struct query_message *query = m->a->query;

	for (unsigned i = 0; i < OF_LEASE; i++)
		if (query->lists ? query_lists(query, of_lease[i].code) : of_lease[i].unlisted)
			of_lease[i].put(m, of_lease[i].code);
	put_items(m);
}

static void
write_header(struct wr *w, const struct query_answer *a)
{
	const struct query_message *q = a->query;
	const struct lease_record *r = a->lease;

	wr_u8(w, OP_REPLY);
	wr_u8(w, r ? r->hardware_type : q->hardware_type);
	wr_u8(w, r ? r->hardware_len : q->hardware_len);
	wr_u8(w, 0); /* hops */
	wr_be32(w, q->xid);
	wr_be32(w, 0); /* secs, flags */
	wr_be32(w, r ? r->address.host : a->address.host);
	wr_zero(w, 8); /* yiaddr, siaddr */
	wr_be32(w, q->giaddr.host);
	wr_bytes(w, r ? r->hardware : q->hardware, LEASE_HARDWARE_MAX);
	wr_zero(w, SNAME_AND_FILE);
	wr_be32(w, MAGIC_COOKIE);
}

void
query_answer_encode(struct wr *out, const struct query_answer *a, uint64_t now)
{
	struct message m = {out, out->len, a, now};

	write_header(out, a);
	put(&m, DHCP_OPT_TYPE, &a->type, 1);
	if (ip4_set(a->server_id))
		put_number(&m, DHCP_OPT_SERVER_ID, a->server_id.host);
	if (a->lease)
		put_options(&m);
	else if (a->query->by == QUERY_BY_IDENTIFIER && !a->stream)
		put(&m, DHCP_OPT_CLIENT_ID, a->query->name, a->query->name_len);
	wr_u8(out, DHCP_OPT_END);
	if (!a->stream && out->len - m.begin < DHCP_BOOTP_MIN)
		wr_zero(out, DHCP_BOOTP_MIN - (out->len - m.begin));
}

void
query_note_encode(struct wr *out, uint8_t type, const struct query_message *query,
		  struct ip4 server_id, enum query_status status)
{
	const struct query_message nothing = {.xid = query->xid};
	struct query_answer a = {.type = type, .query = &nothing, .stream = true};
	struct message m = {out, out->len, &a, 0};
	uint8_t code = (uint8_t)status;

	write_header(out, &a);
	put(&m, DHCP_OPT_TYPE, &type, 1);
	if (ip4_set(server_id))
		put_number(&m, DHCP_OPT_SERVER_ID, server_id.host);
	if (status != QUERY_SUCCESS)
		put(&m, QUERY_OPT_STATUS, &code, 1);
	wr_u8(out, DHCP_OPT_END);
}
