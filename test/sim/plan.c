/* test/sim/plan.c -- a seed becomes a configuration, clients and a list of faults.
 *
 * Each seed draws which kinds of fault it has at all: a history with few kinds goes deeper into
 * them than one with a little of everything. */
#include <stdio.h>

#include "test/sim/sim.h"

struct kind {
	const char *name;
	unsigned weight;
	bool timed; /* it lasts */
};

static const struct kind kinds[SIM_FAULTS] = {
    [SIM_DEAF] = {"deaf", 8, true},
    [SIM_NET] = {"lossy-net", 8, true},
    [SIM_RBS_CUT] = {"rbs-cut", 14, true},
    [SIM_RBS_HALF] = {"rbs-half", 6, true},
    [SIM_VRRP_CUT] = {"vrrp-cut", 8, true},
    [SIM_VRRP_HALF] = {"vrrp-half", 5, true},
    [SIM_PART] = {"partition", 12, true},
    [SIM_LINK] = {"link-down", 8, true},
    [SIM_KILL] = {"kill", 10, true},
    [SIM_KILL_BOTH] = {"kill-both", 5, true},
    [SIM_POWER] = {"power-loss", 12, true},
    [SIM_POWER_BOTH] = {"power-both", 10, true},
    [SIM_STOP] = {"stop", 8, true},
    [SIM_WIPE] = {"new-disk", 3, true},
    [SIM_DISK_FULL] = {"disk-full", 5, true},
    [SIM_DISK_BROKEN] = {"disk-error", 4, true},
    [SIM_SLOW_DISK] = {"slow-disk", 8, true},
    [SIM_SLOW_PEER] = {"slow-peer", 6, true},
    [SIM_FREEZE] = {"freeze", 8, true},
    [SIM_DRIFT] = {"drift", 4, false},
    [SIM_WALL] = {"wall-jump", 5, false},
    [SIM_CONFIG] = {"config", 6, true},
    [SIM_DECLARE] = {"declare", 8, true},
    [SIM_BATCH] = {"batch-now", 3, false},
    [SIM_SHUTDOWN] = {"shutdown", 4, true},
    [SIM_CROWD] = {"crowd", 8, false},
    [SIM_OVERSLEEP] = {"oversleep", 0, true},
    [SIM_CLONE] = {"copied-folder", 6, true},
    [SIM_RENAME] = {"rename", 0, true},
    [SIM_UNBIND] = {"unbind", 0, true},
    [SIM_IMPOSTOR] = {"impostor", 0, true},
    [SIM_UNREADY] = {"unready", 0, true},
    [SIM_EMPTY] = {"empty-folder", 0, true},
    [SIM_STUCK] = {"stuck", 0, true},
    [SIM_DISK_STUCK] = {"disk-stuck", 0, true},
    [SIM_DOZE] = {"vrrp-late", 0, true},
    [SIM_RESTART_CUT] = {"restart-cut", 8, false},
    [SIM_DECLARED_CUT] = {"declared-cut", 8, false},
    [SIM_LEAVE] = {"leave", 16, false},
    [SIM_HOSTILE] = {"hostile", 0, false},
    [SIM_RECYCLE] = {"recycle", 0, false},
    [SIM_FORGER] = {"forger", 0, false},
};

const char *
sim_fault_name(enum sim_fault_kind kind)
{
	return kinds[kind].name;
}

static uint64_t
span(struct prng *p, uint64_t least_ms, uint64_t most_ms)
{
	return (least_ms + prng_below(p, most_ms - least_ms + 1)) * TIME_MS;
}

/* Short, a little longer than the timers that notice, or longer than a lease. */
static uint64_t
how_long(struct prng *p)
{
	switch (prng_below(p, 4)) {
	case 0:
		return span(p, 0, 900);
	case 1:
		return span(p, 1000, 6000);
	case 2:
		return span(p, 6000, 60000);
	default:
		return span(p, 60000, 400000);
	}
}

/* One of the kinds from `first` on, below `end`. */
static enum sim_fault_kind
draw(struct prng *p, const unsigned weight[SIM_FAULTS], unsigned first, unsigned end)
{
	uint64_t all = 0, dice;
	unsigned k = first;

	for (unsigned i = first; i < end; i++)
		all += weight[i];
	dice = prng_below(p, all);
	while (dice >= weight[k])
		dice -= weight[k++];
	return (enum sim_fault_kind)k;
}

/* Kinds that came later are drawn apart: a seed without them names the history that it did. */
static void
draw_later_kinds(uint64_t seed, unsigned weight[SIM_FAULTS])
{
	struct prng p = {~seed};

	for (unsigned i = SIM_CLONE; i < SIM_OPERATIONS; i++)
		weight[i] = prng_below(&p, 100) < 20 ? kinds[i].weight : 0;
}

static void
make_faults(struct prng *p, struct sim_plan *plan)
{
	unsigned weight[SIM_FAULTS], most = 20 + (unsigned)prng_below(p, 110);
	uint64_t at_us = span(p, 5000, 60000);

	for (unsigned i = 0; i < SIM_CLONE; i++)
		weight[i] = kinds[i].weight > 0 && prng_below(p, 100) < 55 ? kinds[i].weight : 0;
	draw_later_kinds(plan->seed, weight);
	weight[SIM_CROWD] += 4;
	while (plan->faults_count < SIM_FAULTS_MAX && at_us < plan->span_us) {
		struct sim_fault *f = &plan->fault[plan->faults_count++];
		uint64_t dice = prng_below(p, 100);

		f->kind = draw(p, weight, 0, SIM_OPERATIONS);
		f->trigger = dice < 30	 ? SIM_AT_TIME
			     : dice < 45 ? SIM_AT_ASK
			     : dice < 70 ? SIM_AT_TURN
			     : dice < 85 ? SIM_AT_TOLD
					 : SIM_AT_DATA;
		if ((f->kind == SIM_POWER || f->kind == SIM_KILL) && dice < 60)
			f->trigger = SIM_AT_DATA;
		if (f->kind == SIM_POWER_BOTH && dice < 60)
			f->trigger = SIM_AT_TOLD;
		f->turns = (unsigned)prng_below(p, 50);
		f->device = (unsigned)prng_below(p, RIG_DEVICES);
		f->dice = prng_next(p);
		f->at_us = at_us;
		f->for_us = kinds[f->kind].timed ? how_long(p) : 0;
		at_us += prng_below(p, 100) < 40 ? span(p, 0, 5000) : span(p, 5000, most * 1000);
	}
}

/* A kind of weight 0 comes on top, in one of so many histories: all else is as without it. */
static void
add_fault(struct prng *p, enum sim_fault_kind kind, unsigned one_of, struct sim_plan *plan)
{
	struct sim_fault f = {.kind = kind, .at_us = span(p, 30000, 1500000)};
	unsigned i;

	f.device = prng_below(p, 4) == 0;
	f.for_us = span(p, 0, 20000);
	f.dice = prng_next(p);
	if (prng_below(p, one_of) != 0)
		return;
	plan->faults_count -= plan->faults_count == SIM_FAULTS_MAX; /* in the place of the last */
	for (i = plan->faults_count; i > 0 && plan->fault[i - 1].at_us > f.at_us; i--)
		plan->fault[i] = plan->fault[i - 1];
	plan->fault[i] = f;
	plan->faults_count++;
}

/* In one history of three some faults are what an operator does instead. */
static void
make_operations(struct prng *p, struct sim_plan *plan)
{
	unsigned weight[SIM_FAULTS];

	for (unsigned i = SIM_OPERATIONS; i < SIM_FAULTS; i++)
		weight[i] = kinds[i].weight;
	if (prng_below(p, 3) != 0)
		return;
	for (unsigned i = 0; i < plan->faults_count; i++) {
		struct sim_fault *f = &plan->fault[i];
		enum sim_fault_kind kind = draw(p, weight, SIM_OPERATIONS, SIM_FAULTS);

		if (prng_below(p, 6) != 0)
			continue;
		f->kind = kind;
		f->for_us = kinds[kind].timed ? how_long(p) : 0;
		f->dice = prng_next(p);
	}
}

/* In one history of six a stranger sends single packets, and in one of twelve he does nearly all
 * that happens: what he brings about is judged only where nothing else disturbs. */
static void
make_hostile(struct prng *p, struct sim_plan *plan)
{
	uint64_t dice = prng_below(p, 12), at_us = span(p, 60000, 90000);

	if (dice > 1)
		return;
	plan->param.v3 = prng_below(p, 2);
	for (unsigned i = 0; dice == 1 && i < 3; i++)
		add_fault(p, SIM_HOSTILE, 1, plan);
	for (unsigned i = 0; dice == 0 && i < plan->faults_count; i++) {
		struct sim_fault f = {.kind = SIM_HOSTILE, .at_us = at_us, .dice = prng_next(p)};

		if (prng_below(p, 16) == 0)
			f = (struct sim_fault){.kind = SIM_KILL,
					       .at_us = at_us,
					       .device = (unsigned)prng_below(p, RIG_DEVICES),
					       .for_us = span(p, 1000, 9000)};
		plan->fault[i] = f;
		at_us += span(p, 10000, 60000);
	}
}

/* What came to the histories later is in those of seeds from here on: the kept ones stay what they
 * were. */
#define LATER	 100000000u
#define RECYCLES 110000000u
#define SLOW	 120000000u
#define FORGES	 140000000u
#define SLICED	 150000000u

/* BFD of 10 ms beside advertisements of a second: what the peer hears of BFD shuts the gate. */
static void
make_slow(struct prng *p, struct sim_plan *plan)
{
	plan->param.slow = prng_below(p, 6) == 0;
	if (!plan->param.slow)
		return;
	plan->param.fast = plan->param.v3 = true;
	for (unsigned i = 0; i < 4; i++)
		add_fault(p, SIM_DOZE, 1, plan);
}

void
sim_plan_make(uint64_t seed, struct sim_plan *ret)
{
	struct prng of_seed = {seed}, p = {prng_next(&of_seed)}; /* or streams would overlap */
	struct prng operations = {prng_next(&of_seed)};
	bool small = prng_below(&p, 100) < 50;

	*ret = (struct sim_plan){.seed = seed, .span_us = SIM_SPAN};
	ret->param = (struct sim_param){
	    .high = small ? 8 + (unsigned)prng_below(&p, 9) : 99,
	    .lease_min = prng_below(&p, 5) ? 2 + (unsigned)prng_below(&p, 4) : 1,
	    .preempt_s = (unsigned)prng_below(&p, 40),
	    .priority = prng_below(&p, 4) ? 200 : 100,
	    .address = {201, 202},
	};
	if (seed >= SLICED)
		ret->slice = 1 + (unsigned)(seed % 3);
	ret->clients_count = 4 + (unsigned)prng_below(&p, small ? 18 : SIM_CLIENTS_MAX - 3);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		ret->ppm[i] = (int)prng_below(&p, 401) - 200;
		ret->sync_us[i] = prng_below(&p, 4) ? 300 + prng_below(&p, 50 * TIME_MS) : 100;
	}
	make_faults(&p, ret);
	of_seed.state = seed ^ 0x6f76657273;
	add_fault(&of_seed, SIM_OVERSLEEP, 4, ret);
	make_operations(&operations, ret);
	of_seed.state = seed ^ 0x6e616d6573;
	add_fault(&of_seed, SIM_RENAME, 4, ret);
	of_seed.state = seed ^ 0x756e62696e64;
	add_fault(&of_seed, SIM_UNBIND, 4, ret);
	of_seed.state = seed ^ 0x696d706f73746f72;
	add_fault(&of_seed, SIM_IMPOSTOR, 3, ret);
	add_fault(&of_seed, SIM_IMPOSTOR, 2, ret);
	of_seed.state = seed ^ 0x686f7374696c65;
	make_hostile(&of_seed, ret);
	of_seed.state = seed ^ 0x7265616479;
	add_fault(&of_seed, SIM_UNREADY, 3, ret);
	of_seed.state = seed ^ 0x656d707479;
	add_fault(&of_seed, SIM_EMPTY, 3, ret);
	of_seed.state = seed ^ 0x737475636b;
	add_fault(&of_seed, SIM_STUCK, 3, ret);
	of_seed.state = seed ^ 0x6469736b;
	add_fault(&of_seed, SIM_DISK_STUCK, 3, ret);
	if (seed < LATER)
		return;
	of_seed.state = seed ^ 0x736861726564;
	ret->param.shared = prng_below(&of_seed, 4) == 0;
	of_seed.state = seed ^ 0x62666431306d73;
	ret->param.fast = prng_below(&of_seed, 6) == 0;
	ret->param.v3 |= ret->param.fast;
	if (seed < RECYCLES)
		return;
	of_seed.state = seed ^ 0x72656379636c65;
	for (unsigned i = 0; i < 3; i++)
		add_fault(&of_seed, SIM_RECYCLE, 2, ret);
	if (seed < SLOW)
		return;
	of_seed.state = seed ^ 0x736c6f77;
	make_slow(&of_seed, ret);
	if (seed < FORGES)
		return;
	of_seed.state = seed ^ 0x666f72676572;
	for (unsigned i = 0; i < 6; i++)
		add_fault(&of_seed, SIM_FORGER, 3, ret);
}

uint64_t
sim_plan_kind(const struct sim_plan *plan, enum sim_fault_kind kind)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < plan->faults_count; i++)
		if (plan->fault[i].kind == kind)
			mask |= (uint64_t)1 << i;
	return mask;
}

void
sim_plan_print(const struct sim_plan *plan)
{
	static const char *const when[SIM_TRIGGERS] = {
	    "", ", when a client asks", ", just after a client asked",
	    ", when a client got a new lease", ", when a change reaches the peer"};

	for (unsigned i = 0; i < plan->faults_count; i++) {
		const struct sim_fault *f = &plan->fault[i];

		if (!(plan->left_out >> i & 1))
			fprintf(stderr, "    fault %2u at %8.3f s for %8.3f s: %s %c%s\n", i,
				(double)f->at_us / 1e6, (double)f->for_us / 1e6,
				kinds[f->kind].name, 'A' + (int)f->device, when[f->trigger]);
	}
}

/* ---- configuration files ---- */

enum { POOLS_TEXT_MAX = 768 };

static const char *
mask_of(const struct sim_param *p)
{
	return p->wide ? "255.254.0.0" : "255.255.255.0";
}

static void
pool_text(const struct sim_param *p, const char *name, const char *section, const char *bound,
	  struct text *ret)
{
	text_add(ret,
		 "ip pool %s server\n gateway 10.10.10.100 %s\n section 0 %s\n lease 0 0 %u\n%s"
		 " server identifier ip 10.10.10.100\n%s%s#\n",
		 name, mask_of(p), section, p->lease_min, p->shared ? " shared-network link\n" : "",
		 p->unready == SIM_LOCKED ? " lock\n" : "", bound);
}

/* The addresses of one pool, or those of two, of which the second has most. */
static void
pools_text(const struct sim_param *p, const char *bound, char ret[POOLS_TEXT_MAX])
{
	struct text t = text_of(ret, POOLS_TEXT_MAX);
	char section[96];

	if (p->wide)
		snprintf(section, sizeof section,
			 "10.10.16.0 10.10.255.255\n section 1 10.11.0.0 10.11.239.255");
	else
		snprintf(section, sizeof section, "10.10.10.1 10.10.10.%u",
			 p->shared ? (unsigned)SIM_SHARED_SPLIT : p->high);
	pool_text(p, "pool1", section, bound, &t);
	if (!p->shared)
		return;
	snprintf(section, sizeof section, "10.10.10.%u 10.10.10.%u", SIM_SHARED_SPLIT + 1u,
		 p->high);
	pool_text(p, "pool2", section, bound, &t);
}

void
sim_text_make(const struct sim_param *p, unsigned device, char ret[SIM_CONFIG_MAX])
{
	static const char backup[] = " backup-id 1 remote-backup-service service1\n",
			  tracked[] = " vrrp vrid 1 timer advertise millisecond 10\n"
				      " vrrp vrid 1 track bfd-session session-name pair peer\n";
	const char *advertise = p->slow ? strchr(tracked, '\n') + 1 : tracked;
	char priority[128] = "", delay[48] = "", name[24] = "service1", bound[64], peer[120];
	char pools[POOLS_TEXT_MAX], bfd[160] = "";

	if (device == 0)
		snprintf(priority, sizeof priority,
			 " vrrp vrid 1 priority %u\n vrrp vrid 1 preempt-mode timer delay %u\n",
			 p->priority, p->preempt_s);
	if (p->delay_s != 0)
		snprintf(delay, sizeof delay, " partner-down delay %u\n", p->delay_s);
	if (p->names != 0)
		snprintf(name, sizeof name, "profile%u", p->names);
	snprintf(bound, sizeof bound, " remote-backup-profile %s\n", name);
	pools_text(p, p->unbound == SIM_NO_PROFILE ? "" : bound, pools);
	snprintf(peer, sizeof peer, " peer 10.10.10.%u source 10.10.10.%u port 10000\n%s",
		 p->address[1 - device], p->address[device],
		 p->fast ? device == 0 ? " track bfd-session 1\n" : " track bfd-session 2\n" : "");
	if (p->fast)
		snprintf(bfd, sizeof bfd,
			 "#\nbfd\n#\nbfd pair bind peer-ip 10.10.10.%u interface Vlanif 100\n"
			 " discriminator local %u\n discriminator remote %u\n",
			 p->address[1 - device], device + 1, 2 - device);
	snprintf(ret, SIM_CONFIG_MAX,
		 "sysname Device%c\n#\n%svlan 100\n#\n"
		 "%s"
		 "remote-backup-service service1\n%s"
		 "#\nremote-backup-profile %s\n%s"
		 "%s peer-backup hot\n mclt 60\n%s"
		 " vrrp-id 1 interface Vlanif 100\n#\ninterface Vlanif 100\n"
		 " ip address 10.10.10.%u %s\n vrrp vrid 1 virtual-ip 10.10.10.100\n%s"
		 "%s%s%s#\ninterface GigabitEthernet 0/1/1\n portswitch\n"
		 " undo shutdown\n port link-type trunk\n port trunk allow-pass vlan 100\n#\n"
		 "return\n",
		 'A' + (int)device, p->v3 ? "vrrp version v3\n#\n" : "", pools,
		 p->unbound == SIM_NO_PEER ? "" : peer, name,
		 p->unready == SIM_NO_SERVICE ? "" : " service-type dhcp-server\n",
		 p->unbound == SIM_NO_BACKUP ? "" : backup, delay, p->address[device], mask_of(p),
		 priority, p->fast ? advertise : "",
		 p->unready == SIM_NO_DHCP ? "" : " dhcp server enable\n", bfd);
}
