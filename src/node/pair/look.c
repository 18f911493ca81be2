/* node/pair/look.c -- see node/pair/look.h.
 *
 *	off --alone--> waits --next_us--> runs --answered--> waits
 *	                 ^                 |
 *	                 `-----silent------'      off again with a session
 *
 * Rounds that began before this device was Master say nothing of now: it may have been cut off
 * itself. So the last two have to begin after that, and the last one in the last seconds of the
 * delay or later. */
#include "node/pair/look.h"

#include "node/pair/room.h"
#include "wire/arp.h"
#include "wire/ether.h"

enum { LOOK_FRAME_LEN = ETHER_HEADER_LEN + ARP_LEN };

#define LOOK_STILL_US (15 * TIME_SEC) /* who was heard so lately is told to be there */

/* ---- our own ---- */

static void
say(const struct lan_address *a, struct mac mac, struct rbs_local *ret)
{
	static const struct mac none;

	if (!a->set || mac_same(mac, none) || ret->addresses_count == RBS_ADDRESSES_MAX)
		return;
	for (unsigned i = 0; i < ret->addresses_count; i++)
		if (ip4_same(ret->address[i].address, a->address))
			return;
	ret->address[ret->addresses_count++] = (struct rbs_address){a->address, mac};
}

/* The primary addresses of the service's interfaces, or the others. */
static void
say_all(const struct pairs *all, unsigned slot, bool primary, struct rbs_local *ret)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];
		const struct lan_heard_vlanif *v = NULL;

		if (p->used && p->service == slot && p->config.vrrp.set)
			v = lan_heard_vlanif(all->lan, p->vlan);
		if (v && primary)
			say(&v->config->primary, v->mac, ret);
		for (unsigned k = 0; v && !primary && k < LAN_SUB_ADDRESSES_MAX; k++)
			say(&v->config->sub[k], v->mac, ret);
	}
}

void
look_say(const struct pairs *all, unsigned slot, struct rbs_local *ret)
{
	ret->addresses_count = 0;
	say_all(all, slot, true, ret);
	say_all(all, slot, false, ret); /* as far as there is room */
}

/* ---- where the peer is ---- */

_Static_assert((int)DHCP_OTHERS_MAX >= 1 + (int)RBS_ADDRESSES_MAX, "room for all that a peer says");

void
look_others(const struct pairs *all, const struct profile *p, struct dhcp_terms *terms)
{
	const struct rbs_address *said;
	unsigned count = 0;

	terms->others_count = 0;
	if (ip4_set(terms->left))
		terms->other[terms->others_count++] = terms->left;
	if (p && p->service != NODE_NONE && all->service[p->service].session)
		count = rbs_session_peer_addresses(all->service[p->service].session, &said);
	for (unsigned i = 0; i < count; i++)
		terms->other[terms->others_count++] = said[i].address;
}

static struct look_place *
place_find(struct look *l, struct ip4 address)
{
	for (unsigned i = 0; i < l->places_count; i++)
		if (ip4_same(l->place[i].address, address))
			return &l->place[i];
	return NULL;
}

static void
place_add(const struct pairs *all, struct look *l, const struct look *old, struct rbs_address at,
	  bool mac_known)
{
	const struct lan_heard_vlanif *v = lan_heard_towards(all->lan, at.address);
	struct look_place *p = &l->place[l->places_count];

	if (!ip4_set(at.address) || place_find(l, at.address))
		return;
	l->places_count++;
	*p = (struct look_place){.address = at.address, .mac = at.mac, .mac_known = mac_known};
	if (v) {
		p->vlan = v->vlan;
		p->own = v->mac;
	}
	for (unsigned i = 0; i < old->places_count; i++)
		if (ip4_same(old->place[i].address, at.address))
			p->heard_us = old->place[i].heard_us;
}

/* What the peer said comes first: it has the MAC of the session's address too. */
static void
find_places(const struct pairs *all, struct service *s)
{
	const struct rbs_address *said;
	unsigned count = rbs_session_peer_addresses(s->session, &said);
	struct look old = s->look;

	s->look.places_count = 0;
	for (unsigned i = 0; i < count; i++)
		place_add(all, &s->look, &old, said[i], true);
	place_add(all, &s->look, &old, (struct rbs_address){.address = s->config.peer.peer}, false);
}

/* ---- asking ---- */

static void
send_frame(const struct look_place *p, struct step *step)
{
	struct wr w = wr_of(out_room(step->out, LOOK_FRAME_LEN), LOOK_FRAME_LEN);

	arp_ask(&w, p->own, p->mac_known ? p->mac : MAC_BROADCAST, p->address);
	out_frame(step->out, p->vlan, &w);
}

static void
ask(struct look *l, struct step *step)
{
	for (unsigned i = 0; i < l->places_count; i++)
		if (l->place[i].vlan != 0)
			send_frame(&l->place[i], step);
	l->left--;
	l->asked_us = step->now;
	l->next_us = time_after(step->now, LOOK_SPACE_US);
}

static void
begin(const struct pairs *all, struct service *s, struct step *step)
{
	find_places(all, s);
	s->look.runs = true;
	s->look.before_us = s->look.began_us;
	s->look.began_us = step->now;
	s->look.left = LOOK_FRAMES;
	ask(&s->look, step);
}

static void
end(struct look *l, bool answered, uint64_t now)
{
	l->runs = false;
	l->answered = answered;
	l->silent = answered ? 0 : l->silent + 1;
	l->next_us = time_after(now, LOOK_AGAIN_US);
}

void
look_tick(struct pairs *all, unsigned slot, bool alone, struct step *step)
{
	struct service *s = &all->service[slot];
	struct look *l = &s->look;

	if (alone != l->on) {
		l->on = alone;
		l->runs = l->answered = false;
		l->silent = 0;
		l->began_us = l->before_us = 0;
		l->next_us = time_after(step->now, LOOK_FIRST_US);
	}
	if (!l->on || step->now < l->next_us)
		return;
	if (!l->runs)
		begin(all, s, step);
	else if (l->left > 0)
		ask(l, step);
	else
		end(l, false, step->now);
}

uint64_t
look_deadline(const struct pairs *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used && all->service[i].look.on)
			deadline_us = time_min(deadline_us, all->service[i].look.next_us);
	return deadline_us;
}

/* ---- hearing ---- */

static void
hear(struct look *l, uint16_t vlan, const struct ether *e, const struct arp *a, uint64_t now)
{
	struct look_place *p = place_find(l, a->sender);

	if (!p || p->vlan != vlan || mac_same(a->sender_mac, p->own) ||
	    mac_same(a->sender_mac, mac_vrrp(a->sender_mac.byte[5])) ||
	    (p->mac_known && !mac_same(a->sender_mac, p->mac)))
		return;
	p->heard_us = now;
	if (!l->runs || !a->reply || !mac_same(e->dst, p->own) ||
	    !mac_same(e->src, a->sender_mac) || now >= time_after(l->asked_us, LOOK_SPACE_US))
		return;
	l->by = a->sender;
	end(l, true, now);
}

static void
hear_frame(struct pairs *all, const struct node_frame *f, uint64_t now)
{
	struct rd frame = rd_of(f->bytes, f->len);
	struct ether e;
	struct arp a;

	if (ether_decode(&frame, &e) != WIRE_OK || e.type != ETHER_ARP ||
	    arp_decode(frame, &a) != WIRE_OK || !ip4_set(a.sender))
		return;
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used && all->service[i].look.on)
			hear(&all->service[i].look, f->vlan, &e, &a, now);
}

void
look_frames(struct pairs *all, const struct node_input *in, const struct step *step)
{
	if (look_deadline(all) == TIME_NEVER)
		return;
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];

		if (f->len >= ETHER_HEADER_LEN && f->bytes[12] == ETHER_ARP >> 8 &&
		    f->bytes[13] == (ETHER_ARP & 0xff))
			hear_frame(all, f, step->now);
	}
}

/* ---- advertisements ---- */

/* Whether advertisements of this source in the group are the peer's. */
static bool
is_peer(const struct service *s, const struct vrrp_status *group, const struct profile *p,
	struct ip4 source)
{
	const struct rbs_address *said;
	unsigned count = rbs_session_peer_addresses(s->session, &said);

	for (unsigned i = 0; i < count; i++)
		if (ip4_same(said[i].address, source))
			return true;
	return ip4_same(s->config.peer.peer, source) ||
	       (count == 0 && p->config.vrrp.set && p->vlan == group->vlan &&
		p->config.vrrp.vrid == group->vrid);
}

struct advert { /* the last one of the peer */
	struct ip4 source;
	uint16_t vlan;
	uint64_t heard_us; /* 0: none */
	bool counts;	   /* VRRP believes it yet */
};

/* Master_Down, in which the skew is an interval at most, and a second until pulse/ told it. */
static void
look_at_group(const struct service *s, const struct profile *p, const struct vrrp_status *group,
	      uint64_t now, struct advert *ret)
{
	uint64_t interval_us = group->interval_ms * TIME_MS;
	uint64_t lasts_us = (group->hold_multiplier + 1) * interval_us + TIME_SEC;

	for (unsigned i = 0; i < VRRP_SOURCES_MAX; i++) {
		const struct vrrp_source *from = &group->source[i];

		if (from->heard_us <= ret->heard_us || !is_peer(s, group, p, from->address))
			continue;
		*ret = (struct advert){from->address, group->vlan, from->heard_us,
				       now < time_after(from->heard_us, lasts_us)};
	}
}

static struct advert
last_advert(const struct pairs *all, const struct profile *p, uint64_t now)
{
	struct advert last = {.heard_us = 0};

	for (unsigned i = 0; i < all->vrrp.count; i++)
		look_at_group(&all->service[p->service], p, &all->vrrp.status[i], now, &last);
	return last;
}

/* ---- before a declaration ---- */

static const struct vrrp_status *
group_of(const struct pairs *all, const struct profile *p)
{
	return vrrp_latest_find(&all->vrrp, p->vlan, p->config.vrrp.vrid);
}

static uint64_t
master_us(const struct pairs *all, const struct profile *p)
{
	const struct vrrp_status *group = p->config.vrrp.set ? group_of(all, p) : NULL;

	return group ? group->changed_us : 0;
}

/* If the last round began earlier, another one is needed. */
static uint64_t
since_us(const struct pairs *all, const struct profile *p, uint64_t due_us)
{
	uint64_t us = due_us - LOOK_ROUND_US, master = master_us(all, p);

	return master > us ? master : us;
}

void
look_before(struct pairs *all, const struct profile *p, uint64_t due_us, struct step *step)
{
	struct service *s = &all->service[p->service];

	if (s->look.on && !s->look.runs && s->look.began_us < since_us(all, p, due_us))
		begin(all, s, step);
}

/* A device that is not Master serves nobody: it learns nothing by itself, and gains nothing. */
static bool
is_master(const struct pairs *all, const struct profile *p, struct text *t)
{
	const struct vrrp_status *group = group_of(all, p);
	char master[IP4_TEXT], name[LAN_INTERFACE_TEXT];

	if (!p->config.vrrp.set || (group && group->state == VRRP_MASTER))
		return true;
	if (group && group->state == VRRP_BACKUP && ip4_set(group->master))
		text_add(t, "%s advertises itself as Master on %s",
			 ip4_format(group->master, master),
			 lan_heard_name(all->lan, group->vlan, name));
	else
		text_add(t, "this device is not Master of its VRRP group");
	return false;
}

bool
look_is_over(const struct pairs *all, const struct profile *p, uint64_t due_us, uint64_t now,
	     struct text *t)
{
	const struct look *l = &all->service[p->service].look;
	struct advert advert = last_advert(all, p, now);
	char address[IP4_TEXT], name[LAN_INTERFACE_TEXT];

	if (!is_master(all, p, t))
		return false;
	if (advert.counts)
		text_add(t, "advertisements of %s are heard on %s",
			 ip4_format(advert.source, address),
			 lan_heard_name(all->lan, advert.vlan, name));
	else if (l->answered)
		text_add(t, "peer's %s answers ARP", ip4_format(l->by, address));
	else
		return !l->runs && l->silent >= LOOK_SILENT_ROUNDS &&
		       l->began_us >= since_us(all, p, due_us) && l->before_us >= master_us(all, p);
	return false;
}

/* ---- for an operator ---- */

struct heard { /* last */
	struct ip4 address;
	uint16_t vlan;
	uint64_t at_us; /* 0: nothing */
	const struct lan_heard *lan;
};

static void
add_age(struct text *t, uint64_t heard_us, uint64_t now)
{
	unsigned long long s = (now - heard_us) / TIME_SEC;

	if (s < 120)
		text_add(t, "%llu s ago", s);
	else if (s < 7200)
		text_add(t, "%llu min ago", s / 60);
	else
		text_add(t, "%llu h ago", s / 3600);
}

static void
add_heard(struct text *t, const struct heard *h, const char *none, uint64_t now)
{
	char address[IP4_TEXT], on[LAN_INTERFACE_TEXT];

	if (h->at_us == 0) {
		text_add(t, "%s\n", none);
		return;
	}
	add_age(t, h->at_us, now);
	text_add(t, ", %s on %s\n", ip4_format(h->address, address),
		 lan_heard_name(h->lan, h->vlan, on));
}

static struct heard
heard_by_arp(const struct look *l, const char **ret_none)
{
	struct heard last = {.at_us = 0};
	bool asked = false;

	for (unsigned i = 0; i < l->places_count; i++) {
		const struct look_place *p = &l->place[i];

		asked |= p->vlan != 0;
		if (p->heard_us > last.at_us)
			last = (struct heard){p->address, p->vlan, p->heard_us, NULL};
	}
	*ret_none = l->began_us == 0 ? "not asked yet"
		    : asked	     ? "no answer"
				     : "not asked, no address of it is on a link here";
	return last;
}

static struct heard
heard_by_vrrp(const struct pairs *all, unsigned slot, uint64_t now)
{
	struct heard last = {.at_us = 0};

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];
		struct advert of = {.heard_us = 0};

		if (p->used && p->service == slot)
			of = last_advert(all, p, now);
		if (of.heard_us > last.at_us)
			last = (struct heard){of.source, of.vlan, of.heard_us, NULL};
	}
	return last;
}

static void
describe(const struct heard *arp, const char *no_arp, const struct heard *vrrp, uint64_t session_us,
	 uint64_t now, struct text *out)
{
	text_add(out, "  Session       : ");
	if (session_us != 0)
		add_age(out, session_us, now);
	text_add(out, session_us != 0 ? "\n" : "none since the start\n");
	text_add(out, "  ARP           : ");
	add_heard(out, arp, no_arp, now);
	text_add(out, "  Advertisement : ");
	add_heard(out, vrrp, "none since the start", now);
}

void
look_describe(const struct pairs *all, unsigned slot, uint64_t now, struct text *out)
{
	const struct service *s = &all->service[slot];
	uint64_t session_us = rbs_session_heard_us(s->session), last_us;
	const char *no_arp;
	struct heard arp = heard_by_arp(&s->look, &no_arp), vrrp = heard_by_vrrp(all, slot, now);

	arp.lan = vrrp.lan = all->lan;
	last_us = arp.at_us > vrrp.at_us ? arp.at_us : vrrp.at_us;
	if (last_us == 0 && session_us == 0) {
		text_add(out, "Nothing was heard of the peer since the start of this device:\n");
	} else {
		text_add(out, "The peer was heard ");
		add_age(out, last_us > session_us ? last_us : session_us, now);
		text_add(out, ":\n");
	}
	describe(&arp, no_arp, &vrrp, session_us, now, out);
	if (last_us != 0 && now < time_after(last_us, LOOK_STILL_US))
		text_add(out, "It is there: if it reaches clients, both devices will give out the "
			      "same addresses.\n");
}
