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

bool
links_heard(struct lan_heard *lan, const struct node_input *in, struct step *step)
{
	bool up = in->u.link.up;

	if (in->u.link.port) {
		if (!lan_hear_port(lan, in->u.link.port, up))
			return false;
		out_log(step->out, &event_link, "The link is %s (interface=%s)", up ? "up" : "down",
			in->u.link.port);
		tell_pulse(in->u.link.port, up, step);
		return true;
	}
	if (!lan_hear_vlanif(lan, in->u.link.vlan, up, in->u.link.mac))
		return false;
	out_log(step->out, &event_link, "The link is %s (interface=%s)", up ? "up" : "down",
		lan_heard_vlanif(lan, in->u.link.vlan)->name);
	return true;
}

/* ---- what others took away ---- */

static void
tell_group(const struct pulse_group *g, enum pulse_input_kind kind, bool on, struct step *step)
{
	out_add(step->out, NODE_ACT_PULSE)->pulse = (struct pulse_input){
	    .kind = kind, .now = step->now, .vlan = g->vlan, .vrid = g->config.vrid, .on = on};
}

void
links_tell_broken(const struct lan_heard *lan, const struct pulse_config *groups, bool all,
		  struct step *step)
{
	for (unsigned i = 0; i < groups->count; i++) {
		const struct pulse_group *g = &groups->group[i];
		bool broken = lan_mend_broken(&lan->mend, g->vlan, g->config.vrid) != NULL;

		if (broken || all)
			tell_group(g, PULSE_IN_BROKEN, broken, step);
	}
}

static void
say(const struct lan_loss *l, const char *message, struct step *step)
{
	char what[LAN_LOST_TEXT_MAX];

	lan_lost_text(&l->what, what);
	switch (l->news) {
	case LAN_MEND_RESTORED:
		out_log(step->out, &event_lost, "%s; restored (times=%llu)", what,
			(unsigned long long)l->times);
		break;
	case LAN_MEND_BROKEN:
		out_log(step->out, &event_broken,
			"%s; it could not be restored%s%s; mastership goes to a peer that would "
			"serve",
			what, message[0] ? ": " : "", message);
		break;
	case LAN_MEND_FOUGHT:
		out_log(step->out, &event_broken,
			"%s; it is taken away again and again (times=%llu); mastership goes to a "
			"peer that would serve",
			what, (unsigned long long)l->times);
		break;
	case LAN_MEND_WELL:
		out_log(step->out, &event_mended, "No longer: %s", what);
		break;
	case LAN_MEND_NOTHING:
		break;
	}
}

static bool
touches(const struct node_input *in, const struct pulse_group *g)
{
	for (unsigned i = 0; i < in->u.lost.count; i++) {
		const struct lan_lost *l = &in->u.lost.list[i];

		if ((l->vlan == 0 || l->vlan == g->vlan) &&
		    (l->vrid == 0 || l->vrid == g->config.vrid))
			return true;
	}
	return false;
}

void
links_lost(struct lan_heard *lan, const struct pulse_config *groups, const struct node_input *in,
	   struct step *step)
{
	struct lan_mend *m = &lan->mend;
	bool again = lan_mend_look(m, in->u.lost.list, in->u.lost.count, step->now);

	for (unsigned i = 0; i < m->count; i++)
		say(&m->loss[i], in->u.lost.message, step);
	if (again)
		out_add(step->out, NODE_ACT_MEND);
	for (unsigned i = 0; again && i < groups->count; i++)
		if (touches(in, &groups->group[i]))
			tell_group(&groups->group[i], PULSE_IN_MEND, true, step);
	if (m->changed)
		links_tell_broken(lan, groups, true, step);
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
