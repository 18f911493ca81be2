/* bfd/session.c -- see bfd/session.h.
 *
 * Timers. What the configuration wants is said in every packet at once (said_*); what is in use
 * (tx_us, rx_us) follows: slower sending and faster detection wait, while Up, for the end of the
 * Poll Sequence that says so (RFC 5880 6.8.3). Another change waits for the end of that one. Not
 * Up, a second is said, whatever is configured.
 *
 * Sending. The next packet is due 75 to 100 % of the interval after the last one. A change of state
 * is said at once, and so is the answer to a Poll; such a packet takes the place of the next one.
 *
 * Silence is judged by BFD_IN_TICK alone: what waits to be read when another input comes was in
 * time, however late this device is. */
#include "bfd/session.h"

#include <assert.h>
#include <string.h>

#define SLOW_US ((uint32_t)TIME_SEC)

/* clang-format off */
static const bool may_go[BFD_STATES][BFD_STATES] = {
	/* to:                ADMIN  DOWN   INIT   UP */
	[BFD_ADMIN_DOWN] = {false, true,  false, false},
	[BFD_DOWN]       = {true,  false, true,  true},
	[BFD_INIT]       = {true,  true,  false, true},
	[BFD_UP]         = {true,  true,  false, false},
};
/* clang-format on */

/* ---- timers ---- */

static uint32_t
more(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint64_t
interval_of(const struct bfd_session *s)
{
	return more(s->tx_us, s->remote_rx_us);
}

static uint64_t
detection_of(const struct bfd_session *s)
{
	return (uint64_t)s->remote_multiplier * more(s->rx_us, s->remote_tx_us);
}

static void
use_said(struct bfd_session *s)
{
	s->tx_us = s->said_tx_us;
	s->rx_us = s->said_rx_us;
}

/* What is to be said from now on; a Poll Sequence that runs has to end first. */
static void
take_timers(struct bfd_session *s, const struct bfd_settings *cfg)
{
	bool up = s->state == BFD_UP;
	uint32_t tx_us = up ? cfg->min_tx_us : more(cfg->min_tx_us, SLOW_US);

	if (s->polls || (tx_us == s->said_tx_us && cfg->min_rx_us == s->said_rx_us))
		return;
	s->polls = up;
	s->said_tx_us = tx_us;
	s->said_rx_us = cfg->min_rx_us;
	if (!up || s->said_tx_us < s->tx_us)
		s->tx_us = s->said_tx_us;
	if (!up || s->said_rx_us > s->rx_us)
		s->rx_us = s->said_rx_us;
}

/* ---- states ---- */

/* The only place that writes s->state. */
static void
go(struct bfd_session *s, const struct bfd_settings *cfg, enum bfd_state to, enum bfd_diag diag,
   uint64_t now)
{
	assert(may_go[s->state][to]);
	s->state = (uint8_t)to;
	s->diag = (uint8_t)diag;
	s->changed_us = now;
	s->polls = false;
	s->up_us = TIME_NEVER;
	s->send_us = now;
	take_timers(s, cfg);
	if (to != BFD_UP) {
		use_said(s);
		return;
	}
	s->counters.ups++;
	s->up_us = time_after(now, cfg->wait_us);
}

/* The path, or who is at its other end, is gone: whoever tracks it hears that. */
static void
fail(struct bfd_session *s, const struct bfd_settings *cfg, enum bfd_diag diag, uint64_t now)
{
	s->counters.failures += s->state == BFD_UP;
	go(s, cfg, BFD_DOWN, diag, now);
	s->counts_up = false;
}

static void
forget_peer(struct bfd_session *s)
{
	s->remote = 0;
	s->remote_state = BFD_DOWN;
	s->remote_rx_us = 1;
	s->remote_demand = false;
	s->expire_us = TIME_NEVER;
}

static void
shut(struct bfd_session *s, const struct bfd_settings *cfg, uint64_t now)
{
	if (s->state == BFD_ADMIN_DOWN)
		return;
	go(s, cfg, BFD_ADMIN_DOWN, BFD_DIAG_ADMIN, now);
	s->counts_up = false;
}

/* ---- what is heard: RFC 5880 6.8.6, from the update of the state variables on ---- */

static void
learn(struct bfd_session *s, const struct bfd_settings *cfg, const struct bfd_packet *p,
      uint64_t now)
{
	s->counters.received++;
	s->remote = p->my;
	s->remote_state = p->state;
	s->remote_diag = p->diag;
	s->remote_demand = p->demand;
	s->remote_multiplier = p->multiplier;
	s->remote_tx_us = p->min_tx_us;
	s->remote_rx_us = p->min_rx_us;
	if (p->final && s->polls) {
		s->polls = false;
		use_said(s);
		take_timers(s, cfg);
	}
	s->expire_us = time_after(now, detection_of(s));
}

/* AdminDown of the peer is no failure: who tracks the session goes on as before. */
static void
peer_is_shut(struct bfd_session *s, const struct bfd_settings *cfg, uint64_t now)
{
	if (s->state != BFD_DOWN)
		go(s, cfg, BFD_DOWN, BFD_DIAG_NEIGHBOUR, now);
}

static void
hear(struct bfd_session *s, const struct bfd_settings *cfg, const struct bfd_packet *p,
     uint64_t now)
{
	enum bfd_state said = p->state;

	learn(s, cfg, p, now);
	if (said == BFD_ADMIN_DOWN)
		peer_is_shut(s, cfg, now);
	else if (s->held)
		return;
	else if (s->state == BFD_DOWN && said == BFD_DOWN)
		go(s, cfg, BFD_INIT, BFD_DIAG_NONE, now);
	else if ((s->state == BFD_DOWN && said == BFD_INIT) ||
		 (s->state == BFD_INIT && said != BFD_DOWN))
		go(s, cfg, BFD_UP, BFD_DIAG_NONE, now);
	else if (s->state == BFD_UP && said == BFD_DOWN)
		fail(s, cfg, BFD_DIAG_NEIGHBOUR, now);
}

/* ---- time ---- */

static void
expire(struct bfd_session *s, const struct bfd_settings *cfg, uint64_t now)
{
	bool lost = s->state == BFD_INIT || s->state == BFD_UP;

	forget_peer(s);
	if (lost)
		fail(s, cfg, BFD_DIAG_EXPIRED, now);
}

static void
count_up(struct bfd_session *s, uint64_t now)
{
	if (now < s->up_us)
		return;
	s->counts_up = true;
	s->up_us = TIME_NEVER;
}

/* ---- sending: RFC 5880 6.8.7 ---- */

static bool
is_silent(const struct bfd_session *s, const struct bfd_settings *cfg)
{
	if (s->stopped || !ip4_set(cfg->source) || s->remote_rx_us == 0)
		return true;
	return s->remote_demand && s->state == BFD_UP && s->remote_state == BFD_UP && !s->polls;
}

static uint64_t
jittered(struct bfd_session *s, uint64_t interval_us)
{
	return interval_us - prng_below(&s->prng, interval_us / 4 + 1);
}

static void
compose(struct bfd_session *s, const struct bfd_settings *cfg, bool final, uint64_t now,
	struct bfd_output *out)
{
	out->sends = true;
	out->packet = (struct bfd_packet){.diag = s->diag,
					  .state = s->state,
					  .poll = s->polls && !final,
					  .final = final,
					  .multiplier = cfg->multiplier,
					  .my = s->local,
					  .your = s->remote,
					  .min_tx_us = s->said_tx_us,
					  .min_rx_us = s->said_rx_us};
	s->counters.sent++;
	s->sent_us = now;
	s->send_us = time_after(now, jittered(s, interval_of(s)));
}

static void
send(struct bfd_session *s, const struct bfd_settings *cfg, const struct bfd_input *in,
     struct bfd_output *out)
{
	bool asked = in->kind == BFD_IN_PACKET && in->packet->poll && s->state != BFD_ADMIN_DOWN;

	if (ip4_set(cfg->source) && asked)
		compose(s, cfg, true, in->now, out);
	else if (is_silent(s, cfg))
		s->send_us = TIME_NEVER;
	else if (s->send_us == TIME_NEVER || in->now >= s->send_us)
		compose(s, cfg, false, in->now, out);
}

/* ---- the contract ---- */

void
bfd_session_init(struct bfd_session *s, uint32_t local, uint64_t seed, uint64_t now)
{
	assert(local != 0);
	*s = (struct bfd_session){.state = BFD_DOWN,
				  .local = local,
				  .said_tx_us = SLOW_US,
				  .tx_us = SLOW_US,
				  .up_us = TIME_NEVER,
				  .send_us = now,
				  .created_us = now,
				  .prng = {seed}};
	forget_peer(s);
}

static void
take_settings(struct bfd_session *s, const struct bfd_settings *cfg, uint64_t now)
{
	if (cfg->shutdown) {
		shut(s, cfg, now);
	} else if (s->state == BFD_ADMIN_DOWN) {
		go(s, cfg, BFD_DOWN, BFD_DIAG_NONE, now);
		forget_peer(s);
	}
	take_timers(s, cfg);
}

static void
hold(struct bfd_session *s, const struct bfd_settings *cfg, uint64_t now)
{
	s->held = true;
	if (s->state == BFD_INIT || s->state == BFD_UP)
		fail(s, cfg, BFD_DIAG_FORWARDING, now);
}

static void
end(struct bfd_session *s)
{
	s->stopped = true;
	s->send_us = s->expire_us = s->up_us = TIME_NEVER;
}

struct bfd_output
bfd_session_step(struct bfd_session *s, const struct bfd_settings *cfg, const struct bfd_input *in)
{
	uint64_t before_us = interval_of(s);
	struct bfd_output out = {0};

	switch (in->kind) {
	case BFD_IN_TICK:
		if (in->now >= s->expire_us)
			expire(s, cfg, in->now);
		break;
	case BFD_IN_PACKET:
		if (s->state != BFD_ADMIN_DOWN)
			hear(s, cfg, in->packet, in->now);
		break;
	case BFD_IN_SETTINGS:
		take_settings(s, cfg, in->now);
		break;
	case BFD_IN_HOLD:
		hold(s, cfg, in->now);
		break;
	case BFD_IN_RELEASE:
		s->held = false;
		break;
	case BFD_IN_STOP:
		shut(s, cfg, in->now);
		break;
	}
	count_up(s, in->now);
	if (interval_of(s) < before_us)
		s->send_us = time_min(s->send_us, time_after(s->sent_us, interval_of(s)));
	send(s, cfg, in, &out);
	if (in->kind == BFD_IN_STOP)
		end(s);
	return out;
}

uint64_t
bfd_session_deadline(const struct bfd_session *s)
{
	return time_min(s->send_us, time_min(s->expire_us, s->up_us));
}

uint64_t
bfd_session_span_us(const struct bfd_session *s, const struct bfd_settings *cfg)
{
	return cfg->multiplier * interval_of(s);
}

uint64_t
bfd_session_silent_us(const struct bfd_session *s, const struct bfd_settings *cfg)
{
	if (s->state != BFD_UP || s->send_us == TIME_NEVER)
		return TIME_NEVER;
	return time_after(s->sent_us, bfd_session_span_us(s, cfg));
}

void
bfd_session_status(const struct bfd_session *s, const struct bfd_settings *cfg,
		   struct bfd_status *ret)
{
	memset(ret, 0, sizeof *ret);
	memcpy(ret->name, cfg->name, sizeof ret->name);
	ret->automatic = cfg->automatic;
	ret->local = s->local;
	ret->remote = s->remote;
	ret->peer = cfg->peer;
	ret->source = cfg->source;
	ret->interface = cfg->interface;
	ret->state = s->state;
	ret->remote_state = s->remote_state;
	ret->diag = s->diag;
	ret->remote_diag = s->remote_diag;
	ret->counts_up = s->counts_up;
	ret->multiplier = cfg->multiplier;
	ret->remote_multiplier = s->remote_multiplier;
	ret->min_tx_us = cfg->min_tx_us;
	ret->min_rx_us = cfg->min_rx_us;
	ret->tx_us = (uint32_t)interval_of(s);
	ret->detect_us = (uint32_t)(s->expire_us != TIME_NEVER ? detection_of(s) : 0);
	ret->created_us = s->created_us;
	ret->changed_us = s->changed_us;
	ret->counters = s->counters;
}
