/* node/pair/hearing.c -- see node/pair/hearing.h. A place is made when the first frame of a VLAN
 * with a group is heard, and is another VLAN's when its own has no group any more. */
#include "node/pair/hearing.h"

#include "dhcp/reply.h"
#include "node/pair/room.h"
#include "node/step/event.h"
#include "wire/arp.h"
#include "wire/ether.h"

enum { HEARING_FRAME_LEN = ETHER_HEADER_LEN + ARP_LEN };

/* ---- places ---- */

static bool
has_group(const struct pulse_config *c, uint16_t vlan)
{
	for (unsigned i = 0; i < c->count; i++)
		if (c->group[i].vlan == vlan)
			return true;
	return false;
}

static const struct hearing_place *
find(const struct pairs *all, uint16_t vlan)
{
	for (unsigned i = 0; i < all->hearing.count; i++)
		if (all->hearing.place[i].vlan == vlan)
			return &all->hearing.place[i];
	return NULL;
}

static struct hearing_place *
place_of(struct pairs *all, uint16_t vlan)
{
	struct hearing *h = &all->hearing;
	struct hearing_place *p = NULL;

	for (unsigned i = 0; i < h->count; i++)
		if (h->place[i].vlan == vlan)
			return &h->place[i];
	if (!has_group(all->pulse, vlan))
		return NULL;
	for (unsigned i = 0; i < h->count && !p; i++)
		if (!has_group(all->pulse, h->place[i].vlan))
			p = &h->place[i];
	if (!p)
		p = &h->place[h->count++]; /* no more than groups */
	*p = (struct hearing_place){.vlan = vlan};
	return p;
}

static bool
is_master(const struct pairs *all, uint16_t vlan)
{
	for (unsigned i = 0; i < all->vrrp.count; i++)
		if (all->vrrp.status[i].vlan == vlan && all->vrrp.status[i].state == VRRP_MASTER)
			return true;
	return false;
}

static void
hear(struct pairs *all, struct hearing_place *p, struct step *step)
{
	char name[LAN_INTERFACE_TEXT];

	if (!vrrp_deaf_hear(&p->deaf, is_master(all, p->vlan), step->now))
		return;
	out_log(step->out, &event_hears, "A frame was heard again (interface=%s)",
		step_interface(step, p->vlan, name));
	step->review = true;
}

/* ---- hosts ---- */

/* A new one takes the place of who was silent longest. */
static void
learn(struct hearing_place *p, struct ip4 address, struct mac mac, uint64_t now)
{
	struct hearing_host *to = &p->host[0];

	for (unsigned i = 0; i < HEARING_HOSTS_MAX; i++) {
		struct hearing_host *h = &p->host[i];

		if (ip4_same(h->address, address)) {
			to = h;
			break;
		}
		if (h->heard_us < to->heard_us)
			to = h;
	}
	*to = (struct hearing_host){address, mac, now};
}

static bool
is_peer(const struct pairs *all, struct ip4 address)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		const struct service *s = &all->service[i];
		const struct rbs_address *said;
		unsigned count = s->used ? rbs_session_peer_addresses(s->session, &said) : 0;

		if (s->used && ip4_same(s->config.peer.peer, address))
			return true;
		for (unsigned k = 0; k < count; k++)
			if (ip4_same(said[k].address, address))
				return true;
	}
	return false;
}

static bool
is_on(const struct pairs *all, struct ip4 address, uint16_t vlan)
{
	const struct lan_heard_vlanif *v = lan_heard_towards(all->lan, address);

	return v && v->vlan == vlan;
}

/* Who has which address by this frame: a client by what it asks for, too, which it gets as a rule.
 */
static struct ip4
sender_of(const struct node_frame *f, struct mac *ret)
{
	struct rd frame = rd_of(f->bytes, f->len);
	struct dhcp_request request;
	struct ether e;
	struct arp a;

	if (ether_decode(&frame, &e) != WIRE_OK)
		return (struct ip4){0};
	*ret = e.src;
	if (e.type == ETHER_ARP && arp_decode(frame, &a) == WIRE_OK)
		return a.sender;
	if (dhcp_hear(rd_of(f->bytes, f->len), f->vlan, f->checksum_unfinished, &request) !=
	    DHCP_TAKEN)
		return (struct ip4){0};
	if (ip4_set(request.source) || request.message.type != DHCP_REQUEST)
		return request.source;
	return request.message.requested;
}

/* Not every frame of a crowd is read for that. */
static void
look_for_host(const struct pairs *all, struct hearing_place *p, const struct node_frame *f,
	      uint64_t now)
{
	struct ip4 sender;
	struct mac mac;

	if (p->learned == HEARING_HOSTS_MAX && now < time_after(p->learned_us, HEARING_LEARN_US))
		return;
	sender = sender_of(f, &mac);
	if (!ip4_set(sender) || !is_on(all, sender, f->vlan) || is_peer(all, sender))
		return;
	learn(p, sender, mac, now);
	if (now >= time_after(p->learned_us, HEARING_LEARN_US)) {
		p->learned_us = now;
		p->learned = 0;
	}
	p->learned++;
}

void
hearing_frames(struct pairs *all, const struct node_input *in, struct step *step)
{
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];
		struct hearing_place *p = place_of(all, f->vlan);

		if (!p)
			continue;
		hear(all, p, step);
		look_for_host(all, p, f, step->now);
	}
}

void
hearing_status(struct pairs *all, const struct vrrp_status *status, struct step *step)
{
	const struct vrrp_status *old = vrrp_latest_find(&all->vrrp, status->vlan, status->vrid);
	struct hearing_place *p = place_of(all, status->vlan);

	if (p && old && status->counters.received > old->counters.received)
		hear(all, p, step);
}

void
hearing_stream(struct pairs *all, const struct node_input *in, struct step *step)
{
	const struct service *s = &all->service[in->u.stream.service];
	const struct lan_heard_vlanif *v =
	    s->used ? lan_heard_towards(all->lan, s->config.peer.peer) : NULL;
	struct hearing_place *p = v ? place_of(all, v->vlan) : NULL;

	if (p && in->u.stream.event == NODE_STREAM_DATA)
		hear(all, p, step);
}

/* ---- asking ---- */

/* A peer was there lately that may be given mastership, as far as this device can know. */
static bool
had_peer(const struct pairs *all, uint16_t vlan, uint64_t now)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];
		uint64_t heard_us;

		if (!p->used || p->vlan != vlan || p->service == NODE_NONE)
			continue;
		heard_us = rbs_session_heard_us(all->service[p->service].session);
		if (heard_us != 0 && now <= time_after(heard_us, HEARING_PEER_US) &&
		    (p->stand.pair != RBS_PAIRED || p->served.peer_ready))
			return true;
	}
	return false;
}

static bool
owns(const struct pairs *all, uint16_t vlan)
{
	for (unsigned i = 0; i < all->vrrp.count; i++)
		if (all->vrrp.status[i].vlan == vlan &&
		    all->vrrp.status[i].priority_run == VRRP_PRIORITY_OWNER)
			return true;
	return false;
}

static bool
knows_host(const struct hearing_place *p, uint64_t now)
{
	for (unsigned i = 0; i < HEARING_HOSTS_MAX; i++)
		if (p->host[i].heard_us != 0 &&
		    now <= time_after(p->host[i].heard_us, HEARING_HOST_US))
			return true;
	return false;
}

static void
send(const struct lan_heard_vlanif *from, struct mac to, struct ip4 address, struct step *step)
{
	struct wr w = wr_of(out_room(step->out, HEARING_FRAME_LEN), HEARING_FRAME_LEN);

	arp_ask(&w, from->mac, to, address);
	out_frame(step->out, from->vlan, &w);
}

/* The peer by what it said its interface has here: the session may take another way. */
static void
ask_peer(const struct pairs *all, const struct service *s, const struct lan_heard_vlanif *from,
	 struct step *step)
{
	const struct rbs_address *said;
	unsigned count = rbs_session_peer_addresses(s->session, &said);

	if (s->config.peer.set && is_on(all, s->config.peer.peer, from->vlan))
		send(from, MAC_BROADCAST, s->config.peer.peer, step);
	for (unsigned i = 0; i < count; i++)
		if (is_on(all, said[i].address, from->vlan) &&
		    !ip4_same(said[i].address, s->config.peer.peer))
			send(from, MAC_BROADCAST, said[i].address, step);
}

static void
ask(const struct pairs *all, const struct hearing_place *p, struct step *step)
{
	const struct lan_heard_vlanif *from = lan_heard_vlanif(all->lan, p->vlan);

	for (unsigned i = 0; from && i < HEARING_HOSTS_MAX; i++)
		if (p->host[i].heard_us != 0)
			send(from, p->host[i].mac, p->host[i].address, step);
	for (unsigned i = 0; from && i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			ask_peer(all, &all->service[i], from, step);
}

void
hearing_review(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < all->hearing.count; i++) {
		struct hearing_place *p = &all->hearing.place[i];
		bool may = is_master(all, p->vlan) && !owns(all, p->vlan) &&
			   had_peer(all, p->vlan, step->now) && knows_host(p, step->now);
		char name[LAN_INTERFACE_TEXT];

		p->may = may;
		switch (vrrp_deaf_look(&p->deaf, may, step->now)) {
		case VRRP_DEAF_ASK:
			ask(all, p, step);
			break;
		case VRRP_DEAF_OUT:
			out_log(step->out, &event_deaf,
				"Nobody is heard, and no host answers; the groups take no part "
				"until a frame is heard (interface=%s)",
				step_interface(step, p->vlan, name));
			step->review = true;
			break;
		case VRRP_DEAF_NOTHING:
			break;
		}
	}
}

/* Who may not be deaf now may be by the next thing that happens, and is looked at then. */
uint64_t
hearing_deadline(const struct pairs *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < all->hearing.count; i++)
		if (all->hearing.place[i].may)
			deadline_us =
			    time_min(deadline_us, vrrp_deaf_deadline(&all->hearing.place[i].deaf));
	return deadline_us;
}

bool
hearing_is_out(const struct pairs *all, uint16_t vlan)
{
	const struct hearing_place *p = find(all, vlan);

	return p && p->deaf.out;
}

unsigned
hearing_count_out(const struct pairs *all)
{
	unsigned out = 0;

	for (unsigned i = 0; i < all->hearing.count; i++)
		out += all->hearing.place[i].deaf.out;
	return out;
}
