/* node/serve/probe.c -- see node/serve/probe.h. RFC 5227 2.1.1, shortened to what a client waits
 * for.
 *
 *	IDLE --begin--> RUNNING --heard--> ANSWERED --taken--> IDLE
 *	                   |
 *	                   `--unheard--> SILENT --10 s after, or heard, or room is needed--> IDLE
 *
 * A SILENT slot that is taken is a memory: probe_is_silent(). An answer that comes late ends it. */
#include "node/serve/probe.h"

#include <assert.h>
#include <string.h>

static void
set_state(struct probes *p, struct probe_slot *s, enum probe_state to)
{
	static const bool may_go[PROBE_STATES][PROBE_STATES] = {
	    [PROBE_IDLE] = {[PROBE_RUNNING] = true},
	    [PROBE_RUNNING] = {[PROBE_ANSWERED] = true, [PROBE_SILENT] = true},
	    [PROBE_ANSWERED] = {[PROBE_IDLE] = true},
	    [PROBE_SILENT] = {[PROBE_IDLE] = true, [PROBE_ANSWERED] = true},
	};

	assert(may_go[s->state][to]);
	if (to == PROBE_RUNNING)
		p->open++;
	s->state = to;
}

/* ---- beginning ---- */

static struct probe_slot *
slot_find(struct probes *p, uint16_t vlan, struct ip4 address)
{
	for (unsigned i = 0; i < PROBE_MAX; i++) {
		struct probe_slot *s = &p->slot[i];

		if (s->state != PROBE_IDLE && s->vlan == vlan && ip4_same(s->address, address))
			return s;
	}
	return NULL;
}

static bool
is_fresh(const struct probe_slot *s, uint64_t now)
{
	return s->state == PROBE_SILENT && now < time_after(s->since_us, PROBE_FRESH_US);
}

/* An idle slot, else the oldest memory; NULL when all are open. */
static struct probe_slot *
slot_room(struct probes *p)
{
	struct probe_slot *oldest = NULL;

	for (unsigned i = 0; i < PROBE_MAX; i++) {
		struct probe_slot *s = &p->slot[i];

		if (s->state == PROBE_IDLE)
			return s;
		if (s->state == PROBE_SILENT && s->taken &&
		    (!oldest || s->since_us < oldest->since_us))
			oldest = s;
	}
	if (oldest)
		set_state(p, oldest, PROBE_IDLE);
	return oldest;
}

/* A precaution leaves room for what has to be asked for, and is not made of every message. */
static bool
has_room(struct probes *p, const struct probe_question *q, uint64_t now)
{
	uint64_t level_us = p->pinged_us > now ? p->pinged_us : now;

	if (!q->precaution)
		return true;
	if (p->open >= PROBE_MAX / 2 || level_us > time_after(now, TIME_SEC))
		return false;
	p->pinged_us = time_after(level_us, TIME_SEC / PROBE_PINGS);
	return true;
}

static bool
same_client(const struct dhcp_request *a, const struct dhcp_request *b)
{
	return a->message.hardware_len == b->message.hardware_len &&
	       memcmp(a->message.hardware, b->message.hardware, a->message.hardware_len) == 0;
}

enum probe_begun
probe_begin(struct probes *p, const struct dhcp_request *request, const struct probe_question *q,
	    uint64_t now)
{
	struct probe_slot *s = slot_find(p, request->vlan, q->address);

	if (ip4_set(request->message.giaddr) && !(q->echo.set && q->precaution))
		return PROBE_RELAYED;
	if (s && !s->taken) {
		struct dhcp_request *kept = &p->request[s - p->slot];

		if (same_client(kept, request)) /* its newest message is what it waits for */
			*kept = *request;
		return PROBE_BUSY;
	}
	if (!has_room(p, q, now))
		return PROBE_FULL;
	if (s)
		set_state(p, s, PROBE_IDLE);
	else
		s = slot_room(p);
	if (!s)
		return PROBE_FULL;
	*s = (struct probe_slot){.vlan = request->vlan,
				 .address = q->address,
				 .version = q->version,
				 .mac = q->mac,
				 .echo = q->echo,
				 .tries = (uint8_t)q->tries,
				 .precaution = q->precaution,
				 .frames = (uint8_t)q->frames,
				 .again_us = q->again_us,
				 .silent_us = q->silent_us,
				 .since_us = now};
	set_state(p, s, PROBE_RUNNING);
	p->request[s - p->slot] = *request;
	return PROBE_BEGUN;
}

bool
probe_is_silent(const struct probes *p, uint16_t vlan, const struct probe_question *q, uint64_t now)
{
	for (unsigned i = 0; i < PROBE_MAX; i++) {
		const struct probe_slot *s = &p->slot[i];

		if (is_fresh(s, now) && s->vlan == vlan && ip4_same(s->address, q->address))
			return s->version == q->version && (q->precaution || !s->precaution);
	}
	return false;
}

/* ---- asking ---- */

static uint16_t
echo_id(const struct probe_slot *s)
{
	return (uint16_t)(s->echo.token >> 24);
}

static uint64_t
next_frame_us(const struct probe_slot *s)
{
	if (s->state != PROBE_RUNNING || s->sent == s->frames)
		return TIME_NEVER;
	return s->sent == 0 ? s->since_us : time_after(s->since_us, s->again_us);
}

static void
write_frame(const struct probe_slot *s, struct wr *out)
{
	if (s->echo.set)
		icmp_echo_ask(out, s->echo.from, s->echo.to,
			      &(struct icmp_echo){.src = s->echo.source,
						  .dst = s->address,
						  .id = echo_id(s),
						  .sequence = s->sent,
						  .token = s->echo.token});
	else
		arp_probe(out, s->mac, s->address);
}

bool
probe_send(struct probes *p, uint64_t now, struct wr *out, uint16_t *ret_vlan)
{
	for (unsigned i = 0; i < PROBE_MAX && p->open > 0; i++) {
		struct probe_slot *s = &p->slot[i];

		if (next_frame_us(s) > now)
			continue;
		s->sent++;
		s->since_us = now;
		write_frame(s, out);
		*ret_vlan = s->vlan;
		return true;
	}
	return false;
}

/* ---- hearing ---- */

/* The client that asks may have the address already. */
static bool
is_asker(const struct dhcp_request *r, struct mac mac)
{
	struct mac client = r->from;

	if (r->message.hardware_len == sizeof client.byte)
		memcpy(client.byte, r->message.hardware, sizeof client.byte);
	return mac_same(client, mac);
}

/* True when it was waited for, or ends what was remembered. */
static bool
answered(struct probes *p, struct probe_slot *s, struct mac by)
{
	if (s->state == PROBE_SILENT && s->taken) {
		set_state(p, s, PROBE_IDLE);
		return true;
	}
	set_state(p, s, PROBE_ANSWERED);
	s->by = by;
	return true;
}

static bool
is_answer(const struct probe_slot *s, const struct icmp_echo *e)
{
	return (s->state == PROBE_RUNNING || s->state == PROBE_SILENT) && s->echo.set &&
	       ip4_same(s->address, e->src) && ip4_same(s->echo.source, e->dst) &&
	       echo_id(s) == e->id && s->echo.token == e->token && e->sequence >= 1 &&
	       e->sequence <= s->sent;
}

/* By whatever Vlanif it comes: routers choose the way. */
static bool
heard_echo(struct probes *p, struct rd packet)
{
	struct icmp_echo e;

	if (icmp_echo_answer(packet, &e) != WIRE_OK)
		return false;
	for (unsigned i = 0; i < PROBE_MAX; i++)
		if (is_answer(&p->slot[i], &e))
			return answered(p, &p->slot[i], (struct mac){{0}});
	return false;
}

bool
probe_heard(struct probes *p, uint16_t vlan, struct rd frame, uint64_t now)
{
	struct probe_slot *s;
	struct ether e;
	struct arp a;

	if (ether_decode(&frame, &e) != WIRE_OK)
		return false;
	if (e.type == ETHER_IPV4)
		return heard_echo(p, frame);
	if (e.type != ETHER_ARP || arp_decode(frame, &a) != WIRE_OK || !ip4_set(a.sender))
		return false;
	s = slot_find(p, vlan, a.sender);
	if (!s || s->echo.set || s->state == PROBE_ANSWERED || mac_same(a.sender_mac, s->mac) ||
	    is_asker(&p->request[s - p->slot], a.sender_mac) ||
	    !liars_believe(&p->liars, vlan, e.src, a.sender, now))
		return false;
	return answered(p, s, a.sender_mac);
}

/* ---- results ---- */

static bool
has_result(const struct probe_slot *s)
{
	return !s->taken && (s->state == PROBE_ANSWERED || s->state == PROBE_SILENT);
}

static void
fall_silent(struct probes *p, struct probe_slot *s, uint64_t now)
{
	if (s->state != PROBE_RUNNING || s->sent < s->frames ||
	    now < time_after(s->since_us, s->silent_us))
		return;
	set_state(p, s, PROBE_SILENT);
	s->since_us = now;
}

bool
probe_result(struct probes *p, uint64_t now, struct probe_result *ret)
{
	for (unsigned i = 0; i < PROBE_MAX && p->open > 0; i++) {
		struct probe_slot *s = &p->slot[i];

		fall_silent(p, s, now);
		if (!has_result(s))
			continue;
		ret->answered = s->state == PROBE_ANSWERED;
		ret->tries = s->tries + ret->answered;
		ret->by = s->by;
		ret->address = s->address;
		ret->request = p->request[i];
		s->taken = true;
		p->open--;
		if (ret->answered)
			set_state(p, s, PROBE_IDLE);
		return true;
	}
	return false;
}

static uint64_t
deadline_of(const struct probe_slot *s)
{
	if (has_result(s))
		return 0;
	if (s->state != PROBE_RUNNING)
		return TIME_NEVER;
	return s->sent < s->frames ? next_frame_us(s) : time_after(s->since_us, s->silent_us);
}

uint64_t
probe_deadline(const struct probes *p)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < PROBE_MAX && p->open > 0; i++)
		deadline_us = time_min(deadline_us, deadline_of(&p->slot[i]));
	return deadline_us;
}

void
probe_forget(struct probes *p, uint16_t vlan)
{
	for (unsigned i = 0; i < PROBE_MAX; i++) {
		struct probe_slot *s = &p->slot[i];

		if (s->state == PROBE_IDLE || s->vlan != vlan)
			continue;
		p->open -= !s->taken;
		*s = (struct probe_slot){0};
	}
}
