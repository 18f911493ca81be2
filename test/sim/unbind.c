/* test/sim/unbind.c -- a pool is taken out of its pair by configuration, and put back: the profile
 * out of the pool, the backup-id out of the profile, or the peer out of the service. Nobody answers
 * the question of the commit: the device goes on with its own half. And a profile gets other names.
 */
#include "test/sim/sim.h"

bool
sim_unbind(struct sim *s, const struct sim_fault *f)
{
	unsigned i = f->device;

	if (!sim_can_type(s, i) || s->unbind_us[i] != 0 || s->fresh[i] ||
	    s->empty_us[i] != 0) /* it would be alone */
		return false;
	s->param[i].unbound = (enum sim_unbound)(1 + f->dice % 3);
	s->unbind_us[i] = s->rig->now + 10 * TIME_SEC + f->dice / 3 % 600 * TIME_SEC;
	sim_say(s, "%c leaves the pair by configuration (%d)", 'A' + (int)i,
		(int)s->param[i].unbound);
	sim_reload(s, i);
	return true;
}

void
sim_bind_again(struct sim *s, unsigned i)
{
	if (s->unbind_us[i] == 0 || s->unbind_us[i] > s->rig->now)
		return;
	s->unbind_us[i] = s->rig->now + TIME_SEC;
	if (s->rig->device[i].alive && !sim_can_type(s, i))
		return;
	s->unbind_us[i] = 0;
	s->param[i].unbound = SIM_BOUND_POOL;
	sim_reload(s, i);
}

/* In a night of tidying up; the other device keeps its name. */
bool
sim_rename(struct sim *s, const struct sim_fault *f)
{
	s->rename_us[f->device] = s->rig->now + 1;
	s->rename_end_us[f->device] = s->rig->now + f->dice % (600 * TIME_SEC);
	return true;
}

void
sim_rename_again(struct sim *s, unsigned i)
{
	if (s->rename_us[i] == 0 || s->rename_us[i] > s->rig->now)
		return;
	s->rename_us[i] = 0;
	if (s->rig->now > s->rename_end_us[i])
		return;
	s->rename_us[i] = s->rig->now + TIME_SEC + s->told % (20 * TIME_SEC);
	if (!sim_can_type(s, i))
		return;
	s->param[i].names++;
	sim_say(s, "%c calls its profile profile%u", 'A' + (int)i, s->param[i].names);
	sim_reload(s, i);
}
