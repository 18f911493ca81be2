/* node/guard.c -- see node/guard.h. */
#include "node/guard.h"

#include "node/step/event.h"
#include "wire/arp.h"
#include "wire/ether.h"

enum { GUARD_FRAME_LEN = ETHER_HEADER_LEN + ARP_LEN };

static bool
has(const struct vrrp_status *v, struct ip4 address)
{
	for (unsigned i = 0; i < v->vips_count; i++)
		if (ip4_same(v->vip[i], address))
			return true;
	return false;
}

/* What is remembered of the group; of another one that had its place nothing. */
static struct guard_group *
place_of(struct guard *g, const struct vrrp_latest *latest, const struct vrrp_status *v)
{
	struct guard_group *place = &g->group[v - latest->status];

	if (place->vlan != v->vlan || place->vrid != v->vrid)
		*place = (struct guard_group){.vlan = v->vlan, .vrid = v->vrid};
	return place;
}

static void
tell(struct guard_group *p, struct mac mac, struct step *step)
{
	char address[IP4_TEXT], text[MAC_TEXT], name[LAN_INTERFACE_TEXT];

	if (p->told_us != 0 && step->now < time_after(p->told_us, GUARD_TELL_US))
		return;
	p->told_us = step->now;
	out_log(
	    step->out, &event_virtual_rival,
	    "%s says that it has the virtual address %s. This device is Master and says that it "
	    "has it (interface=%s, vrid=%u)",
	    mac_format(mac, text), ip4_format(p->address, address),
	    step_interface(step, p->vlan, name), p->vrid);
}

static void
claimed(struct guard_group *p, struct ip4 address, struct mac mac, struct step *step)
{
	uint64_t at_us = p->defended_us == 0 ? 0 : time_after(p->defended_us, GUARD_SPACE_US);

	p->address = address;
	if (p->due_us == 0)
		p->due_us = at_us > step->now ? at_us : step->now;
	tell(p, mac, step);
}

static void
hear(struct guard *g, const struct vrrp_latest *latest, const struct node_frame *f,
     struct step *step)
{
	struct rd frame = rd_of(f->bytes, f->len);
	struct ether e;
	struct arp a;

	if (ether_decode(&frame, &e) != WIRE_OK || e.type != ETHER_ARP ||
	    arp_decode(frame, &a) != WIRE_OK)
		return;
	for (unsigned i = 0; i < latest->count; i++) {
		const struct vrrp_status *v = &latest->status[i];

		if (v->vlan == f->vlan && v->state == VRRP_MASTER && has(v, a.sender) &&
		    !mac_same(a.sender_mac, mac_vrrp(v->vrid)))
			claimed(place_of(g, latest, v), a.sender, a.sender_mac, step);
	}
}

void
guard_frames(struct guard *g, const struct vrrp_latest *latest, const struct node_input *in,
	     struct step *step)
{
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];

		if (f->len >= ETHER_HEADER_LEN && f->bytes[12] == ETHER_ARP >> 8 &&
		    f->bytes[13] == (ETHER_ARP & 0xff))
			hear(g, latest, f, step);
	}
}

static void
announce(struct guard_group *p, struct step *step)
{
	struct wr w = wr_of(out_room(step->out, GUARD_FRAME_LEN), GUARD_FRAME_LEN);

	arp_gratuitous(&w, mac_vrrp(p->vrid), p->address);
	out_frame(step->out, p->vlan, &w);
	p->defended_us = step->now;
}

void
guard_review(struct guard *g, const struct vrrp_latest *latest, struct step *step)
{
	for (unsigned i = 0; i < VRRP_LATEST_MAX; i++) {
		struct guard_group *p = &g->group[i];
		const struct vrrp_status *v;

		if (p->due_us == 0 || step->now < p->due_us)
			continue;
		p->due_us = 0;
		v = vrrp_latest_find(latest, p->vlan, p->vrid);
		if (v && v->state == VRRP_MASTER && has(v, p->address))
			announce(p, step);
	}
}

uint64_t
guard_deadline(const struct guard *g)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < VRRP_LATEST_MAX; i++)
		if (g->group[i].due_us != 0)
			deadline_us = time_min(deadline_us, g->group[i].due_us);
	return deadline_us;
}
