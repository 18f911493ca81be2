/* test/sim/faults.c -- a fault begins and ends. */
#include <stdio.h>
#include <string.h>

#include "test/sim/sim.h"

static bool
over(const struct sim *s, uint64_t *at_us)
{
	if (*at_us == 0 || *at_us > s->rig->now)
		return false;
	*at_us = 0;
	return true;
}

/* ---- devices go and come ---- */

static bool
is_whole(const struct sim *s, unsigned device)
{
	return !s->declared[device] && !s->fresh[device];
}

bool
sim_is_guarded(const struct sim *s)
{
	return !is_whole(s, 0) || !is_whole(s, 1);
}

static bool
is_cut(const struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		if (s->vrrp_half_us[i] || s->link_us[i] || s->freeze_us[i] || s->disk_us[i])
			return true;
	return s->vrrp_us != 0;
}

static void
forget_knowledge(struct sim *s, unsigned device)
{
	for (unsigned i = 0; i < s->clients_count; i++) {
		s->client[i].knows &= ~(1u << device);
		s->client[i].spoiled |= s->client[i].knows == 0;
	}
}

void
sim_down(struct sim *s, unsigned device, enum sim_fault_kind how)
{
	struct rig_device *d = &s->rig->device[device];

	if (!d->alive)
		return;
	sim_say(s, "%s %c", sim_fault_name(how), 'A' + (int)device);
	if (how == SIM_POWER)
		rig_power_off(s->rig, device);
	else
		rig_kill(s->rig, device);
	if (how == SIM_POWER)
		s->unpowered_us[device] = s->rig->now;
	if (how == SIM_WIPE) {
		rig_disk_wipe(&d->disk);
		s->fresh[device] = true;
	} else if (how == SIM_CLONE) {
		rig_disk_copy(&d->disk, &s->rig->device[1 - device].disk);
	}
	if (how == SIM_WIPE || how == SIM_CLONE) {
		s->wiped_us[device] = s->rig->now;
		forget_knowledge(s, device);
	}
	s->count.crashes += how != SIM_STOP;
	s->stopping_us[device] = s->freeze_us[device] = s->shut_us[device] = 0;
	s->heard[device] = 0;
	s->impostor.whole[device] = false;
	s->paired_us = 0;
}

void
sim_boot(struct sim *s, unsigned device)
{
	sim_say(s, "boot %c", 'A' + (int)device);
	s->failures[device] = s->rig->device[device].disk.count.failures;
	s->failed_us[device] = 0;
	sim_text_make(&s->param[device], device, s->text[device]);
	if (!rig_boot(s->rig, device, s->text[device]))
		sim_wrong(s, "I6: a start is refused", 0, (struct ip4){0});
}

void
sim_stop(struct sim *s, unsigned device)
{
	sim_say(s, "stop %c", 'A' + (int)device);
	rig_input(s->rig, device, &(struct node_input){.kind = NODE_IN_STOP});
	s->stopping_us[device] = s->rig->now;
}

static bool
may_take_down(const struct sim *s, unsigned device)
{
	return s->rig->device[device].alive && !s->rig->device[device].stuck &&
	       s->stopping_us[device] == 0 && is_whole(s, 1 - device);
}

bool
sim_may_replace_disk(const struct sim *s, unsigned device)
{
	return may_take_down(s, device) && s->paired_us != 0 &&
	       s->rig->now - s->paired_us >= 3 * TIME_SEC && !is_cut(s) && s->rbs_us == 0 &&
	       s->rbs_half_us[0] == 0 && s->rbs_half_us[1] == 0 && is_whole(s, device) &&
	       s->late_us[1 - device] == 0 && s->stopping_us[1 - device] == 0 &&
	       s->param[0].unbound == SIM_BOUND_POOL && s->param[1].unbound == SIM_BOUND_POOL;
}

static bool
declare(struct sim *s, unsigned device)
{
	struct rig_device *d = &s->rig->device[device];

	if (!d->alive || d->frozen || d->stuck || s->stopping_us[device])
		return false;
	sim_say(s, "%c is told that its peer is down", 'A' + (int)device);
	rig_cli(s->rig, device, "return");
	rig_cli(s->rig, device, "remote-backup partner-down service1 force");
	sim_say(s, "%s", d->console);
	return !d->failed;
}

/* A device dies, and an operator who saw it says so to the other one. */
static void
die(struct sim *s, unsigned device)
{
	unsigned other = 1 - device;

	if (!may_take_down(s, device) || !s->rig->device[other].alive || is_cut(s) ||
	    sim_is_guarded(s))
		return;
	sim_down(s, device, s->told & 1 ? SIM_POWER : SIM_KILL);
	s->down_us[device] = s->rig->now + 110 * TIME_SEC + s->told % (200 * TIME_SEC);
	s->declare_us[other] = s->rig->now + 5 * TIME_SEC + s->told % (10 * TIME_SEC);
	s->declared[device] = true;
	s->heard[device] = 0;
}

/* ... often after the two could not talk for a while. */
static bool
strike_declare(struct sim *s, const struct sim_fault *f)
{
	if (!may_take_down(s, 1 - f->device) || is_cut(s) || sim_is_guarded(s))
		return false;
	if (f->dice & 1) {
		s->rbs_us = s->rig->now + 150 * TIME_SEC;
		s->rig->rbs_cut = true;
		s->doom_us[1 - f->device] = s->rig->now + f->dice % (140 * TIME_SEC);
	} else {
		die(s, 1 - f->device);
	}
	return true;
}

void
sim_part(struct sim *s, uint64_t until_us, uint64_t side)
{
	s->rbs_us = s->vrrp_us = until_us;
	s->rig->rbs_cut = s->rig->vrrp_cut = true;
	s->rig->device[0].apart = side;
	s->rig->device[1].apart = ~side;
	s->count.partitions++;
}

/* What took a device down took the wires between the two as well: it comes back alone. */
static void
begin_apart(struct sim *s, uint64_t dice)
{
	uint64_t span_us = 20 * TIME_SEC + sim_pick(&dice, 150) * TIME_SEC;

	sim_part(s, s->rig->now + span_us, dice * 0x9e3779b97f4a7c15u);
	sim_say(s, "the other one is cut off for %.0f s", (double)span_us / 1e6);
}

static bool
strike_down(struct sim *s, const struct sim_fault *f)
{
	unsigned i = f->device;
	bool both = f->kind == SIM_KILL_BOTH || f->kind == SIM_POWER_BOTH;
	enum sim_fault_kind how = f->kind == SIM_KILL_BOTH    ? SIM_KILL
				  : f->kind == SIM_POWER_BOTH ? SIM_POWER
							      : f->kind;

	if (f->kind == SIM_WIPE || f->kind == SIM_CLONE ? !sim_may_replace_disk(s, i)
							: !may_take_down(s, i))
		return false;
	if (both && !may_take_down(s, 1 - i))
		return false;
	s->down_us[i] = s->rig->now + f->for_us % (f->dice & 1 ? 90 * TIME_SEC : 12 * TIME_SEC);
	if (both)
		s->down_us[1 - i] =
		    s->rig->now + f->dice % (f->dice & 1 ? 60 * TIME_SEC : 12 * TIME_SEC);
	if (how == SIM_STOP)
		s->apart_dice[i] = f->dice >> 32 & 1 ? f->dice >> 33 : 0;
	else if (f->dice >> 32 & 3 && !sim_is_guarded(s) && f->kind != SIM_WIPE) {
		begin_apart(s, f->dice >> 34);
		s->down_us[i] = s->rig->now + f->for_us % (9 * TIME_SEC);
	}
	if (how == SIM_STOP)
		sim_stop(s, i);
	else
		sim_down(s, i, how);
	if (both)
		sim_down(s, 1 - i, how);
	return true;
}

/* Who was declared down, rightly, comes back and is cut off between HELLO and batch. */
static bool
strike_declared(struct sim *s, const struct sim_fault *f)
{
	unsigned i = f->device;

	die(s, i);
	if (!s->declared[i])
		return false;
	s->hello_cut_us[i] = 60 * TIME_SEC + f->dice % 400 * TIME_SEC;
	return true;
}

void
sim_faults_heard(struct sim *s, unsigned device)
{
	if (s->hello_cut_us[device] != 0 && !s->settling)
		sim_part(s, s->rig->now + s->hello_cut_us[device], s->told * 0x9e3779b97f4a7c15u);
	s->hello_cut_us[device] = 0;
}

/* A planned restart in the night of a maintenance: the way is cut before the device is back, for
 * longer than MCLT and a lease. */
static bool
strike_restart(struct sim *s, const struct sim_fault *f)
{
	uint64_t dice = f->dice;
	unsigned i = f->device;

	if (!may_take_down(s, i) || sim_is_guarded(s))
		return false;
	s->cut_us[i] = 60 * TIME_SEC + sim_pick(&dice, 400) * TIME_SEC;
	s->down_us[i] = s->rig->now + sim_pick(&dice, dice & 1 ? 90 : 5) * TIME_SEC + 1;
	sim_stop(s, i);
	return true;
}

/* ---- wires ---- */

/* Two Masters that hear each other's changes, each with clients of its own and a slow disk: they
 * want the same addresses at the same time. */
static void
begin_rivalry(struct sim *s, uint64_t until_us, uint64_t dice)
{
	s->crowd_us = s->rig->now + 4 * TIME_SEC;
	if (dice & 1) {
		s->rig->device[0].apart = dice;
		s->rig->device[1].apart = ~dice;
	}
	for (unsigned i = 0; dice & 2 && i < RIG_DEVICES; i++) {
		s->late_us[i] = until_us;
		s->rig->device[i].disk.sync_us = 30 * TIME_MS + (dice >> (8 * i)) % (100 * TIME_MS);
	}
}

static bool
strike_wire(struct sim *s, const struct sim_fault *f)
{
	struct rig *r = s->rig;
	uint64_t until_us = r->now + f->for_us;
	unsigned i = f->device;

	if (f->kind == SIM_RBS_CUT) {
		s->rbs_us = until_us;
		r->rbs_cut = true;
	} else if (f->kind == SIM_RBS_HALF) {
		s->rbs_half_us[i] = until_us;
		r->rbs_half[i] = true;
	} else if (sim_is_guarded(s)) {
		return false;
	} else if (f->kind == SIM_VRRP_CUT) {
		s->vrrp_us = until_us;
		r->vrrp_cut = true;
		begin_rivalry(s, until_us, f->dice);
	} else if (f->kind == SIM_VRRP_HALF) {
		s->vrrp_half_us[i] = until_us;
		r->vrrp_half[i] = true;
	} else if (f->kind == SIM_LINK) {
		s->link_us[i] = until_us;
		rig_link(r, i, false);
	} else {
		sim_part(s, until_us, f->dice);
		return true;
	}
	s->count.partitions++;
	return true;
}

static bool
strike_net(struct sim *s, const struct sim_fault *f)
{
	struct rig *r = s->rig;
	uint64_t dice = f->dice;

	if (f->kind == SIM_DEAF) {
		s->deaf_us[f->device] = r->now + f->for_us;
		r->device[f->device].deaf = 10 + (unsigned)sim_pick(&dice, 90);
		return true;
	}
	s->net_us = r->now + f->for_us;
	r->net = (struct rig_net){(unsigned)sim_pick(&dice, 30), (unsigned)sim_pick(&dice, 25),
				  (unsigned)sim_pick(&dice, 30), sim_pick(&dice, SIM_LATE)};
	return true;
}

/* ---- slowness, clocks, disks ---- */

static bool
strike_disk(struct sim *s, const struct sim_fault *f)
{
	struct rig_disk *d = &s->rig->device[f->device].disk;

	if (f->kind == SIM_SLOW_DISK) {
		s->late_us[f->device] = s->rig->now + f->for_us;
		d->sync_us = 5 * TIME_MS + f->dice % (f->dice % 7 ? 400 * TIME_MS : 4 * TIME_SEC);
		return true;
	}
	if (!is_whole(s, 1 - f->device))
		return false;
	s->disk_us[f->device] = s->rig->now + f->for_us;
	s->failures[f->device] = d->count.failures;
	s->failed_us[f->device] = 0;
	d->mode = f->kind == SIM_DISK_FULL ? RIG_DISK_FULL : RIG_DISK_BROKEN;
	return true;
}

static bool
strike_pace(struct sim *s, const struct sim_fault *f)
{
	struct rig *r = s->rig;

	if (f->kind == SIM_SLOW_PEER) {
		s->slow_us = r->now + f->for_us;
		r->window = 4096 + f->dice % 61440;
		r->stream_us = TIME_MS + f->dice % (f->dice % 5 ? 50 * TIME_MS : 900 * TIME_MS);
	} else if (f->kind == SIM_DRIFT) {
		rig_drift(r, f->device, (int)(f->dice % 401) - 200);
	} else if (f->kind == SIM_WALL) {
		if (s->plan.no_walls)
			return true;
		r->device[f->device].clock.wall_error_us =
		    ((int64_t)(f->dice % 3) - 1) * (int64_t)(3600 * TIME_SEC);
	} else if (!r->device[f->device].alive || !is_whole(s, 1 - f->device)) {
		return false;
	} else {
		s->freeze_us[f->device] = r->now + f->for_us % (90 * TIME_SEC) + 1;
		rig_freeze(r, f->device, true);
	}
	return true;
}

/* ---- a preemption delay that runs out in its sleep ---- */

static bool
strike_sleep(struct sim *s, const struct sim_fault *f)
{
	s->doze_us[f->device] = s->rig->now + 400 * TIME_SEC + f->for_us;
	return true;
}

/* When the delay is about to run out. What is left of doze_us decides how long, and with what. */
static void
fall_asleep(struct sim *s, unsigned i)
{
	struct rig_device *d = &s->rig->device[i];
	const struct vrrp_status *v = &s->vrrp[i];
	uint64_t now = rig_now(s->rig, i), dice = s->doze_us[i] ^ s->plan.seed;

	if (over(s, &s->doze_us[i]) || s->doze_us[i] == 0 || !d->alive || d->frozen ||
	    s->freeze_us[i] || d->stuck || s->stopping_us[i] || !is_whole(s, 1 - i) ||
	    v->state != VRRP_BACKUP || v->preempt_at_us == TIME_NEVER || v->preempt_at_us <= now ||
	    v->preempt_at_us > now + 3 * TIME_SEC)
		return;
	s->doze_us[i] = 0;
	s->freeze_us[i] = s->rig->now + 4 * TIME_SEC + dice % (20 * TIME_SEC);
	sim_say(s, "%c oversleeps its preemption", 'A' + (int)i);
	if (dice >> 20 & 1 && s->rbs_us == 0) {
		s->rbs_us = s->freeze_us[i] + (dice >> 21) % (30 * TIME_SEC);
		s->rig->rbs_cut = true;
	}
	rig_freeze(s->rig, i, true);
}

/* ---- operators ---- */

static bool
can_type(const struct sim *s, unsigned device)
{
	const struct rig_device *d = &s->rig->device[device];

	return d->alive && !d->frozen && !d->stuck && d->serving && s->stopping_us[device] == 0;
}

static void
type_service(struct sim *s, unsigned device, const char *line, bool commit)
{
	rig_cli(s->rig, device, "return");
	rig_cli(s->rig, device, "system-view");
	rig_cli(s->rig, device, "remote-backup-service service1");
	rig_cli(s->rig, device, line);
	sim_say(s, "%c: %s: %s", 'A' + (int)device, line, s->rig->device[device].console);
	if (commit)
		rig_cli(s->rig, device, "commit");
	rig_cli(s->rig, device, "return");
}

static void
reload(struct sim *s, unsigned device)
{
	struct node_input in = {.kind = NODE_IN_RELOAD};

	sim_text_make(&s->param[device], device, s->text[device]);
	in.u.start.text = s->text[device];
	in.u.start.file = "startup.cfg";
	s->shut_us[device] = 0;
	if (can_type(s, device))
		rig_input(s->rig, device, &in);
}

bool
sim_can_type(const struct sim *s, unsigned device)
{
	return can_type(s, device);
}

void
sim_reload(struct sim *s, unsigned device)
{
	reload(s, device);
}

/* It gets the other one's configuration; who is out of the pair stays there. */
static void
copy_param(struct sim *s, unsigned i)
{
	struct sim_param own = s->param[i];

	s->param[i] = s->param[1 - i];
	s->param[i].unbound = own.unbound;
	s->param[i].unready = own.unready;
}

static bool
strike_config(struct sim *s, const struct sim_fault *f)
{
	struct sim_param *p = &s->param[f->device];

	if (s->follow_us || !can_type(s, f->device))
		return false;
	switch (f->dice % 4) {
	case 0:
		p->lease_min = 1 + (unsigned)(f->dice / 4 % 5);
		break;
	case 1:
		s->resized = true;
		p->high = p->high < 50 ? 8 + (unsigned)(f->dice / 4 % 9)
				       : 90 + (unsigned)(f->dice / 4 % 10);
		break;
	case 2:
		p->preempt_s = (unsigned)(f->dice / 4 % 40);
		break;
	default: /* the lower of the two addresses is another device's now */
		if (s->blank[0] || s->blank[1] || s->empty_us[0] || s->empty_us[1])
			return false;
		p->address[0] = p->address[0] == 201 ? 203 : 201;
	}
	sim_say(s, "%c gets another configuration (%u)", 'A' + (int)f->device,
		(unsigned)(f->dice % 4));
	reload(s, f->device);
	s->follow = 1 - f->device;
	s->follow_us = s->rig->now + f->for_us % (20 * TIME_SEC) + 1;
	return true;
}

static bool
strike_operator(struct sim *s, const struct sim_fault *f)
{
	if (f->kind == SIM_CONFIG)
		return strike_config(s, f);
	if (f->kind == SIM_RENAME)
		return sim_rename(s, f);
	if (f->kind == SIM_UNBIND)
		return sim_unbind(s, f);
	if (!can_type(s, f->device))
		return false;
	if (f->kind == SIM_BATCH) {
		type_service(s, f->device, "batch-backup service-type dhcp-server now", false);
		return true;
	}
	s->shut_us[f->device] = s->rig->now + f->for_us; /* before it acts, for the judges */
	type_service(s, f->device, "shutdown", true);
	return true;
}

static bool
strike_crowd(struct sim *s, uint64_t dice)
{
	struct prng p = {dice};

	for (unsigned i = 0; i < s->clients_count; i++)
		if (s->client[i].next_us != TIME_NEVER)
			s->client[i].next_us = s->rig->now + prng_below(&p, RIG_LATENCY_US);
	return true;
}

/* ---- all of them ---- */

static bool
begin(struct sim *s, const struct sim_fault *f)
{
	switch (f->kind) {
	case SIM_DEAF:
	case SIM_NET:
		return strike_net(s, f);
	case SIM_RBS_CUT:
	case SIM_RBS_HALF:
	case SIM_VRRP_CUT:
	case SIM_VRRP_HALF:
	case SIM_PART:
	case SIM_LINK:
		return strike_wire(s, f);
	case SIM_KILL:
	case SIM_KILL_BOTH:
	case SIM_POWER:
	case SIM_POWER_BOTH:
	case SIM_STOP:
	case SIM_WIPE:
	case SIM_CLONE:
		return strike_down(s, f);
	case SIM_DISK_FULL:
	case SIM_DISK_BROKEN:
	case SIM_SLOW_DISK:
		return strike_disk(s, f);
	case SIM_SLOW_PEER:
	case SIM_FREEZE:
	case SIM_DRIFT:
	case SIM_WALL:
		return strike_pace(s, f);
	case SIM_DECLARE:
		return strike_declare(s, f);
	case SIM_CONFIG:
	case SIM_BATCH:
	case SIM_SHUTDOWN:
	case SIM_RENAME:
	case SIM_UNBIND:
		return strike_operator(s, f);
	case SIM_STUCK:
		return sim_stick(s, f);
	case SIM_DISK_STUCK:
		return sim_stick_disk(s, f);
	case SIM_DOZE:
		return sim_doze(s, f);
	case SIM_CROWD:
		return strike_crowd(s, f->dice);
	case SIM_OVERSLEEP:
		return strike_sleep(s, f);
	case SIM_IMPOSTOR:
		return sim_impostor(s, f);
	case SIM_UNREADY:
		return sim_unready(s, f);
	case SIM_EMPTY:
		return sim_empty(s, f);
	case SIM_LEAVE:
		return sim_leave(s, f);
	case SIM_FORGER:
	case SIM_HOSTILE:
		return sim_hostile_begin(s, f);
	case SIM_RECYCLE:
		return sim_recycle(s, f);
	case SIM_RESTART_CUT:
		return strike_restart(s, f);
	case SIM_DECLARED_CUT:
		return strike_declared(s, f);
	case SIM_FAULTS:
		break;
	}
	return false;
}

void
sim_strike(struct sim *s, const struct sim_fault *f)
{
	bool struck = begin(s, f);

	sim_say(s, "%s %c for %.3f s%s", sim_fault_name(f->kind), 'A' + (int)f->device,
		(double)f->for_us / 1e6, struck ? "" : ": not now");
	s->count.kind[f->kind] += struck;
}

static void
mend_wires(struct sim *s)
{
	struct rig *r = s->rig;

	if (over(s, &s->rbs_us))
		r->rbs_cut = false;
	if (over(s, &s->vrrp_us)) {
		r->vrrp_cut = false;
		r->device[0].apart = r->device[1].apart = 0;
	}
	if (over(s, &s->crowd_us)) { /* two Masters: all at once, again and again */
		strike_crowd(s, r->now);
		s->crowd_us = s->vrrp_us ? r->now + TIME_SEC + r->now % (2 * TIME_SEC) : 0;
	}
	if (over(s, &s->net_us))
		r->net = (struct rig_net){0};
	if (over(s, &s->slow_us)) {
		r->window = RIG_WINDOW;
		r->stream_us = RIG_LATENCY_US;
	}
}

static void
mend_device(struct sim *s, unsigned i)
{
	struct rig_device *d = &s->rig->device[i];

	if (over(s, &s->rbs_half_us[i]))
		s->rig->rbs_half[i] = false;
	if (over(s, &s->vrrp_half_us[i]))
		s->rig->vrrp_half[i] = false;
	if (over(s, &s->deaf_us[i]))
		d->deaf = 0;
	if (over(s, &s->link_us[i]))
		rig_link(s->rig, i, true);
	if (over(s, &s->disk_us[i]))
		d->disk.mode = RIG_DISK_OK;
	if (over(s, &s->late_us[i]))
		d->disk.sync_us = s->plan.sync_us[i];
	if (over(s, &s->freeze_us[i])) {
		rig_freeze(s->rig, i, false);
		if (s->stopping_us[i])
			s->stopping_us[i] = s->rig->now;
	}
	if (over(s, &s->join_us[i]))
		sim_join(s, i);
	if (over(s, &s->doom_us[i]))
		die(s, i);
	sim_unstick(s, i);
	sim_wake(s, i);
	fall_asleep(s, i);
	sim_rename_again(s, i);
	sim_bind_again(s, i);
	sim_ready_due(s, i);
	if (over(s, &s->declare_us[i]))
		declare(s, i);
	if (s->shut_us[i] && d->alive && !can_type(s, i) && s->shut_us[i] <= s->rig->now)
		s->shut_us[i] = s->rig->now + TIME_SEC;
	if (over(s, &s->shut_us[i]) && d->alive)
		type_service(s, i, "undo shutdown", true);
}

/* A device that was stopped may come back alone. */
static void
boot_again(struct sim *s, unsigned i)
{
	if (s->apart_dice[i] != 0 && !sim_is_guarded(s))
		begin_apart(s, s->apart_dice[i]);
	s->apart_dice[i] = 0;
	sim_boot(s, i);
}

static void
stopped(struct sim *s, unsigned i)
{
	sim_down(s, i, SIM_STOP);
	if (s->cut_us[i] != 0 && !sim_is_guarded(s) && !s->settling)
		sim_part(s, s->rig->now + s->cut_us[i], s->told * 0x9e3779b97f4a7c15u);
	s->cut_us[i] = 0;
}

static void
stop_and_start(struct sim *s, unsigned i)
{
	struct rig_device *d = &s->rig->device[i];

	if (s->stopping_us[i] != 0 && d->stopped != 0)
		stopped(s, i);
	else if (s->stopping_us[i] != 0 && !d->frozen && !d->stuck &&
		 s->rig->now - s->stopping_us[i] > 30 * TIME_SEC)
		sim_wrong(s, "I6: a device does not stop", i, (struct ip4){0});
	if (s->stopping_us[i] == 0 && !d->alive && over(s, &s->down_us[i])) {
		if ((sim_is_guarded(s) && !s->blank[i] && is_cut(s)) || s->declare_us[1 - i] != 0)
			s->down_us[i] = s->rig->now + TIME_SEC;
		else
			boot_again(s, i);
	}
}

static void
due_faults(struct sim *s)
{
	while (s->next_fault < s->plan.faults_count && s->armed == 0) {
		const struct sim_fault *f = &s->plan.fault[s->next_fault];

		if (s->start_us + f->at_us > s->rig->now)
			return;
		s->next_fault++;
		if (s->plan.left_out >> (s->next_fault - 1) & 1)
			continue;
		if (f->trigger == SIM_AT_TIME)
			sim_strike(s, f);
		else
			s->armed = s->next_fault;
		s->strike_us = 0;
	}
}

static void
give_up(struct sim *s)
{
	if (!sim_is_paused(s) || s->rig->now < s->strike_us + 60 * TIME_SEC)
		return;
	s->rig->pause_at = s->rig->pause_data = 0;
}

void
sim_faults_due(struct sim *s)
{
	const struct sim_fault *f = s->armed ? &s->plan.fault[s->armed - 1] : NULL;

	give_up(s);
	mend_wires(s);
	sim_impostor_due(s);
	sim_hostile_due(s);
	sim_empty_due(s);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		mend_device(s, i);
		stop_and_start(s, i);
	}
	if (sim_sleeps(s, s->follow) && s->follow_us && s->follow_us <= s->rig->now)
		s->follow_us = s->rig->now + TIME_SEC;
	if (over(s, &s->follow_us)) {
		copy_param(s, s->follow);
		reload(s, s->follow);
	}
	if (f && s->strike_us && !sim_is_paused(s) && s->strike_us <= s->rig->now) {
		struct sim_fault strike = *f;

		s->armed = 0;
		if (f->trigger == SIM_AT_DATA)
			strike.device = sim_master(s);
		sim_strike(s, &strike);
	}
	if (!s->settling)
		due_faults(s);
}

static void
now(const struct sim *s, uint64_t *at_us)
{
	if (*at_us)
		*at_us = s->rig->now;
}

void
sim_faults_end(struct sim *s)
{
	s->settling = true;
	s->armed = 0;
	s->rig->pause_at = s->rig->pause_data = 0;
	now(s, &s->rbs_us);
	now(s, &s->vrrp_us);
	now(s, &s->net_us);
	s->crowd_us = s->hostile.next_us = 0;
	now(s, &s->impostor.next_us);
	now(s, &s->slow_us);
	now(s, &s->follow_us);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		now(s, &s->rbs_half_us[i]);
		now(s, &s->vrrp_half_us[i]);
		now(s, &s->link_us[i]);
		now(s, &s->deaf_us[i]);
		now(s, &s->disk_us[i]);
		now(s, &s->late_us[i]);
		now(s, &s->freeze_us[i]);
		now(s, &s->stick_us[i]);
		now(s, &s->doze_until_us[i]);
		now(s, &s->shut_us[i]);
		now(s, &s->declare_us[i]);
		now(s, &s->unbind_us[i]);
		s->join_us[i] = s->rig->now;
		s->doom_us[i] = s->doze_us[i] = s->rename_us[i] = 0;
		now(s, &s->down_us[i]);
	}
	sim_faults_due(s);
}
