/* node/pair/alien.c -- see node/pair/alien.h.
 *
 * Once a device is another one it does not become one again by HELLO before a batch was complete: a
 * peer that says back whatever it hears would make it forget for ever.
 *
 * The addresses of a service are kept from the moment a half was agreed under them: a configuration
 * with the peer's addresses by mistake, corrected since, says nothing of whose folder it is. */
#include "node/pair/alien.h"

#include "node/bind/recovery.h"
#include "node/pair/pair.h"
#include "node/pair/room.h"
#include "node/pair/service.h"

static void
become_another(struct pairs *all, const struct service *s, const char *how, struct step *step)
{
	char source[IP4_TEXT], peer[IP4_TEXT];

	bind_disown(all->bind, step);
	pair_disown(all, step);
	service_restart(all, step);
	step->review = true;
	out_log(step->out, &event_copied,
		"%s. It is another device from now on and takes the leases in it for its peer's: "
		"new clients get no address here before the batch backup is complete. If the peer "
		"is gone for good: remote-backup partner-down %s (serviceName=%s, source=%s, "
		"peer=%s)",
		how, s->name, s->name, ip4_format(s->config.peer.source, source),
		ip4_format(s->config.peer.peer, peer));
}

void
alien_configure(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		const struct service *s = &all->service[i];

		if (s->used && s->config.peer.set &&
		    recovery_is_copy(all->bind, s->config.peer.source, s->config.peer.peer)) {
			become_another(
			    all, s,
			    "The state folder of this device is a copy of its peer's, or "
			    "its configuration is: the addresses in the folder are the "
			    "other way round",
			    step);
			break;
		}
	}
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		const struct service *s = &all->service[i];

		if (s->used && s->config.peer.set && s->local.even != 0)
			recovery_write_peer(all->bind, s->name, s->config.peer.source,
					    s->config.peer.peer, step);
	}
}

void
alien_settle(struct pairs *all, struct step *step)
{
	const struct service *s = all->twin;

	all->twin = NULL;
	if (!s || !s->used || recovery_copy_of(all->bind) != 0)
		return;
	become_another(all, s,
		       "This device and its peer run on one state folder or a copy of it, and this "
		       "one has the higher address",
		       step);
	alien_configure(all, step);
}
