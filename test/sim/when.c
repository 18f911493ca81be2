/* test/sim/when.c -- when a fault strikes: at its time, or when a client or the peer does something
 * that it waits for. What it does stands in faults.c. */
#include "test/sim/sim.h"

unsigned
sim_master(const struct sim *s)
{
	return s->rig->device[1].owns;
}

/* The moment of the strike is still to come; one that does not come within a minute is given up. */
bool
sim_is_paused(const struct sim *s)
{
	return s->rig->pause_at != 0 || s->rig->pause_data != 0;
}

static const struct sim_fault *
waiting(const struct sim *s)
{
	return s->armed && !s->strike_us ? &s->plan.fault[s->armed - 1] : NULL;
}

/* What waited for a client to ask strikes soon. */
void
sim_faults_asked(struct sim *s, enum sim_doing doing)
{
	const struct sim_fault *f = waiting(s);

	if (!f || f->trigger == SIM_AT_TOLD ||
	    (f->trigger == SIM_AT_DATA && doing != SIM_REQUESTING))
		return;
	s->strike_us = s->rig->now;
	if (f->trigger == SIM_AT_ASK)
		s->strike_us += f->dice % TIME_MS + 1;
	else if (f->trigger == SIM_AT_TURN)
		s->rig->pause_at = s->rig->turns + f->turns + 1;
	else
		s->rig->pause_data = 2 - sim_master(s);
}

/* The peer may still be writing it. */
void
sim_faults_told(struct sim *s, bool connected)
{
	const struct sim_fault *f = waiting(s);
	uint64_t sync_us = s->rig->device[1 - sim_master(s)].disk.sync_us;

	if (f && f->trigger == SIM_AT_TOLD && (connected || f->dice % 4 == 0))
		s->strike_us = s->rig->now + f->dice % (sync_us / 2 + 1);
}

void
sim_faults_next(const struct sim *s, uint64_t *at_us)
{
	sim_sooner(at_us, s->rbs_us);
	sim_sooner(at_us, s->vrrp_us);
	sim_sooner(at_us, s->net_us);
	sim_sooner(at_us, s->crowd_us);
	sim_sooner(at_us, s->slow_us);
	sim_sooner(at_us, s->follow_us);
	sim_sooner(at_us, s->impostor.next_us);
	sim_sooner(at_us, s->hostile.next_us);
	if (s->armed && s->strike_us && !sim_is_paused(s))
		sim_sooner(at_us, s->strike_us);
	if (!s->settling && !s->armed && s->next_fault < s->plan.faults_count)
		sim_sooner(at_us, s->start_us + s->plan.fault[s->next_fault].at_us);
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		sim_sooner(at_us, s->rbs_half_us[i]);
		sim_sooner(at_us, s->vrrp_half_us[i]);
		sim_sooner(at_us, s->link_us[i]);
		sim_sooner(at_us, s->deaf_us[i]);
		sim_sooner(at_us, s->disk_us[i]);
		sim_sooner(at_us, s->late_us[i]);
		sim_sooner(at_us, s->freeze_us[i]);
		sim_sooner(at_us, s->stick_us[i]);
		sim_sooner(at_us, s->doze_until_us[i]);
		sim_sooner(at_us, s->shut_us[i]);
		sim_sooner(at_us, s->declare_us[i]);
		sim_sooner(at_us, s->doom_us[i]);
		sim_sooner(at_us, s->rename_us[i]);
		sim_sooner(at_us, s->unbind_us[i]);
		sim_sooner(at_us, s->unready_us[i]);
		sim_sooner(at_us, s->fall_us[i]);
		sim_sooner(at_us, s->empty_us[i]);
		sim_sooner(at_us, s->join_us[i]);
		if (!s->stopping_us[i])
			sim_sooner(at_us, s->down_us[i]);
	}
}
