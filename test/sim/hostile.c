/* test/sim/hostile.c -- somebody on the VLAN sends single packets that look right: VRRP
 * advertisements and ARP.
 *
 * Some of them the protocol has to believe: a sender of the subnet, an address of the group, an
 * interval that can be followed. Whoever sends those is a router, and Master for as long as he goes
 * on; but from his last packet on nobody may miss a Master for longer than the configured
 * Master_Down and a second. All others move nothing: no Master goes for them, none comes beside one
 * that lives. What is announced of the virtual address is put right.
 *
 * Judged where nothing else disturbs, and has not for a while. */
#include "test/sim/sim.h"

enum {
	FOLLOWED_MS = 10000,
	PACKETS_MAX = 6,
	GAP_MS = 3000,
	INTERVALS = 8,
	LISTS = 4,
	PRIORITIES = 8
};

#define CALM	    (30 * TIME_SEC)
#define MASTER_DOWN (4 * TIME_SEC)  /* three intervals of a second, and the longest skew */
#define KNOWN	    (45 * TIME_SEC) /* no Master that can be followed is silent for so long */
#define RIGHT_AGAIN (2 * TIME_SEC)
#define MUTE	    (31 * TIME_SEC) /* a rival of an own address is believed for 30 s */

static const struct mac stranger = {{2, 9, 9, 9, 9, 9}};

/* ---- packets ---- */

struct packet {
	struct vrrp_settings cfg;
	uint8_t priority;
	unsigned source;
	bool believed;
};

static bool
choose_source(const struct sim *s, uint64_t *dice, struct packet *p)
{
	const uint8_t *device = s->plan.param.address;
	const struct ip4 source[SIM_SOURCES_MAX] = {IP4(10, 10, 10, 66),
						    IP4(10, 10, 10, 250),
						    IP4(10, 10, 10, 3),
						    IP4(10, 10, 10, device[0]),
						    IP4(10, 10, 10, device[1]),
						    SIM_VIP,
						    IP4(0, 0, 0, 0),
						    IP4(255, 255, 255, 255),
						    IP4(224, 0, 0, 18),
						    IP4(10, 10, 10, 255),
						    IP4(192, 0, 2, 1),
						    IP4(10, 10, 10, 0)};
	uint64_t n = sim_pick(dice, SIM_SOURCES_MAX);

	p->cfg.source = source[n];
	p->source = (unsigned)n;
	if (n == 5)
		return p->priority == 255 || p->priority == 0;
	return n < 5;
}

static void
choose_interval(const struct sim *s, uint64_t *dice, struct packet *p)
{
	static const uint32_t v2[INTERVALS] = {1000, 1000, 2000, 5000, 10000, 11000, 60000, 255000};
	static const uint32_t v3[INTERVALS] = {1000, 1000, 10, 100, 2000, 10000, 20000, 40950};
	uint64_t n = sim_pick(dice, INTERVALS);

	p->cfg.interval_ms = s->plan.param.v3 ? v3[n] : v2[n];
}

static bool
choose_list(uint64_t *dice, struct packet *p)
{
	uint64_t n = sim_pick(dice, LISTS);

	p->cfg.vips_count = n == 2 ? 2 : 1;
	p->cfg.vip[0] = n == 3 ? IP4(10, 10, 10, 240) : SIM_VIP;
	p->cfg.vip[1] = IP4(10, 10, 10, 240);
	return n != 3;
}

/* No two from one source that could be those of a slow Master: these are single packets. */
static void
stay_single(struct sim *s, struct packet *p)
{
	uint64_t *sent_us = &s->hostile.sent_us[p->source];

	if (*sent_us != 0 && s->rig->now - *sent_us < KNOWN)
		p->cfg.interval_ms = 1000;
	*sent_us = s->rig->now;
}

static struct packet
make(const struct sim *s, uint64_t *dice)
{
	static const uint8_t priority[PRIORITIES] = {0, 1, 100, 150, 200, 250, 254, 255};
	struct packet p = {.cfg = {.version = s->plan.param.v3 ? 3 : 2, .vrid = 1}};
	bool source, list;

	p.priority = priority[sim_pick(dice, PRIORITIES)];
	source = choose_source(s, dice, &p);
	choose_interval(s, dice, &p);
	list = choose_list(dice, &p);
	p.believed = source && list;
	return p;
}

static void
advertise(struct sim *s, uint64_t dice)
{
	struct packet p = make(s, &dice);
	char source[IP4_TEXT], vip[IP4_TEXT];

	stay_single(s, &p);
	p.believed &= p.cfg.version == 3 || p.cfg.interval_ms <= FOLLOWED_MS;
	if (p.believed)
		s->hostile.believed_us = s->rig->now;
	sim_say(s, "a stranger advertises: source %s priority %u interval %u ms of %s%s%s",
		ip4_format(p.cfg.source, source), p.priority, (unsigned)p.cfg.interval_ms,
		ip4_format(p.cfg.vip[0], vip), p.cfg.vips_count > 1 ? " and another" : "",
		p.believed ? "" : ": not to be believed");
	rig_forge_vrrp(s->rig, &p.cfg, p.priority);
}

static void
claim(struct sim *s, uint64_t dice)
{
	const uint8_t *device = s->plan.param.address;
	struct ip4 address[] = {SIM_VIP, SIM_VIP, IP4(10, 10, 10, device[0]),
				IP4(10, 10, 10, device[1])};
	char text[IP4_TEXT];
	uint64_t n = sim_pick(&dice, 4);

	if (n >= 2)
		s->hostile.mute_us[n - 2] = s->rig->now + MUTE;
	sim_say(s, "a stranger says that he has %s", ip4_format(address[n], text));
	rig_forge_claim(s->rig, stranger, address[n]);
}

bool
sim_is_mute(const struct sim *s, unsigned device)
{
	bool agreed = !s->fresh[device] && s->wiped_us[device] <= s->joined_us;

	return !agreed && s->rig->now < s->hostile.mute_us[device];
}

bool
sim_hostile_begin(struct sim *s, const struct sim_fault *f)
{
	struct sim_hostile *h = &s->hostile;

	if (f->kind == SIM_FORGER)
		return sim_forge(s, f);
	h->dice = f->dice;
	h->left = 1 + (unsigned)sim_pick(&h->dice, PACKETS_MAX);
	h->next_us = s->rig->now;
	return true;
}

void
sim_hostile_due(struct sim *s)
{
	struct sim_hostile *h = &s->hostile;
	struct prng p = {h->dice ^ h->left};
	uint64_t dice = prng_next(&p);

	if (h->next_us == 0 || h->next_us > s->rig->now)
		return;
	if (sim_pick(&dice, 4) == 0)
		claim(s, dice);
	else
		advertise(s, dice);
	h->left--;
	h->next_us = s->rig->now + prng_below(&p, GAP_MS * TIME_MS);
	if (h->left == 0)
		h->next_us = 0;
}

/* ---- what they may do ---- */

static bool
is_disturbed(const struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct rig_device *d = &s->rig->device[i];

		if (!d->alive || !d->serving || !d->lan_up || d->frozen || d->stuck || d->dozes ||
		    s->stopping_us[i] || s->vrrp_half_us[i] || s->rbs_half_us[i] || s->disk_us[i] ||
		    s->late_us[i] || s->failed_us[i] || s->shut_us[i] || s->unbind_us[i] ||
		    sim_has_left(s, i))
			return true;
	}
	return s->vrrp_us || s->rbs_us || s->follow_us;
}

static bool
is_calm(const struct sim *s)
{
	return s->hostile.calm_us != 0 && s->rig->now - s->hostile.calm_us >= CALM;
}

static bool
since(const struct sim *s, uint64_t at_us, uint64_t span_us)
{
	return s->rig->now - at_us > span_us;
}

/* What a new Master says first is still on its way. */
static bool
is_unheard_of(const struct sim *s, unsigned device)
{
	return !since(s, s->vrrp_told_us[device], RIG_LATENCY_US);
}

static bool
owns(const struct sim *s, unsigned device)
{
	return s->vrrp[device].state == VRRP_MASTER;
}

void
sim_hostile_status(struct sim *s, unsigned device, const struct vrrp_status *status)
{
	bool was = owns(s, device), is = status->state == VRRP_MASTER;
	const struct sim_hostile *h = &s->hostile;

	if (was)
		s->hostile.owned_us = s->rig->now;
	if (!is_calm(s) || was == is || is_disturbed(s) ||
	    !since(s, h->believed_us, MASTER_DOWN + TIME_SEC))
		return;
	if (was && !owns(s, 1 - device) && status->state == VRRP_BACKUP &&
	    status->reason == VRRP_REASON_PRIORITY)
		sim_wrong(s, "I5: a Master goes for a packet that is not to be believed", device,
			  status->master);
	if (is && owns(s, 1 - device) && status->reason == VRRP_REASON_TIMER_EXPIRED &&
	    !is_unheard_of(s, 1 - device))
		sim_wrong(s, "I5: a second Master beside one that lives", device, status->master);
}

void
sim_hostile_announced(void *context, struct mac mac, struct ip4 address)
{
	struct sim *s = context;
	struct sim_hostile *h = &s->hostile;

	if (!ip4_same(address, SIM_VIP))
		return;
	if (mac_same(mac, mac_vrrp(1)))
		h->claimed_us = 0;
	else if (h->claimed_us == 0)
		h->claimed_us = s->rig->now;
}

/* The last moment from which the virtual address had to be at the Master. */
static uint64_t
claimed_from(const struct sim *s)
{
	uint64_t at_us = s->hostile.claimed_us, calm_us = s->hostile.calm_us + CALM;

	return at_us > calm_us ? at_us : calm_us;
}

void
sim_hostile_judge(struct sim *s)
{
	struct sim_hostile *h = &s->hostile;
	uint64_t last_us = h->believed_us;

	if (is_disturbed(s))
		h->calm_us = 0;
	else if (h->calm_us == 0)
		h->calm_us = s->rig->now;
	if (owns(s, 0) || owns(s, 1))
		h->owned_us = s->rig->now;
	if (!is_calm(s))
		return;
	if (h->owned_us > last_us)
		last_us = h->owned_us;
	if (since(s, last_us, MASTER_DOWN + TIME_SEC))
		sim_wrong(s, "I5: no Master for longer than Master_Down after a packet", 0,
			  (struct ip4){0});
	if (h->claimed_us != 0 && (owns(s, 0) || owns(s, 1)) &&
	    since(s, claimed_from(s), RIGHT_AGAIN) &&
	    since(s, h->believed_us, MASTER_DOWN + RIGHT_AGAIN))
		sim_wrong(s, "I5: the hosts take a stranger for the gateway", 0, SIM_VIP);
}
