/* node/serve/queries.c -- see node/serve/queries.h. */
#include "node/serve/queries.h"

#include "dhcp/message.h"
#include "node/serve/sender.h"
#include "query/answer.h"
#include "wire/udp.h"

void
queries_configure(struct queries *q, const struct query_config *config)
{
	q->shown.config = *config;
	q->shown.requestors = 0;
	for (unsigned i = 0; i < QUERY_REQUESTORS_MAX; i++) {
		q->shown.requestors += config->requestor[i].set;
		q->until_us[i] = 0;
	}
	for (unsigned i = 0; i < QUERIES_MAX; i++) {
		struct queries_one *o = &q->one[i];

		o->search = (struct query_search){.query = o->search.query, .vlan = o->search.vlan};
		o->busy &=
		    query_requestor_of(config, o->search.query.giaddr) < QUERY_REQUESTORS_MAX;
	}
}

void
queries_reset(struct queries *q)
{
	q->shown.statistics = (struct query_statistics){0};
}

/* ---- out ---- */

static void
say(struct queries *q, const struct queries_one *o, const struct query_answer *a,
    const struct dhcp_sender *sender, struct step *step)
{
	struct udp_packet packet = {.ether = {.src = sender->mac, .dst = o->from},
				    .src = sender->address,
				    .dst = a->query->giaddr,
				    .src_port = DHCP_SERVER_PORT,
				    .dst_port = DHCP_SERVER_PORT};
	struct wr w = wr_of(out_room(step->out, DHCP_FRAME_MAX), DHCP_FRAME_MAX);
	size_t begin = udp_begin(&w, &packet);

	query_answer_encode(&w, a, step->now);
	udp_end(&w, begin);
	out_frame(step->out, o->search.vlan, &w);
	q->shown.statistics.active += a->type == QUERY_ACTIVE;
	q->shown.statistics.unassigned += a->type == QUERY_UNASSIGNED;
	q->shown.statistics.unknown += a->type == QUERY_UNKNOWN;
}

static void
answer(struct queries *q, const struct queries_at *at, const struct queries_one *o,
       struct step *step)
{
	static const uint8_t type_of[] = {[QUERY_SAYS_ACTIVE] = QUERY_ACTIVE,
					  [QUERY_SAYS_UNASSIGNED] = QUERY_UNASSIGNED,
					  [QUERY_SAYS_UNKNOWN] = QUERY_UNKNOWN};
	const struct dhcp_server *server = bind_server(at->bind);
	struct query_answer a = {.query = &o->search.query, .address = o->search.query.address};
	struct dhcp_sender sender;
	unsigned pool = 0;
	enum query_says says =
	    query_search_says(&o->search, server, bind_leases(at->bind), o->to, &pool);

	if (says == QUERY_SAYS_NOTHING ||
	    !sender_of(at->bind, at->lan, pool, o->search.vlan, &sender)) {
		q->shown.statistics.dropped[QUERY_DROP_OTHER]++;
		return;
	}
	a.type = type_of[says];
	a.server_id = dhcp_server_identifier(server, pool, o->search.vlan);
	if (!ip4_set(sender.address))
		sender.address = a.server_id;
	if (says == QUERY_SAYS_ACTIVE) {
		a.lease = &o->search.lease;
		a.pool = &server->pool[pool];
		a.associated_count = o->search.associated_count;
		a.associated = o->search.associated;
	}
	say(q, o, &a, &sender, step);
}

/* ---- looking ---- */

static void
look(struct queries *q, const struct queries_at *at, struct queries_one *o, struct step *step)
{
	if (!query_search_step(&o->search, bind_server(at->bind), bind_leases(at->bind),
			       step->now)) {
		o->busy = true;
		return;
	}
	o->busy = false;
	answer(q, at, o, step);
}

static bool
is_looking(const struct queries *q)
{
	for (unsigned i = 0; i < QUERIES_MAX; i++)
		if (q->one[i].busy)
			return true;
	return false;
}

uint64_t
queries_deadline(const struct queries *q)
{
	return is_looking(q) ? q->next_us : TIME_NEVER;
}

/* The first that is busy: the others wait, and none is forgotten, for each ends. */
void
queries_tick(struct queries *q, const struct queries_at *at, struct step *step)
{
	unsigned i = 0;

	if (step->now < queries_deadline(q))
		return;
	while (!q->one[i].busy)
		i++;
	q->next_us = time_after(step->now, QUERIES_PACE_US);
	look(q, at, &q->one[i], step);
}

/* ---- in ---- */

static struct queries_one *
free_one(struct queries *q)
{
	for (unsigned i = 0; i < QUERIES_MAX; i++)
		if (!q->one[i].busy)
			return &q->one[i];
	return NULL;
}

/* The queries of one second at once, then one after the other. */
static bool
is_within_rate(struct queries *q, unsigned requestor, uint64_t now)
{
	uint64_t each_us = TIME_SEC / q->shown.config.rate.per_second;
	uint64_t from = q->until_us[requestor] > now ? q->until_us[requestor] : now;

	if (time_after(from, each_us) > time_after(now, TIME_SEC))
		return false;
	q->until_us[requestor] = time_after(from, each_us);
	return true;
}

/* Whether it is answered; if not it is counted. */
static bool
may_ask(struct queries *q, const struct query_message *m, uint64_t now)
{
	unsigned requestor = query_requestor_of(&q->shown.config, m->giaddr);
	uint64_t *dropped = q->shown.statistics.dropped;

	if (m->type != QUERY_LEASEQUERY)
		dropped[QUERY_DROP_TYPE]++;
	else if (requestor == QUERY_REQUESTORS_MAX)
		dropped[QUERY_DROP_REQUESTOR]++;
	else if (!is_within_rate(q, requestor, now))
		dropped[QUERY_DROP_RATE]++;
	else if (m->by == QUERY_BY_NOTHING || m->several)
		dropped[QUERY_DROP_MALFORMED]++;
	else
		return true;
	return false;
}

static void
begin(struct queries *q, const struct queries_at *at, const struct queries_one *asked,
      struct step *step)
{
	const struct query_message *m = &asked->search.query;
	struct queries_one *o = free_one(q);

	if (!may_ask(q, m, step->now))
		return;
	q->shown.statistics.heard[m->by]++;
	if (!bind_server(at->bind)->inbound[asked->search.vlan].enabled) {
		q->shown.statistics.dropped[QUERY_DROP_OTHER]++;
		return;
	}
	if (!o) {
		q->shown.statistics.dropped[QUERY_DROP_BUSY]++;
		return;
	}
	*o = *asked;
	if (m->by == QUERY_BY_ADDRESS || m->by == QUERY_BY_IDENTIFIER) {
		look(q, at, o, step);
	} else {
		if (!is_looking(q))
			q->next_us = step->now;
		o->busy = true;
	}
}

bool
queries_frame(struct queries *q, const struct queries_at *at, const struct node_frame *f,
	      struct step *step)
{
	struct queries_one asked = {.search = {.vlan = f->vlan}};
	struct udp_packet p;
	enum query_decoded decoded;

	if (q->shown.requestors == 0 ||
	    udp_decode(rd_of(f->bytes, f->len), f->checksum_unfinished, &p) != WIRE_OK ||
	    p.dst_port != DHCP_SERVER_PORT || p.ether.src.byte[0] & 1)
		return false;
	decoded = query_message_decode(p.payload, &asked.search.query);
	if (decoded == QUERY_NO_QUERY)
		return false;
	asked.from = p.ether.src;
	asked.to = p.dst;
	if (decoded == QUERY_DECODED)
		begin(q, at, &asked, step);
	else
		q->shown.statistics.dropped[QUERY_DROP_MALFORMED]++;
	return true;
}
