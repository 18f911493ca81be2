/* node/links.c -- see node/links.h. */
#include "node/links.h"

#include <assert.h>

#include "conf/interface.h"

static_assert((int)PULSE_PORTS_MAX >= (int)LAN_PORTS_MAX, "it is told of every port");

/* A group may track the port. Of a Vlanif the host tells the pulse by itself. */
static void
tell_pulse(const char *port, bool up, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_PULSE);
	struct interface_name name;
	bool known = interface_parse(port, &name);

	assert(known);
	a->pulse.kind = PULSE_IN_PORT;
	a->pulse.now = step->now;
	a->pulse.port = name.number;
	a->pulse.on = up;
}

void
links_heard(struct lan_heard *lan, const struct node_input *in, struct step *step)
{
	bool up = in->u.link.up;

	if (in->u.link.port) {
		if (!lan_hear_port(lan, in->u.link.port, up))
			return;
		out_log(step->out, &event_link, "The link is %s (interface=%s)", up ? "up" : "down",
			in->u.link.port);
		tell_pulse(in->u.link.port, up, step);
	} else if (lan_hear_vlanif(lan, in->u.link.vlan, up, in->u.link.mac)) {
		out_log(step->out, &event_link, "The link is %s (interface=Vlanif%u)",
			up ? "up" : "down", in->u.link.vlan);
	}
}

static void
tell_pulse_of_vlanif(const struct lan_heard_vlanif *v, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_PULSE);

	a->pulse.kind = PULSE_IN_LINK;
	a->pulse.now = step->now;
	a->pulse.vlan = v->vlan;
	a->pulse.on = v->link;
}

void
links_tell_pulse(const struct lan_heard *lan, struct step *step)
{
	for (unsigned i = 0; i < lan->vlanifs_count; i++)
		tell_pulse_of_vlanif(&lan->vlanif[i], step);
	for (unsigned i = 0; i < lan->ports_count; i++)
		tell_pulse(lan->port[i].name, lan->port[i].link, step);
}
