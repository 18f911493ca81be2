/* test/sim/leave.c -- a device leaves its pair by a word, and joins it again. */
#include "test/sim/sim.h"

/* The way to the one that left is cut, with a quarter of the clients on its side: the others want
 * more than the half of its peer. */
static void
begin_out(struct sim *s, unsigned device)
{
	uint64_t dice = s->told * 0x9e3779b97f4a7c15u, away = dice | dice >> 17;

	sim_part(s, s->rig->now + s->join_cut_us[device], device == 0 ? away : ~away);
	s->join_cut_us[device] = 0;
}

void
sim_join(struct sim *s, unsigned device)
{
	if (!sim_can_type(s, device) || !sim_has_left(s, device)) {
		s->join_us[device] = s->settling ? s->rig->now + TIME_SEC : 0; /* perhaps soon */
		return;
	}
	if (s->join_cut_us[device] != 0 && !s->settling)
		begin_out(s, device);
	rig_cli(s->rig, device, "return");
	rig_cli(s->rig, device, "remote-backup join service1");
	sim_say(s, "%c joins: %s", 'A' + (int)device, s->rig->device[device].console);
}

/* The device leaves the pair. It is back by a word, by a restart, or dies before; often behind a
 * cut, for longer than MCLT and a lease; now and then that begins before the peer hears of it. */
bool
sim_leave(struct sim *s, const struct sim_fault *f)
{
	unsigned i = f->device;
	uint64_t dice = f->dice, out_us;

	if (!sim_can_type(s, i) || !sim_can_type(s, 1 - i) || s->paired_us == 0 ||
	    sim_is_guarded(s))
		return false;
	rig_cli(s->rig, i, "return");
	rig_cli(s->rig, i, "remote-backup leave service1 force");
	sim_say(s, "%c leaves: %s", 'A' + (int)i, s->rig->device[i].console);
	if (s->rig->device[i].failed)
		return false;
	s->left[i] = true;
	out_us = sim_pick(&dice, dice & 1 ? 200 : 20) * TIME_SEC + 1;
	s->join_us[i] = s->rig->now + out_us;
	s->join_cut_us[i] = dice & 3 ? 100 * TIME_SEC + sim_pick(&dice, 500) * TIME_SEC : 0;
	if (s->join_cut_us[i] != 0 && dice % 5 == 0)
		begin_out(s, i);
	return true;
}
