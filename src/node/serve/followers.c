/* node/serve/followers.c -- see node/serve/followers.h. */
#include "node/serve/followers.h"

#include "node/bind/chronicle.h"

enum { SLICE_BYTES = 32 << 10 }; /* said at once, at most */

/* ---- closing ---- */

static void
hang_up(struct followers *f, const struct followers_at *at, unsigned i, struct step *step)
{
	f->one[i].open = f->one[i].busy = false;
	at->shown->connections--;
	out_add(step->out, NODE_ACT_QUERY_HANGUP)->session = i;
}

static bool
serves(const struct dhcp_server *s)
{
	for (unsigned pool = 0; pool < s->pools_count; pool++)
		if (s->pool[pool].terms.serving)
			return true;
	return false;
}

static bool
may_stay(const struct followers *f, const struct follower *c)
{
	return f->listens && query_requestor_of(&f->config, c->from) < QUERY_REQUESTORS_MAX;
}

void
followers_configure(struct followers *f, const struct followers_at *at,
		    const struct query_config *config, struct step *step)
{
	bool listens = config->tcp.set && at->shown->requestors > 0;

	if (listens != f->listens)
		out_add(step->out, NODE_ACT_QUERY_LISTEN)->on = listens;
	f->config = *config;
	f->listens = listens;
	for (unsigned i = 0; i < FOLLOWERS_MAX; i++) {
		enum query_doing doing = f->one[i].stream.doing;

		if (f->one[i].open && (!may_stay(f, &f->one[i]) || doing == QUERY_TELLING ||
				       doing == QUERY_CATCHING_UP))
			hang_up(f, at, i, step);
	}
}

/* ---- saying ---- */

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
said(struct follower *c, unsigned i, const struct wr *w, struct step *step)
{
	struct node_action *a;

	if (w->len == 0)
		return;
	c->room -= w->len;
	c->us = step->now;
	a = out_add(step->out, NODE_ACT_QUERY_SEND);
	a->session = i;
	a->bytes = w->p;
	a->len = w->len;
	out_take(step->out, w->len);
}

/* One slice of one connection. */
static void
go_on(struct followers *f, const struct followers_at *at, unsigned i, struct step *step)
{
	struct follower *c = &f->one[i];
	struct query_view v = {bind_server(at->bind), bind_leases(at->bind),
			       chronicle_trail(at->bind), step->now, step->wall_offset_us};
	struct wr w = wr_of(out_room(step->out, SLICE_BYTES), smaller(c->room, SLICE_BYTES));
	enum query_goes goes = query_stream_step(&c->stream, &v, &w);

	said(c, i, &w, step);
	c->busy = goes == QUERY_GOES_ON && c->room >= QUERY_STREAM_ONE;
	if (goes == QUERY_ENDS)
		hang_up(f, at, i, step);
}

void
followers_tell(struct followers *f, const struct followers_at *at, struct step *step)
{
	if (at->shown->connections == 0)
		return;
	for (unsigned i = 0; i < FOLLOWERS_MAX; i++) {
		const struct follower *c = &f->one[i];

		if (c->open && !c->busy && c->stream.doing == QUERY_FOLLOWING &&
		    c->stream.place != chronicle_trail(at->bind)->count &&
		    c->room >= QUERY_STREAM_ONE)
			go_on(f, at, i, step);
	}
}

/* ---- hearing ---- */

static unsigned
connections_of(const struct followers *f, struct ip4 from)
{
	unsigned n = 0;

	for (unsigned i = 0; i < FOLLOWERS_MAX; i++)
		n += f->one[i].open && ip4_same(f->one[i].from, from);
	return n;
}

static void
opened(struct followers *f, const struct followers_at *at, const struct node_input *in,
       struct step *step)
{
	unsigned i = in->u.query.connection;
	struct follower c = {.open = true,
			     .from = in->u.query.from,
			     .room = in->u.query.len,
			     .us = step->now,
			     .stream = {.ours = in->u.query.to}};

	at->shown->connections++;
	if (!may_stay(f, &c) || !serves(bind_server(at->bind)) ||
	    connections_of(f, c.from) >= FOLLOWERS_EACH) {
		at->shown->statistics.refused++;
		hang_up(f, at, i, step);
		return;
	}
	at->shown->statistics.accepted++;
	if (at->shown->connections == 1)
		f->review_us = time_after(step->now, FOLLOWERS_REVIEW_US);
	f->one[i] = c;
}

static void
wake(struct followers *f, struct follower *c, uint64_t now)
{
	if (f->next_us < now)
		f->next_us = now;
	c->busy = c->room >= QUERY_STREAM_ONE;
}

void
followers_heard(struct followers *f, const struct followers_at *at, const struct node_input *in,
		struct step *step)
{
	unsigned i = in->u.query.connection;
	struct follower *c = &f->one[i];

	if (in->u.query.event == NODE_STREAM_OPENED) {
		opened(f, at, in, step);
	} else if (!c->open) {
		return; /* hung up meanwhile */
	} else if (in->u.query.event == NODE_STREAM_CLOSED) {
		c->open = c->busy = false;
		at->shown->connections--;
	} else if (in->u.query.event == NODE_STREAM_ROOM) {
		c->room = in->u.query.len;
		wake(f, c, step->now);
	} else if (query_stream_take(&c->stream, in->u.query.bytes, in->u.query.len)) {
		c->us = step->now;
		wake(f, c, step->now);
	} else {
		hang_up(f, at, i, step);
	}
}

/* ---- time ---- */

/* Nobody waits for ever: not for a query, not for a peer that does not read. */
static void
review_one(struct followers *f, const struct followers_at *at, unsigned i, struct step *step)
{
	struct follower *c = &f->one[i];
	bool stuck = c->room < QUERY_STREAM_ONE;
	bool follows = c->stream.doing == QUERY_FOLLOWING;
	uint64_t limit_us = stuck     ? FOLLOWERS_STUCK_US
			    : follows ? FOLLOWERS_ALIVE_US
				      : FOLLOWERS_IDLE_US;
	struct wr w;

	if (step->now < time_after(c->us, limit_us))
		return;
	if (stuck || !follows) {
		hang_up(f, at, i, step);
		return;
	}
	w = wr_of(out_room(step->out, QUERY_STREAM_ONE), QUERY_STREAM_ONE);
	query_stream_alive(&c->stream, &w);
	said(c, i, &w, step);
}

static void
review(struct followers *f, const struct followers_at *at, struct step *step)
{
	bool stays = serves(bind_server(at->bind));

	f->review_us = time_after(step->now, FOLLOWERS_REVIEW_US);
	for (unsigned i = 0; i < FOLLOWERS_MAX; i++)
		if (f->one[i].open && !stays)
			hang_up(f, at, i, step);
		else if (f->one[i].open && !f->one[i].busy)
			review_one(f, at, i, step);
}

static bool
is_busy(const struct followers *f)
{
	for (unsigned i = 0; i < FOLLOWERS_MAX; i++)
		if (f->one[i].busy)
			return true;
	return false;
}

static bool
is_open(const struct followers *f)
{
	for (unsigned i = 0; i < FOLLOWERS_MAX; i++)
		if (f->one[i].open)
			return true;
	return false;
}

uint64_t
followers_deadline(const struct followers *f)
{
	uint64_t deadline_us = is_open(f) ? f->review_us : TIME_NEVER;

	return is_busy(f) ? time_min(deadline_us, f->next_us) : deadline_us;
}

void
followers_tick(struct followers *f, const struct followers_at *at, struct step *step)
{
	if (is_open(f) && step->now >= f->review_us)
		review(f, at, step);
	if (!is_busy(f) || step->now < f->next_us)
		return;
	f->next_us = time_after(step->now, FOLLOWERS_PACE_US);
	do
		f->turn = (f->turn + 1) % FOLLOWERS_MAX;
	while (!f->one[f->turn].busy);
	go_on(f, at, f->turn, step);
}
