/* node/serve/serve.c -- see node/serve/serve.h.
 *
 * A verdict is read from tables and carried out by bind/change.c, or kept: by probe.c until the
 * link was asked, by bind/standby.c while this device is Slave. Nothing here writes a binding. What
 * was kept is judged again as if heard now. The hot path: nothing here allocates or formats, and it
 * logs no more than shortage.h lets it. */
#include "node/serve/serve.h"

#include "base/hash.h"
#include "base/memory.h"
#include "dhcp/ends.h"
#include "lease/count.h"
#include "node/bind/bind.h"
#include "node/bind/change.h"
#include "node/bind/pools.h"
#include "node/bind/standby.h"
#include "node/serve/declines.h"
#include "node/serve/distrust.h"
#include "node/serve/followers.h"
#include "node/serve/place.h"
#include "node/serve/probe.h"
#include "node/serve/queries.h"
#include "node/serve/rates.h"
#include "node/serve/sender.h"
#include "node/serve/shortage.h"
#include "node/serve/usage.h"
#include "node/step/standing.h"

struct serve {
	struct bind *bind;
	const struct lan_heard *lan;
	struct dhcp_statistics statistics;
	struct probes probes;
	struct shortages shortages;
	struct usages usages;
	struct distrust distrust;
	struct declines declines;
	struct rates rates;
	struct queries queries;
	struct followers followers;
};

struct serve *
serve_new(struct bind *bind, const struct lan_heard *lan)
{
	struct serve *sv = memory_new(1, sizeof *sv);

	sv->bind = bind;
	sv->lan = lan;
	return sv;
}

void
serve_free(struct serve *sv)
{
	memory_free(sv);
}

static struct followers_at
followers_at(struct serve *sv)
{
	return (struct followers_at){sv->bind, &sv->queries.shown};
}

/* What is being asked stays asked: its request is judged by the new configuration. */
static void
forget_links(struct serve *sv)
{
	for (unsigned i = 0; i < PROBE_MAX; i++) {
		const struct probe_slot *s = &sv->probes.slot[i];
		const struct lan_heard_vlanif *v = lan_heard_vlanif(sv->lan, s->vlan);

		if (s->state != PROBE_IDLE && (!v || !mac_same(v->mac, s->mac)))
			probe_forget(&sv->probes, s->vlan);
	}
}

void
serve_links_changed(struct serve *sv)
{
	for (unsigned i = 0; i < PROBE_MAX; i++)
		if (sv->probes.slot[i].state != PROBE_IDLE)
			probe_forget(&sv->probes, sv->probes.slot[i].vlan);
}

void
serve_configure(struct serve *sv, const struct query_config *query, struct step *step)
{
	struct followers_at at = followers_at(sv);

	forget_links(sv);
	shortage_configure(&sv->shortages, bind_server(sv->bind));
	usage_configure(&sv->usages, bind_server(sv->bind));
	distrust_configure(&sv->distrust, bind_server(sv->bind));
	declines_configure(&sv->declines);
	queries_configure(&sv->queries, query);
	followers_configure(&sv->followers, &at, query, step);
}

/* ---- replies ---- */

static void
reply(struct serve *sv, const struct dhcp_parked *parked, struct step *step)
{
	struct dhcp_sender sender;
	struct wr w;

	if (!sender_of(sv->bind, sv->lan, parked->pool, parked->vlan, &sender)) {
		sv->statistics.unanswered++;
		return;
	}
	w = wr_of(out_room(step->out, DHCP_FRAME_MAX), DHCP_FRAME_MAX);
	if (dhcp_reply_frame(bind_server(sv->bind), parked, &sender, &w) == 0) {
		sv->statistics.unanswered++;
		return;
	}
	out_frame(step->out, parked->vlan, &w);
	dhcp_count_sent(&sv->statistics, parked);
}

void
serve_answers(struct serve *sv, struct step *step)
{
	const struct dhcp_parked *parked;

	while ((parked = change_next_answer(sv->bind)))
		reply(sv, parked, step);
	sv->statistics.unanswered += change_take_unanswered(sv->bind);
}

/* ---- asking the link first ---- */

struct asking { /* a message to be judged */
	const struct dhcp_request *request;
	struct change_past past;
	unsigned tries; /* addresses found in use for it */
};

static struct probe_question
question_of(const struct serve *sv, const struct dhcp_verdict *v, unsigned tries)
{
	const struct dhcp_ping *ping = &bind_server(sv->bind)->ping;
	const struct lease_record *record = lease_bound_at(bind_leases(sv->bind), v->address);
	struct probe_question q = {.address = v->address,
				   .version = record ? record->version : 0,
				   .tries = tries,
				   .frames = PROBE_FRAMES,
				   .again_us = PROBE_AGAIN_US,
				   .silent_us = PROBE_SILENT_US};

	if (v->probe)
		return q;
	q.precaution = true;
	q.frames = ping->packets;
	q.again_us = q.silent_us = ping->timeout_us;
	return q;
}

static bool
must_ask(const struct serve *sv, const struct dhcp_request *request, const struct dhcp_verdict *v,
	 const struct step *step)
{
	struct probe_question q;

	if (!v->probe && !v->ping)
		return false;
	q = question_of(sv, v, 0);
	return !probe_is_silent(&sv->probes, request->vlan, &q, step->now);
}

/* Whoever is behind a relay agent is asked for by way of the station that brought the message, as
 * the answer will go. Who never saw the question cannot make up its token. */
static struct probe_echo
echo_of(const struct serve *sv, const struct dhcp_request *request, const struct dhcp_verdict *v,
	const struct step *step)
{
	const uint64_t seed = bind_identity(sv->bind)->incarnation;
	const uint64_t what[] = {step->now, v->address.host};
	struct probe_echo echo = {.to = request->from,
				  .token = hash_bytes(what, sizeof what, seed)};
	struct dhcp_sender sender;

	if (!ip4_set(request->message.giaddr) ||
	    !sender_of(sv->bind, sv->lan, v->pool, request->vlan, &sender))
		return echo;
	echo.set = ip4_set(sender.address);
	echo.from = sender.mac;
	echo.source = sender.address;
	return echo;
}

/* False: it need not be asked for, and is not. Held meanwhile, so that nobody else is offered
 * it. */
static bool
ask_link(struct serve *sv, const struct asking *a, struct dhcp_verdict *v, const struct step *step)
{
	const struct dhcp_request *request = a->request;
	const struct lan_heard_vlanif *vlanif = lan_heard_vlanif(sv->lan, request->vlan);
	struct probe_question q = question_of(sv, v, a->tries);
	enum probe_begun begun = PROBE_FULL;

	if (vlanif) {
		q.mac = vlanif->mac;
		q.echo = echo_of(sv, request, v, step);
		begun = probe_begin(&sv->probes, request, &q, step->now);
	}
	if (begun == PROBE_BEGUN || begun == PROBE_BUSY) {
		bind_hold(sv->bind, v, step);
		v->why = DHCP_WHY_IN_FLIGHT;
	} else if (v->probe) {
		v->why = DHCP_WHY_RULES;
	} else {
		sv->statistics.unprobed++;
		return false;
	}
	v->answer = DHCP_ANSWER_NONE;
	return true;
}

/* ---- verdicts ---- */

static bool
is_slave(const struct serve *sv, unsigned pool)
{
	const struct standing *p = pools_standing(sv->bind, pool);

	return p && p->role == RBP_SLAVE;
}

/* What of a verdict is worth a line, seldom. */
static void
tell(struct serve *sv, const struct dhcp_request *request, const struct dhcp_verdict *v,
     struct step *step)
{
	shortage_note(&sv->shortages, bind_server(sv->bind), bind_leases(sv->bind), v, step);
	usage_note(&sv->usages, v, step->now);
	if (v->why == DHCP_WHY_DECLINED)
		shortage_in_use(&sv->shortages, &v->record, request, true, step);
	if (v->why == DHCP_WHY_FORGED)
		distrust_forged(&sv->distrust, request, step);
	if (v->shared)
		distrust_shared(&sv->distrust, request, v, step);
}

/* Another station has our address (node/defend.h). */
static bool
is_rivalled(const struct serve *sv, uint16_t vlan, unsigned pool)
{
	const struct lan_heard_vlanif *v = lan_heard_vlanif(sv->lan, vlan);
	const struct standing *p = pools_standing(sv->bind, pool);

	return v && v->rival.heard_us != 0 && p && standing_never_agreed(p);
}

/* A DECLINE beyond its bounds changes nothing. */
static void
bound_declines(struct serve *sv, const struct dhcp_request *request, struct dhcp_verdict *v,
	       struct step *step)
{
	uint32_t addresses = lease_count_pool(bind_leases(sv->bind), v->pool).total;
	enum declines_bound bound = declines_take(&sv->declines, request, v, addresses, step->now);

	if (bound == DECLINES_BELIEVED)
		return;
	distrust_storm(&sv->distrust, bind_server(sv->bind), v->pool, bound, step);
	*v = (struct dhcp_verdict){.why = DHCP_WHY_TOO_MANY, .pool = v->pool};
}

/* One that has nothing here yet and is about to get something. */
static bool
is_new_client(const struct serve *sv, const struct dhcp_verdict *v)
{
	const struct lease_table *leases = bind_leases(sv->bind);
	struct ip4 address;

	return (v->why == DHCP_WHY_OFFERED || v->why == DHCP_WHY_GRANTED) &&
	       !lease_find(leases, v->pool, &v->key, &address) &&
	       !lease_find_offer(leases, v->pool, &v->key, &address);
}

/* Beyond the bound it is as if it had not been heard. */
static void
bound_rate(struct serve *sv, const struct dhcp_request *request, struct dhcp_verdict *v,
	   struct step *step)
{
	uint32_t per_second = bind_server(sv->bind)->inbound[request->vlan].rate;

	if (per_second != 0 && is_new_client(sv, v) &&
	    !rates_take(&sv->rates, request->vlan, place_port(request), per_second, step))
		*v = (struct dhcp_verdict){.why = DHCP_WHY_RATE, .pool = v->pool};
}

/* Writes the binding of the verdict, and what its client left for it. */
static void
begin_change(struct serve *sv, const struct asking *a, struct dhcp_verdict *v, struct step *step)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict left;

	if (!change_begin(sv->bind, a->request, v, a->past, step)) {
		sv->statistics.parked_full++;
		return;
	}
	if (!ip4_set(v->leaves))
		return;
	left = dhcp_left(bind_leases(sv->bind), v, step->now);
	if (left.write)
		change_begin(sv->bind, &nobody, &left, (struct change_past){0}, step);
}

static bool
was_decided(const struct asking *a)
{
	return a->past.again || a->past.outdated > 0;
}

static void
judge(struct serve *sv, const struct asking *a, struct step *step)
{
	const struct dhcp_request *request = a->request;
	struct dhcp_verdict v;
	struct dhcp_parked parked;

	dhcp_decide(bind_server(sv->bind), bind_leases(sv->bind), request, step->now, &v);
	if (is_rivalled(sv, request->vlan, v.pool))
		v = (struct dhcp_verdict){.why = DHCP_WHY_RULES, .pool = v.pool};
	if (v.why == DHCP_WHY_DECLINED && !was_decided(a))
		bound_declines(sv, request, &v, step);
	if (!was_decided(a) && a->tries == 0)
		bound_rate(sv, request, &v, step);
	if (must_ask(sv, request, &v, step) && ask_link(sv, a, &v, step)) {
		dhcp_count_verdict(&sv->statistics, &v);
		return;
	}
	dhcp_count_verdict(&sv->statistics, &v);
	tell(sv, request, &v, step);
	bind_settle(sv->bind, &v, step);
	if (v.why == DHCP_WHY_SILENT && is_slave(sv, v.pool)) {
		dhcp_count_overheard(&sv->statistics, request);
		standby_keep(bind_standby(sv->bind), request, &v.key, v.pool, step->now);
	} else if (v.write) {
		begin_change(sv, a, &v, step);
	} else if (v.answer != DHCP_ANSWER_NONE) {
		dhcp_park(bind_server(sv->bind), request, &v, &parked);
		reply(sv, &parked, step);
	}
}

/* ARP, or ICMP: what may answer a probe. */
static bool
is_of_probes(const struct node_frame *f)
{
	unsigned type;

	if (f->len < ETHER_HEADER_LEN)
		return false;
	type = (unsigned)f->bytes[12] << 8 | f->bytes[13];
	return type == ETHER_ARP ||
	       (type == ETHER_IPV4 && f->len >= ETHER_HEADER_LEN + IPV4_HEADER_LEN &&
		f->bytes[23] == IPV4_ICMP);
}

static void
hear(struct serve *sv, const struct node_frame *f, struct step *step)
{
	struct dhcp_request request;
	struct rd bytes = rd_of(f->bytes, f->len);
	enum dhcp_drop drop;

	if (f->age_us > SERVE_AGE_US) {
		dhcp_count_dropped(&sv->statistics, DHCP_DROP_TOO_OLD, 1);
		return;
	}
	if (bind_server(sv->bind)->bootp)
		drop = dhcp_hear_bootp(bytes, f->vlan, f->checksum_unfinished, &request);
	else
		drop = dhcp_hear(bytes, f->vlan, f->checksum_unfinished, &request);
	if (drop != DHCP_TAKEN) {
		if (!dhcp_drop_is_bad(drop) ||
		    !queries_frame(&sv->queries, &(struct queries_at){sv->bind, sv->lan}, f, step))
			dhcp_count_dropped(&sv->statistics, drop, 1);
		return;
	}
	dhcp_count_heard(&sv->statistics, &request);
	judge(sv, &(struct asking){.request = &request}, step);
}

static void
count_lost(struct serve *sv, const struct node_lost *lost)
{
	dhcp_count_dropped(&sv->statistics, DHCP_DROP_RING_OVERRUN, lost->overrun);
	dhcp_count_dropped(&sv->statistics, DHCP_DROP_OVERSIZE, lost->oversize);
	dhcp_count_dropped(&sv->statistics, DHCP_DROP_OTHER_MAC, lost->other_mac);
}

static void
tell_liars(struct serve *sv, struct step *step)
{
	const struct liar *liar;

	while ((liar = liars_tell(&sv->probes.liars)) != NULL)
		distrust_liar(liar, step);
}

void
serve_frames(struct serve *sv, const struct node_input *in, struct step *step)
{
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];

		if (is_of_probes(f))
			probe_heard(&sv->probes, f->vlan, rd_of(f->bytes, f->len), step->now);
		else
			hear(sv, f, step);
	}
	count_lost(sv, &in->u.frames.lost);
	tell_liars(sv, step);
}

/* ---- leasequery over TCP ---- */

void
serve_query(struct serve *sv, const struct node_input *in, struct step *step)
{
	struct followers_at at = followers_at(sv);

	followers_heard(&sv->followers, &at, in, step);
}

void
serve_followers(struct serve *sv, struct step *step)
{
	struct followers_at at = followers_at(sv);

	followers_tell(&sv->followers, &at, step);
}

/* ---- what waited ---- */

static void
send_probes(struct serve *sv, struct step *step)
{
	struct wr w = wr_of(out_room(step->out, PROBE_ROOM), PROBE_ROOM);
	uint16_t vlan;

	while (probe_send(&sv->probes, step->now, &w, &vlan)) {
		out_frame(step->out, vlan, &w);
		w = wr_of(out_room(step->out, PROBE_ROOM), PROBE_ROOM);
	}
}

/* Somebody uses the address: nobody else is given it for a while. */
static void
conflict(struct serve *sv, const struct probe_result *probed, struct step *step)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict v = {.answer = DHCP_ANSWER_NONE, .write = true};
	const struct lease_table *leases = bind_leases(sv->bind);
	const struct lease_record *r = lease_bound_at(leases, probed->address);

	if (!dhcp_conflict(bind_server(sv->bind), leases, probed->address, probed->by, step->now,
			   &v.record))
		return;
	v.replaces = r ? r->version : 0;
	v.pool = lease_pool_of(leases, probed->address);
	shortage_in_use(&sv->shortages, &v.record, &probed->request, false, step);
	if (!change_begin(sv->bind, &nobody, &v, (struct change_past){0}, step))
		sv->statistics.parked_full++;
}

void
serve_probes(struct serve *sv, struct step *step)
{
	struct probe_result result;

	send_probes(sv, step);
	while (probe_result(&sv->probes, step->now, &result)) {
		if (result.answered)
			conflict(sv, &result, step);
		if (result.tries < PROBE_TRIES)
			judge(sv,
			      &(struct asking){.request = &result.request, .tries = result.tries},
			      step);
		else
			sv->statistics.why[DHCP_WHY_IN_USE]++;
	}
}

void
serve_standby(struct serve *sv, struct step *step)
{
	const struct dhcp_server *server = bind_server(sv->bind);
	struct dhcp_request request;

	for (unsigned pool = 0; pool < server->pools_count; pool++) {
		const struct standing *p = pools_standing(sv->bind, pool);
		uint64_t heard_us = p ? p->heard_us : 0;

		if (!server->pool[pool].terms.serving)
			continue;
		while (standby_take(bind_standby(sv->bind), pool, heard_us, step->now, &request)) {
			dhcp_count_taken_over(&sv->statistics, &request);
			judge(sv, &(struct asking){.request = &request}, step);
		}
	}
}

void
serve_again(struct serve *sv, struct step *step)
{
	struct dhcp_request request;
	struct change_past past;

	while (change_again(sv->bind, &request, &past)) {
		if (step->now > time_after(past.asked_us, SERVE_AGE_US))
			dhcp_count_dropped(&sv->statistics, DHCP_DROP_TOO_OLD, 1);
		else
			judge(sv, &(struct asking){&request, past, 0}, step);
	}
}

uint64_t
serve_deadline(const struct serve *sv)
{
	uint64_t deadline_us =
	    time_min(probe_deadline(&sv->probes), liars_deadline(&sv->probes.liars));

	deadline_us = time_min(deadline_us, distrust_deadline(&sv->distrust));
	deadline_us = time_min(deadline_us, queries_deadline(&sv->queries));
	deadline_us = time_min(deadline_us, followers_deadline(&sv->followers));
	deadline_us = time_min(deadline_us, rates_deadline(&sv->rates));
	deadline_us = time_min(deadline_us, usage_deadline(&sv->usages));
	return time_min(deadline_us, shortage_deadline(&sv->shortages));
}

void
serve_tick(struct serve *sv, struct step *step)
{
	struct followers_at at = followers_at(sv);
	struct liar liar;

	shortage_tick(&sv->shortages, bind_server(sv->bind), bind_leases(sv->bind), step);
	usage_tick(&sv->usages, bind_server(sv->bind), bind_leases(sv->bind), step);
	distrust_tick(&sv->distrust, bind_leases(sv->bind), step);
	rates_tick(&sv->rates, step);
	followers_tick(&sv->followers, &at, step);
	queries_tick(&sv->queries, &(struct queries_at){sv->bind, sv->lan}, step);
	while (liars_forget(&sv->probes.liars, step->now, &liar))
		if (liars_lies(&liar))
			distrust_liar_over(&liar, step);
}

/* ---- for displays and commands ---- */

const struct dhcp_statistics *
serve_statistics(const struct serve *sv)
{
	return &sv->statistics;
}

const struct query_shown *
serve_queries(const struct serve *sv)
{
	return &sv->queries.shown;
}

void
serve_reset_statistics(struct serve *sv)
{
	dhcp_statistics_reset(&sv->statistics);
	queries_reset(&sv->queries);
}
