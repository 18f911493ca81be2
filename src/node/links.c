/* node/links.c -- see node/links.h. */
#include "node/links.h"

void
links_heard(struct lan_heard *lan, const struct node_input *in, struct step *step)
{
	bool up = in->u.link.up;

	if (in->u.link.port) {
		if (lan_hear_port(lan, in->u.link.port, up))
			out_log(step->out, &event_link, "The link is %s (interface=%s)",
				up ? "up" : "down", in->u.link.port);
	} else if (lan_hear_vlanif(lan, in->u.link.vlan, up, in->u.link.mac)) {
		out_log(step->out, &event_link, "The link is %s (interface=Vlanif%u)",
			up ? "up" : "down", in->u.link.vlan);
	}
}
