/* node/defend.c -- see node/defend.h. */
#include "node/defend.h"

#include "wire/arp.h"
#include "wire/ether.h"

enum {
	DEFEND_PROBES = 3,    /* RFC 5227 1.1, PROBE_NUM */
	DEFEND_ANNOUNCES = 2, /* ANNOUNCE_NUM */
	DEFEND_FRAME_LEN = ETHER_HEADER_LEN + ARP_LEN
};

#define DEFEND_SPACE_US (1 * TIME_SEC)
#define DEFEND_TELL_US	(600 * TIME_SEC) /* one alarm in so long */

/* ---- asking ---- */

static void
send_frame(const struct lan_heard_vlanif *v, bool announce, struct step *step)
{
	struct wr w = wr_of(out_room(step->out, DEFEND_FRAME_LEN), DEFEND_FRAME_LEN);

	if (announce)
		arp_gratuitous(&w, v->mac, v->rival.address);
	else
		arp_probe(&w, v->mac, v->rival.address);
	out_frame(step->out, v->vlan, &w);
}

static void
ask(struct lan_heard_vlanif *v, struct step *step)
{
	struct lan_rival *r = &v->rival;

	send_frame(v, r->left <= DEFEND_ANNOUNCES && r->heard_us == 0, step);
	r->asked_us = step->now;
	r->left -= r->left > 0;
	r->ask_us = TIME_NEVER;
	if (r->left > 0)
		r->ask_us = time_after(step->now, DEFEND_SPACE_US);
	else if (r->heard_us != 0)
		r->ask_us = time_after(step->now, DEFEND_AGAIN_US);
}

void
defend_ask(struct lan_heard *lan, uint16_t vlan, const struct step *step)
{
	for (unsigned i = 0; i < lan->vlanifs_count; i++) {
		struct lan_rival *r = &lan->vlanif[i].rival;

		if (lan->vlanif[i].vlan != vlan || !ip4_set(r->address) ||
		    r->ask_us != TIME_NEVER || step->now < time_after(r->asked_us, DEFEND_AGAIN_US))
			continue;
		r->left = DEFEND_ANNOUNCES + 1;
		r->ask_us = step->now;
	}
}

/* ---- a rival ---- */

static void
tell(struct lan_heard_vlanif *v, bool yields, struct step *step)
{
	char address[IP4_TEXT], mac[MAC_TEXT];

	if (v->rival.told_us != 0 && step->now < time_after(v->rival.told_us, DEFEND_TELL_US))
		return;
	v->rival.told_us = step->now;
	v->rival.told = true;
	out_log(
	    step->out, &event_rival,
	    "%s says that it has this device's address %s. Two devices with one configuration? %s "
	    "(interface=%s)",
	    mac_format(v->rival.mac, mac), ip4_format(v->rival.address, address),
	    yields ? "DHCP is not served here while that lasts, for this device has never "
		     "agreed its half of the addresses with a peer"
		   : "This device keeps the address and goes on",
	    v->name);
}

static void
defend(struct lan_heard_vlanif *v, struct step *step)
{
	struct lan_rival *r = &v->rival;

	if (r->defended_us != 0 && step->now < time_after(r->defended_us, DEFEND_AGAIN_US))
		return;
	r->defended_us = step->now;
	send_frame(v, true, step);
}

static void
hear(struct lan_heard_vlanif *v, struct mac mac, bool yields, struct step *step)
{
	struct lan_rival *r = &v->rival;

	r->heard_us = step->now;
	r->mac = mac;
	if (r->ask_us == TIME_NEVER)
		r->ask_us = time_after(step->now, DEFEND_AGAIN_US);
	tell(v, yields, step);
	if (!yields)
		defend(v, step);
}

/* A profile of this VLAN has a peer with which no half was ever agreed. */
static bool
never_agreed(const struct standings *standings, uint16_t vlan)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct standing *p = &standings->profile[i];

		if (p->used && p->vlan == vlan && standing_never_agreed(p))
			return true;
	}
	return false;
}

static bool
is_virtual(struct mac mac)
{
	return mac_same(mac, mac_vrrp(mac.byte[5]));
}

static void
hear_frame(struct lan_heard *lan, const struct standings *standings, const struct node_frame *f,
	   struct step *step)
{
	struct rd frame = rd_of(f->bytes, f->len);
	struct ether e;
	struct arp a;

	if (ether_decode(&frame, &e) != WIRE_OK || e.type != ETHER_ARP ||
	    arp_decode(frame, &a) != WIRE_OK || !ip4_set(a.sender) || is_virtual(a.sender_mac))
		return;
	for (unsigned i = 0; i < lan->vlanifs_count; i++) {
		struct lan_heard_vlanif *v = &lan->vlanif[i];

		if (v->vlan == f->vlan && ip4_same(v->rival.address, a.sender) &&
		    !mac_same(v->mac, a.sender_mac))
			hear(v, a.sender_mac, never_agreed(standings, v->vlan), step);
	}
}

void
defend_frames(struct lan_heard *lan, const struct standings *standings, const struct node_input *in,
	      struct step *step)
{
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];

		if (f->len >= ETHER_HEADER_LEN && f->bytes[12] == ETHER_ARP >> 8 &&
		    f->bytes[13] == (ETHER_ARP & 0xff))
			hear_frame(lan, standings, f, step);
	}
}

/* ---- time ---- */

static void
end(struct lan_heard_vlanif *v, struct step *step)
{
	char address[IP4_TEXT];

	v->rival.heard_us = 0;
	v->rival.ask_us = TIME_NEVER;
	if (!v->rival.told)
		return;
	v->rival.told = false;
	out_log(step->out, &event_rival_gone,
		"Nobody else says any more that it has %s (interface=%s)",
		ip4_format(v->rival.address, address), v->name);
}

static void
review(struct lan_heard_vlanif *v, struct step *step)
{
	struct lan_rival *r = &v->rival;
	bool up = lan_heard_vlanif_up(v) && v->config->primary.set;
	struct ip4 address = up ? v->config->primary.address : (struct ip4){0};

	if (!ip4_same(address, r->address))
		*r = (struct lan_rival){.address = address,
					.left = DEFEND_PROBES + DEFEND_ANNOUNCES,
					.ask_us = step->now};
	if (!up)
		return;
	if (r->heard_us != 0 && step->now >= time_after(r->heard_us, DEFEND_LASTS_US))
		end(v, step);
	if (step->now >= r->ask_us)
		ask(v, step);
}

void
defend_review(struct lan_heard *lan, struct step *step)
{
	for (unsigned i = 0; i < lan->vlanifs_count; i++)
		review(&lan->vlanif[i], step);
}

uint64_t
defend_deadline(const struct lan_heard *lan)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < lan->vlanifs_count; i++) {
		const struct lan_rival *r = &lan->vlanif[i].rival;

		if (!ip4_set(r->address))
			continue;
		deadline_us = time_min(deadline_us, r->ask_us);
		if (r->heard_us != 0)
			deadline_us =
			    time_min(deadline_us, time_after(r->heard_us, DEFEND_LASTS_US));
	}
	return deadline_us;
}
