/* rbs/whereabouts.c -- see rbs/whereabouts.h. Owns said_address and peer_address of a session. Who
 * says nothing of itself on a new connection is told nothing either: the first KEEPALIVE of a
 * session goes out at once and has everything. */
#include "rbs/whereabouts.h"

static bool
is_same(struct rbs_address a, struct rbs_address b)
{
	return ip4_same(a.address, b.address) && mac_same(a.mac, b.mac);
}

bool
rbs_whereabouts_due(const struct rbs_session *s)
{
	if (s->said_addresses_count != s->local.addresses_count)
		return true;
	for (unsigned i = 0; i < s->local.addresses_count; i++)
		if (!is_same(s->said_address[i], s->local.address[i]))
			return true;
	return false;
}

void
rbs_whereabouts_say(struct rbs_session *s, struct rbs_keepalive *ret)
{
	s->said_addresses_count = ret->addresses_count = s->local.addresses_count;
	for (unsigned i = 0; i < s->local.addresses_count; i++)
		s->said_address[i] = ret->address[i] = s->local.address[i];
}

void
rbs_whereabouts_heard(struct rbs_session *s, const struct rbs_keepalive *k)
{
	bool same = s->addresses_new && s->peer_addresses_count == k->addresses_count;

	s->addresses_new = true;
	s->peer_addresses_count = k->addresses_count;
	for (unsigned i = 0; i < k->addresses_count; i++) {
		same = same && is_same(s->peer_address[i], k->address[i]);
		s->peer_address[i] = k->address[i];
	}
	if (!same)
		rbs_emit(s, RBS_OUT_ADDRESSES);
}

void
rbs_whereabouts_forget(struct rbs_session *s)
{
	s->addresses_new = false;
}
