/* node/resign.c -- see node/resign.h. Among the links that come, a port counts by the carrier that
 * was heard of it. */
#include "node/resign.h"

#include <string.h>

static bool
is_there(const struct pulse_config *c, const struct pulse_group *group)
{
	for (unsigned i = 0; i < c->count; i++)
		if (c->group[i].vlan == group->vlan &&
		    c->group[i].config.vrid == group->config.vrid)
			return true;
	return false;
}

static bool
has_link(const struct lan_heard *lan, const char *port)
{
	for (unsigned i = 0; i < lan->ports_count; i++)
		if (strcmp(lan->port[i].name, port) == 0)
			return lan->port[i].link;
	return false;
}

static bool
is_carried(const struct lan_wanted *links, const struct lan_heard *lan, uint16_t vlan)
{
	unsigned v = 0;

	while (v < links->vlanifs_count && links->vlanif[v].vlan != vlan)
		v++;
	if (v == links->vlanifs_count || !links->vlanif[v].up)
		return false;
	for (unsigned i = 0; i < links->ports_count; i++) {
		const struct lan_wanted_port *p = &links->port[i];

		if (p->up && p->carries && has_link(lan, p->name) &&
		    (p->untagged == vlan || lan_vlan_in(&p->tagged, vlan)))
			return true;
	}
	return false;
}

static void
tell(const struct pulse_group *group, bool on, struct step *step)
{
	out_add(step->out, NODE_ACT_PULSE)->pulse = (struct pulse_input){.kind = PULSE_IN_LEAVE,
									 .now = step->now,
									 .vlan = group->vlan,
									 .vrid = group->config.vrid,
									 .on = on};
}

void
resign_before(const struct pulse_config *now, const struct pulse_config *then,
	      const struct lan_heard *lan, const struct lan_wanted *links, struct step *step)
{
	for (unsigned i = 0; i < now->count; i++)
		if (!is_there(then, &now->group[i]) || !is_carried(links, lan, now->group[i].vlan))
			tell(&now->group[i], true, step);
}

void
resign_cancel(const struct pulse_config *now, struct step *step)
{
	for (unsigned i = 0; i < now->count; i++)
		tell(&now->group[i], false, step);
}
