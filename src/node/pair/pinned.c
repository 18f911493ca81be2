/* node/pair/pinned.c -- see node/pair/pinned.h. */
#include "node/pair/pinned.h"

#include "node/pair/room.h"

static bool
is_station(struct mac mac)
{
	static const struct mac none;

	return (mac.byte[0] & 1) == 0 && !mac_same(mac, none);
}

/* Where the peer is, by its word of this session; unset: unknown, or not on a link of ours. */
static struct pinned
wanted_of(const struct pairs *all, const struct service *s)
{
	const struct lan_heard_vlanif *v;
	const struct rbs_address *said;
	unsigned count;

	if (!s->used || !s->session || s->state != RBS_CONNECTED)
		return (struct pinned){0};
	v = lan_heard_towards(all->lan, s->config.peer.peer);
	count = v && rbs_session_addresses_are_new(s->session)
		    ? rbs_session_peer_addresses(s->session, &said)
		    : 0;
	for (unsigned i = 0; i < count; i++)
		if (ip4_same(said[i].address, s->config.peer.peer) && is_station(said[i].mac))
			return (struct pinned){v->vlan, said[i].address, said[i].mac};
	return (struct pinned){0};
}

static bool
same_place(const struct pinned *a, const struct pinned *b)
{
	return a->vlan == b->vlan && ip4_same(a->address, b->address);
}

static void
tell(const struct pinned *p, bool on, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_NEIGHBOUR);

	a->vlan = p->vlan;
	a->peer = p->address;
	a->mac = p->mac;
	a->on = on;
}

void
pinned_review(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct pinned *is = &all->pinned[i];
		struct pinned wanted = wanted_of(all, &all->service[i]);

		if (same_place(is, &wanted) && mac_same(is->mac, wanted.mac))
			continue;
		if (ip4_set(is->address) && !same_place(is, &wanted))
			tell(is, false, step);
		if (ip4_set(wanted.address))
			tell(&wanted, true, step);
		*is = wanted;
	}
}

void
pinned_again(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		all->pinned[i].mac = (struct mac){0};
	step->review = true;
}
