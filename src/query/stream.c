/* query/stream.c -- see query/stream.h. */
#include "query/stream.h"

#include "lease/walk.h"
#include "query/search.h"

static bool
has_room(const struct wr *out)
{
	return out->cap - out->len >= QUERY_STREAM_ONE;
}

/* ---- messages out ---- */

/* Where the length stands that is filled in when the message is written. */
static size_t
begin(struct wr *out)
{
	wr_be16(out, 0);
	return out->len;
}

static void
end(struct wr *out, size_t begun)
{
	wr_patch16(out, begun - 2, (uint16_t)(out->len - begun));
}

static struct ip4
name_once(struct query_stream *s)
{
	struct ip4 ours = s->named ? (struct ip4){0} : s->ours;

	s->named = true;
	return ours;
}

static void
note(struct query_stream *s, uint8_t type, enum query_status status, struct wr *out)
{
	size_t begun = begin(out);

	query_note_encode(out, type, &s->query, name_once(s), status);
	end(out, begun);
}

/* lease: NULL when the address was never bound. */
static void
tell(struct query_stream *s, const struct query_view *v, struct ip4 address,
     const struct lease_record *lease, struct wr *out)
{
	unsigned pool = lease_pool_of(v->table, address);
	struct query_answer a = {.type = QUERY_UNASSIGNED,
				 .query = &s->query,
				 .lease = lease,
				 .address = address,
				 .stream = true,
				 .wall_offset_us = v->wall_offset_us};
	size_t begun;

	if (pool >= v->server->pools_count || !v->server->pool[pool].terms.serving)
		return;
	a.pool = &v->server->pool[pool];
	if (lease && query_lasts(lease, v->now))
		a.type = QUERY_ACTIVE;
	a.server_id = name_once(s);
	begun = begin(out);
	query_answer_encode(out, &a, v->now);
	end(out, begun);
}

/* ---- what fits ---- */

static bool
is_in_time(const struct query_stream *s, const struct query_view *v, const struct lease_record *r)
{
	const struct query_message *m = &s->query;
	int64_t began_s = ((int64_t)r->start_us + v->wall_offset_us) / (int64_t)TIME_SEC;

	if (m->since && began_s + QUERY_SLACK_S < (int64_t)m->from_s)
		return false;
	return !m->until || began_s <= (int64_t)m->to_s;
}

static bool
is_wanted(const struct query_stream *s, const struct query_view *v, const struct lease_record *r)
{
	const struct query_message *m = &s->query;

	if (m->by == QUERY_BY_IDENTIFIER) {
		struct lease_key key = lease_key_of_identifier(m->name, m->name_len);

		if (!lease_key_same(&key, &r->key))
			return false;
	} else if (m->by != QUERY_BY_NOTHING && !query_search_fits(m, r)) {
		return false;
	}
	return is_in_time(s, v, r);
}

/* ---- slices ---- */

/* Bindings; true: all were looked at. A client's own: of the leases that last. */
static bool
tell_bindings(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	bool all = s->query.by == QUERY_BY_NOTHING;
	const struct lease_record *r;

	for (unsigned looks = 0; looks < QUERY_LOOKS && has_room(out); looks++) {
		r = lease_next(v->table, &s->cursor);
		if (!r)
			return true;
		if ((all || query_lasts(r, v->now)) && is_wanted(s, v, r))
			tell(s, v, r->address, r, out);
	}
	return false;
}

/* Every configured address, bound or not: the place of a range in the upper half of the cursor, of
 * an address in it in the lower. */
static bool
tell_addresses(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	for (unsigned looks = 0; looks < QUERY_LOOKS && has_room(out); looks++) {
		uint64_t range = s->cursor >> 32, offset = s->cursor & UINT32_MAX;
		const struct lease_range *at;
		struct ip4 address;

		if (range >= v->server->ranges_count)
			return true;
		at = &v->server->range[range];
		address.host = (uint32_t)(at->low.host + offset);
		tell(s, v, address, lease_bound_at(v->table, address), out);
		s->cursor = address.host == at->high.host ? (range + 1) << 32 : s->cursor + 1;
	}
	return false;
}

static enum query_goes
go_through(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	const struct query_message *m = &s->query;
	bool every = m->by == QUERY_BY_NOTHING && !m->since && !m->until;
	bool through = every ? tell_addresses(s, v, out) : tell_bindings(s, v, out);

	if (!through || !has_room(out))
		return QUERY_GOES_ON;
	if (s->doing == QUERY_CATCHING_UP) {
		note(s, QUERY_STATUS, QUERY_CATCH_UP_COMPLETE, out);
		s->doing = QUERY_FOLLOWING;
	} else {
		note(s, QUERY_DONE, QUERY_SUCCESS, out);
		s->doing = QUERY_IDLE;
	}
	return QUERY_GOES_ON;
}

/* Each change in its order, as the binding is by now. */
static enum query_goes
follow(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	if (!lease_trail_knows(v->trail, s->place))
		return QUERY_ENDS;
	for (unsigned looks = 0; s->place < v->trail->count; looks++) {
		struct ip4 address = lease_trail_at(v->trail, s->place);
		const struct lease_record *r = lease_bound_at(v->table, address);

		if (looks == QUERY_LOOKS || !has_room(out))
			return QUERY_GOES_ON;
		s->place++;
		if (r && (s->query.by == QUERY_BY_NOTHING || is_wanted(s, v, r)))
			tell(s, v, address, r, out);
	}
	return QUERY_WAITS;
}

/* ---- queries in ---- */

static enum query_status
judge(const struct query_message *m)
{
	if (m->type != QUERY_BULK && m->type != QUERY_FOLLOW)
		return QUERY_NOT_ALLOWED;
	if (ip4_set(m->address) || m->odd)
		return QUERY_MALFORMED;
	return m->several ? QUERY_NOT_ALLOWED : QUERY_SUCCESS;
}

static void
begin_query(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	enum query_status status = judge(&s->query);

	s->named = false;
	s->cursor = 0;
	s->place = v->trail->count;
	if (status != QUERY_SUCCESS)
		note(s, QUERY_DONE, status, out);
	else if (s->query.type == QUERY_BULK)
		s->doing = QUERY_TELLING;
	else
		s->doing = s->query.since ? QUERY_CATCHING_UP : QUERY_FOLLOWING;
}

static enum query_goes
next_query(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	struct rd in = rd_of(s->in, s->in_len);
	struct rd message = rd_sub(&in, rd_be16(&in));
	enum query_decoded decoded;

	if (in.bad)
		return s->in_len == sizeof s->in ? QUERY_ENDS : QUERY_WAITS;
	if (!has_room(out))
		return QUERY_GOES_ON;
	s->query = (struct query_message){0};
	decoded = query_message_decode(message, &s->query);
	memmove(s->in, s->in + (s->in_len - in.left), in.left);
	s->in_len = in.left;
	if (decoded == QUERY_NO_QUERY)
		return QUERY_ENDS;
	if (decoded == QUERY_DECODED)
		begin_query(s, v, out);
	else
		note(s, QUERY_DONE, QUERY_MALFORMED, out);
	return QUERY_GOES_ON;
}

bool
query_stream_take(struct query_stream *s, const uint8_t *bytes, size_t len)
{
	if (len > sizeof s->in - s->in_len)
		return false;
	memcpy(s->in + s->in_len, bytes, len);
	s->in_len += len;
	return true;
}

enum query_goes
query_stream_step(struct query_stream *s, const struct query_view *v, struct wr *out)
{
	switch (s->doing) {
	case QUERY_IDLE:
		return next_query(s, v, out);
	case QUERY_TELLING:
	case QUERY_CATCHING_UP:
		return go_through(s, v, out);
	case QUERY_FOLLOWING:
		return follow(s, v, out);
	}
	return QUERY_ENDS;
}

void
query_stream_alive(struct query_stream *s, struct wr *out)
{
	if (s->doing == QUERY_FOLLOWING && has_room(out))
		note(s, QUERY_STATUS, QUERY_CONNECTION_ACTIVE, out);
}
