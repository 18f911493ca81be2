/* pulse/bfd.c -- see pulse/bfd.h. */
#include "pulse/bfd.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "pulse/emit.h"
#include "wire/ipv4.h"
#include "wire/udp.h"

enum { TTL = 255, AUTOMATIC_BITS = 0x7fffffff };

#define EXCUSED_US (5 * TIME_SEC) /* two handshakes at a packet a second */

/* ---- sending and telling ---- */

static void
put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* Without a UDP checksum: the packet has discriminators, and the kernel none to fill in here. */
static void
frame(const struct pulse_bfd_slot *s, const struct bfd_packet *p, struct wr *w)
{
	struct ipv4 ip = {.src = s->cfg.source,
			  .dst = s->cfg.peer,
			  .protocol = IPV4_UDP,
			  .ttl = TTL,
			  .tos = IPV4_TOS_CONTROL,
			  .dont_fragment = true};
	size_t begin = ipv4_begin(w, &ip), udp = w->len;

	wr_be16(w, s->port);
	wr_be16(w, s->cfg.vlan != 0 ? PULSE_BFD_PORT : PULSE_BFD_PORT_HOPS);
	wr_be32(w, 0);
	bfd_encode(w, p);
	assert(!w->bad);
	put_be16(w->p + udp + 4, (uint16_t)(w->len - udp));
	ipv4_end(w, begin);
}

static void
emit_packet(const struct pulse_bfd_slot *s, const struct bfd_packet *p, struct pulse_actions *out)
{
	struct pulse_action *a = emit(out, PULSE_SEND_IP);
	struct wr w = wr_of(a->frame, sizeof a->frame);

	frame(s, p, &w);
	a->vlan = s->cfg.vlan;
	a->len = (uint16_t)w.len;
}

static void
tell(struct pulse_bfd_slot *s, bool gone, uint64_t now, struct pulse_actions *out)
{
	struct bfd_status status;
	bool changed, moved;

	bfd_session_status(&s->session, &s->cfg, &status);
	status.gone = gone;
	changed = memcmp(&status, &s->told, offsetof(struct bfd_status, counters)) != 0;
	moved = memcmp(&status.counters, &s->told.counters, sizeof status.counters) != 0;
	if (!pulse_telling_now(&s->telling, changed, moved, now))
		return;
	memcpy(&s->told, &status, sizeof status);
	emit(out, PULSE_BFD)->bfd = status;
}

static void
tell_faults(struct pulse_bfd *b, uint64_t now, struct pulse_actions *out)
{
	if (!b->faults_moved || now < b->faults_us)
		return;
	b->faults_moved = false;
	b->faults_us = time_after(now, TIME_SEC);
	emit(out, PULSE_BFD_FAULTS)->faults = b->faults;
}

/* What expired while this device slept proves nothing. `told` has what held until now. */
static void
note_death(struct pulse_bfd_slot *s, uint64_t due_us, uint64_t now)
{
	s->died_span_us = s->told.detect_us;
	s->died = now - due_us < s->died_span_us;
}

static void
step(struct pulse_bfd_slot *s, enum bfd_input_kind kind, const struct bfd_packet *packet,
     uint64_t now, struct pulse_actions *out)
{
	struct bfd_input in = {.kind = kind, .now = now, .packet = packet};
	uint64_t failures = s->session.counters.failures, due_us = s->session.expire_us;
	struct bfd_output o = bfd_session_step(&s->session, &s->cfg, &in);

	if (s->session.counters.failures > failures && s->session.diag == BFD_DIAG_EXPIRED)
		note_death(s, due_us, now);
	if (o.sends)
		emit_packet(s, &o.packet, out);
	tell(s, false, now, out);
}

/* ---- configuration ---- */

static bool
same_session(const struct bfd_settings *a, const struct bfd_settings *b)
{
	return strcasecmp(a->name, b->name) == 0 && ip4_same(a->peer, b->peer) &&
	       ip4_same(a->source, b->source) && a->vlan == b->vlan && a->local == b->local &&
	       a->automatic == b->automatic;
}

static struct pulse_bfd_slot *
find(struct pulse_bfd_slot *list, unsigned count, const struct bfd_settings *cfg)
{
	for (unsigned i = 0; i < count; i++)
		if (same_session(&list[i].cfg, cfg))
			return &list[i];
	return NULL;
}

static bool
uses(const struct pulse_bfd_slot *list, unsigned count, uint32_t local, uint16_t port)
{
	for (unsigned i = 0; i < count; i++)
		if (list[i].session.local == local || list[i].port == port)
			return true;
	return false;
}

/* Above all configured ones, and unlike those that are known, of this configuration or the last. */
static uint32_t
choose_local(struct pulse_bfd *b, unsigned count, unsigned old)
{
	uint32_t local;

	do
		local = (uint32_t)prng_next(&b->prng) & AUTOMATIC_BITS;
	while (local <= BFD_LOCAL_MAX || uses(b->slot, count, local, 0) ||
	       uses(b->old, old, local, 0));
	return local;
}

static uint16_t
choose_port(const struct pulse_bfd *b, unsigned count, unsigned old)
{
	uint16_t port = PULSE_BFD_SOURCE;

	while (uses(b->slot, count, 0, port) || uses(b->old, old, 0, port))
		port++;
	return port;
}

static void
create(struct pulse_bfd *b, unsigned i, unsigned old, const struct bfd_settings *cfg, uint64_t now)
{
	struct pulse_bfd_slot *s = &b->slot[i];
	uint32_t local = cfg->automatic ? choose_local(b, i, old) : cfg->local;
	uint16_t port = choose_port(b, i, old);

	*s = (struct pulse_bfd_slot){.port = port, .telling.due_us = TIME_NEVER};
	bfd_session_init(&s->session, local, prng_next(&b->prng), now);
}

static bool
stays(const struct pulse_config *config, const struct bfd_settings *cfg)
{
	for (unsigned i = 0; i < config->bfds_count; i++)
		if (same_session(&config->bfd[i], cfg))
			return true;
	return false;
}

static void
end(struct pulse_bfd_slot *s, uint64_t now, struct pulse_actions *out)
{
	step(s, BFD_IN_STOP, NULL, now, out);
	tell(s, true, now, out);
}

void
pulse_bfd_configure(struct pulse_bfd *b, const struct pulse_config *config, uint64_t now,
		    struct pulse_actions *out)
{
	unsigned old = b->count;

	if (b->prng.state == 0)
		b->prng.state = config->seed;
	memcpy(b->old, b->slot, old * sizeof *b->slot);
	for (unsigned i = 0; i < old; i++)
		if (!stays(config, &b->old[i].cfg))
			end(&b->old[i], now, out);
	b->count = config->bfds_count;
	for (unsigned i = 0; i < b->count; i++) {
		struct pulse_bfd_slot *s = &b->slot[i];
		const struct pulse_bfd_slot *was = find(b->old, old, &config->bfd[i]);

		if (was)
			memcpy(s, was, sizeof *s);
		else
			create(b, i, old, &config->bfd[i], now);
		memcpy(&s->cfg, &config->bfd[i], sizeof s->cfg);
		step(s, b->held && !was ? BFD_IN_HOLD : BFD_IN_SETTINGS, NULL, now, out);
	}
}

/* ---- hearing ---- */

static bool
is_from_peer(const struct pulse_bfd_slot *s, const struct pulse_input *in)
{
	bool several = s->cfg.vlan == 0;

	return several == in->on && (several || s->cfg.vlan == in->vlan) &&
	       ip4_same(s->cfg.peer, in->source) && ip4_same(s->cfg.source, in->destination);
}

static struct pulse_bfd_slot *
session_of(struct pulse_bfd *b, const struct bfd_packet *p, const struct pulse_input *in)
{
	for (unsigned i = 0; i < b->count; i++) {
		struct pulse_bfd_slot *s = &b->slot[i];

		if (p->your != 0 ? s->session.local == p->your : is_from_peer(s, in))
			return s;
	}
	return NULL;
}

static enum bfd_fault
judge(const struct pulse_bfd_slot *s, const struct bfd_packet *p, const struct pulse_input *in)
{
	if (s == NULL)
		return BFD_FAULT_SESSION;
	if (!is_from_peer(s, in))
		return BFD_FAULT_SENDER;
	if (s->cfg.remote != 0 && s->cfg.remote != p->my)
		return BFD_FAULT_REMOTE;
	return s->session.state == BFD_ADMIN_DOWN ? BFD_FAULT_ADMIN : BFD_FAULT_NONE;
}

static void
note(struct pulse_bfd *b, enum bfd_fault fault, const struct pulse_input *in)
{
	b->faults.count[fault]++;
	b->faults.last[fault] = (struct bfd_strange){in->source, in->vlan, in->ttl};
	b->faults_moved = true;
}

void
pulse_bfd_hear(struct pulse_bfd *b, const struct pulse_input *in, struct pulse_actions *out)
{
	struct bfd_packet p = {0};
	struct pulse_bfd_slot *s = NULL;
	enum bfd_fault fault = BFD_FAULT_TTL;

	if (b->count == 0)
		return;
	if (in->on || in->ttl == TTL)
		fault = bfd_decode(in->packet, &p);
	if (fault == BFD_FAULT_NONE) {
		s = session_of(b, &p, in);
		fault = judge(s, &p, in);
	}
	if (fault == BFD_FAULT_NONE)
		step(s, BFD_IN_PACKET, &p, in->now, out);
	else
		note(b, fault, in);
	tell_faults(b, in->now, out);
}

/* ---- time, the node, the end ---- */

void
pulse_bfd_tick(struct pulse_bfd *b, uint64_t now, struct pulse_actions *out)
{
	for (unsigned i = 0; i < b->count; i++) {
		struct pulse_bfd_slot *s = &b->slot[i];

		if (now >= bfd_session_deadline(&s->session))
			step(s, BFD_IN_TICK, NULL, now, out);
		else if (now >= s->telling.due_us)
			tell(s, false, now, out);
	}
	tell_faults(b, now, out);
}

uint64_t
pulse_bfd_deadline(const struct pulse_bfd *b)
{
	uint64_t deadline_us = b->faults_moved ? b->faults_us : TIME_NEVER;

	for (unsigned i = 0; i < b->count; i++) {
		const struct pulse_bfd_slot *s = &b->slot[i];

		deadline_us = time_min(deadline_us, bfd_session_deadline(&s->session));
		deadline_us = time_min(deadline_us, s->telling.due_us);
	}
	return deadline_us;
}

void
pulse_bfd_hold(struct pulse_bfd *b, bool held, uint64_t now, struct pulse_actions *out)
{
	if (b->held == held)
		return;
	b->held = held;
	b->excused_us = held ? TIME_NEVER : time_after(now, EXCUSED_US);
	for (unsigned i = 0; held && i < b->count; i++)
		b->slot[i].was_up = b->slot[i].session.counts_up;
	for (unsigned i = 0; i < b->count; i++)
		step(&b->slot[i], held ? BFD_IN_HOLD : BFD_IN_RELEASE, NULL, now, out);
}

bool
pulse_bfd_is_up(const struct pulse_bfd *b, const struct pulse_bfd_slot *s, uint64_t now)
{
	return s->session.counts_up || (s->was_up && now < b->excused_us);
}

void
pulse_bfd_read(struct pulse_bfd *b)
{
	for (unsigned i = 0; i < b->count; i++)
		b->slot[i].died = false;
}

void
pulse_bfd_stop(struct pulse_bfd *b, uint64_t now, struct pulse_actions *out)
{
	for (unsigned i = 0; i < b->count; i++)
		step(&b->slot[i], BFD_IN_STOP, NULL, now, out);
}
