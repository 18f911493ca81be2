/* test/sim/stuck.c -- the main thread of a device hangs while its VRRP thread goes on, or its disk
 * does, or those of both, and the judges of that: a Master that hangs gives up to a peer that would
 * serve, within the limit and the skew of that one, and one whose disk fails to whoever could; two
 * that hang or fail keep a gateway. And the reverse: the VRRP thread gets no time while the main
 * thread serves, and the kernel's gate is to be shut when the peer takes over for want of BFD
 * packets (docs/vrrp.md "BFD"). */
#include "test/sim/sim.h"

#define GIVE_UP_LIMIT (3 * TIME_SEC) /* PULSE_ASK_US, PULSE_STUCK_US, skew, and something */
#define GATEWAY_LIMIT (8 * TIME_SEC) /* Master_Down twice */

bool
sim_stick(struct sim *s, const struct sim_fault *f)
{
	bool both = f->dice % 3 == 0, some = false;

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		if ((i != f->device && !both) || !sim_can_type(s, i) || s->stick_us[i] != 0)
			continue;
		s->stick_us[i] = s->rig->now + TIME_SEC + f->for_us;
		s->stuck_us[i] = s->rig->now;
		rig_stick(s->rig, i, true);
		some = true;
	}
	return some;
}

bool
sim_stick_disk(struct sim *s, const struct sim_fault *f)
{
	bool both = f->dice % 3 == 0, some = false;

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		struct rig_disk *d = &s->rig->device[i].disk;

		if ((i != f->device && !both) || d->mode != RIG_DISK_OK || sim_is_guarded(s))
			continue;
		s->disk_us[i] = s->rig->now + f->for_us;
		s->failures[i] = d->count.failures;
		s->failed_us[i] = 0;
		d->mode = RIG_DISK_STUCK;
		some = true;
	}
	return some;
}

bool
sim_sleeps(const struct sim *s, unsigned device)
{
	return s->rig->device[device].frozen || s->rig->device[device].stuck;
}

void
sim_unstick(struct sim *s, unsigned i)
{
	if (s->stick_us[i] == 0 || s->stick_us[i] > s->rig->now)
		return;
	s->stick_us[i] = 0;
	rig_stick(s->rig, i, false);
}

/* VRRP is heard both ways. */
static bool
is_wired(const struct sim *s)
{
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		const struct rig_device *d = &s->rig->device[i];

		if (!d->alive || !d->lan_up || d->frozen || s->vrrp_half_us[i] || s->link_us[i] ||
		    s->stopping_us[i])
			return false;
	}
	return s->vrrp_us == 0;
}

/* ---- the VRRP thread ---- */

bool
sim_doze(struct sim *s, const struct sim_fault *f)
{
	unsigned i = s->rig->device[0].owns ? 0 : 1;

	if (!is_wired(s) || !s->rig->device[i].owns || s->doze_until_us[i] != 0 ||
	    s->vrrp[1 - i].state != VRRP_BACKUP || !s->vrrp[1 - i].bfd[0].up)
		return false;
	s->dozes_us[i] = s->rig->now;
	s->doze_until_us[i] = s->rig->now + 10 * TIME_MS + f->for_us % (3 * TIME_SEC);
	for (unsigned c = 0; c < s->clients_count; c++)
		if (s->client[c].next_us != TIME_NEVER)
			s->client[c].next_us = s->rig->now + (c + 1) * 20 * TIME_MS;
	rig_doze(s->rig, i, true);
	return true;
}

void
sim_wake(struct sim *s, unsigned i)
{
	if (s->doze_until_us[i] == 0 || s->doze_until_us[i] > s->rig->now)
		return;
	s->doze_until_us[i] = 0;
	rig_doze(s->rig, i, false);
}

/* The peer is Master because it heard nothing, on wires that are whole. */
void
sim_judge_doze(struct sim *s, const struct rig_reply *reply)
{
	unsigned i = reply->device, other = 1 - i;
	const struct vrrp_status *v = &s->vrrp[other];
	bool silence = v->reason == VRRP_REASON_PEER_BFD || v->reason == VRRP_REASON_TIMER_EXPIRED;

	if (s->rig->device[i].dozes && v->state == VRRP_MASTER && silence && is_wired(s) &&
	    s->param[i].unbound == SIM_BOUND_POOL && s->vrrp_told_us[other] > s->dozes_us[i] &&
	    s->rig->now > s->vrrp_told_us[other] + TIME_MS)
		sim_wrong(s, "a Master that dozes answers after its peer took over",
			  reply->chaddr[5], reply->yiaddr);
}

/* ... and both listen. */
static bool
is_heard(const struct sim *s)
{
	return is_wired(s) && !s->rig->device[0].dozes && !s->rig->device[1].dozes;
}

/* What it was handed waits for its disk. */
static bool
waits_for_disk(const struct rig_device *d)
{
	return d->alive && d->disk.mode == RIG_DISK_STUCK && d->disk.log.stage != 0;
}

/* It was ready when the other one stuck, and nothing has disturbed it since. */
static bool
would_serve(const struct sim *s, unsigned i)
{
	return !s->rig->device[i].stuck && sim_is_paired(s, i) &&
	       s->param[i].unready == SIM_READY && s->disk_us[i] == 0 && s->late_us[i] == 0 &&
	       s->failed_us[i] == 0 && s->shut_us[i] == 0 && s->unbind_us[i] == 0 &&
	       s->rename_us[i] == 0 && !s->declared[i] && !s->fresh[i] && !sim_has_left(s, i);
}

static void
judge_one(struct sim *s, unsigned i)
{
	const struct rig_device *d = &s->rig->device[i];
	bool counts = (d->stuck || waits_for_disk(d)) && s->paired_us != 0 &&
		      s->stuck_us[i] - s->paired_us > 10 * TIME_SEC && is_heard(s) &&
		      would_serve(s, 1 - i);

	if (!counts)
		s->stuck_us[i] = s->rig->now;
	if (d->owns && s->rig->now - s->stuck_us[i] > GIVE_UP_LIMIT)
		sim_wrong(s, "I5: a stuck device keeps its mastership", i, (struct ip4){0});
}

/* Who could serve relieves it, whatever it waits for. */
static void
judge_unfit(struct sim *s, unsigned i)
{
	const struct rig_device *d = &s->rig->device[i];

	if (s->failed_us[i] == 0 || s->able_us[1 - i] == 0 || d->stuck || !is_heard(s) ||
	    sim_has_left(s, i))
		s->unfit_us[i] = s->rig->now;
	if (d->owns && s->rig->now - s->unfit_us[i] > SIM_MASTER_LIMIT)
		sim_wrong(s, "I5: a device whose disk fails is not relieved", i, (struct ip4){0});
}

/* Its main thread hangs, and could not tell its VRRP thread that a link which was down is up. */
static bool
waits_for_link(struct sim *s, unsigned i)
{
	const struct rig_device *d = &s->rig->device[i];

	s->untold[i] = d->stuck && (s->untold[i] || !d->lan_up);
	return s->untold[i];
}

/* It serves nobody, and takes part. One that begins on a disk that takes nothing does not yet. */
static bool
is_gateway(struct sim *s, unsigned i)
{
	const struct rig_device *d = &s->rig->device[i];
	bool waits = waits_for_link(s, i);

	return (d->stuck || s->failed_us[i] || waits_for_disk(d)) && !sim_has_left(s, i) &&
	       !waits && (d->stuck || s->rig->now - s->awake_us[i] > 20 * TIME_SEC);
}

void
sim_judge_stuck(struct sim *s)
{
	const struct rig_device *d = s->rig->device;

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		judge_one(s, i);
		judge_unfit(s, i);
	}
	bool gateway[RIG_DEVICES] = {is_gateway(s, 0), is_gateway(s, 1)};

	if (!gateway[0] || !gateway[1] || d[0].owns || d[1].owns || !is_heard(s))
		s->gateway_us = s->rig->now;
	if (s->rig->now - s->gateway_us > GATEWAY_LIMIT)
		sim_wrong(s, "I5: neither serves, and there is no gateway", 0, (struct ip4){0});
}
