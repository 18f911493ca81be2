/* node/config/bfd_rules.c -- see node/config/bfd_rules.h. */
#include "node/config/bfd_rules.h"

#include "bfd/rows.h"
#include "node/config/schema.h"
#include "node/config/whose.h"

static void
discriminators(const struct bfd_config *b, struct conf_errors *e)
{
	const void *line = b->local.set ? (const void *)&b->local : (const void *)&b->remote;

	if (b->bind.automatic && (b->local.set || b->remote.set))
		conf_error_add(e, line,
			       "The session has automatic discriminators: undo this line, or bind "
			       "it without auto.");
	if (!b->bind.automatic && (!b->local.set || !b->remote.set))
		conf_error_add(e, NULL,
			       "The session needs discriminator local and discriminator remote, or "
			       "auto.");
}

/* One hop leaves from an address of its link to a neighbour. */
static void
ends(const struct conf *c, const struct bfd_config *b, struct conf_errors *e)
{
	bool one_hop = b->bind.interface.type != INTERFACE_NONE;
	char name[INTERFACE_TEXT];

	if (one_hop && b->bind.interface.type != INTERFACE_VLANIF && b->bind.interface.sub == 0)
		conf_error_add(e, NULL, "%s is neither a Vlanif nor a sub-interface.",
			       interface_format(b->bind.interface, name));
	else if (one_hop && schema_link(c, b->bind.interface) == NULL)
		conf_error_add(e, NULL, "The interface %s does not exist.",
			       interface_format(b->bind.interface, name));
	else if (!one_hop && !ip4_set(b->bind.source))
		conf_error_add(e, NULL,
			       "A session over several hops needs source-ip; one of one hop an "
			       "interface.");
	else if (ip4_set(b->bind.source) && !whose_is_local(c, b->bind.source))
		conf_error_add(e, NULL, "The source address does not exist on an interface.");
	if (whose_is_local(c, b->bind.peer))
		conf_error_add(e, NULL, "The peer address is an address of this device.");
	if (whose_is_virtual(c, b->bind.peer) || whose_is_virtual(c, b->bind.source))
		conf_error_add(e, NULL,
			       "An address of the session is a virtual IP address of a VRRP group, "
			       "which moves between the devices.");
}

static bool
same_ends(const struct bfd_config *a, const struct bfd_config *b)
{
	return ip4_same(a->bind.peer, b->bind.peer) &&
	       interface_same(a->bind.interface, b->bind.interface) &&
	       (a->bind.interface.type != INTERFACE_NONE ||
		ip4_same(a->bind.source, b->bind.source));
}

static void
others(const struct conf *c, const struct conf_object *o, struct conf_errors *e)
{
	const struct bfd_config *b = schema_bfd(o);
	const struct conf_object *before = NULL;

	while ((before = conf_next_of(c, VIEW_BFD_SESSION, before)) && before != o) {
		const struct bfd_config *other = schema_bfd(before);

		if (b->local.set && other->local.set && b->local.number == other->local.number)
			conf_error_add(e, &b->local,
				       "The local discriminator %u is used by BFD session %s.",
				       b->local.number, other->bind.name);
		if (same_ends(b, other))
			conf_error_add(e, NULL, "The BFD session %s has the same peer.",
				       other->bind.name);
	}
}

/* docs/vrrp.md "Short intervals". */
static void
unsteady(const struct conf *c, const struct bfd_config *b, struct conf_errors *e)
{
	struct bfd_config filled = *b;
	unsigned detect_ms;

	conf_fill(&bfd_part, &filled);
	detect_ms = filled.min_rx.ms * filled.multiplier.count;
	if (conf_ports(c)->unsteady && detect_ms < BFD_STEADY_MS)
		conf_warning_add(
		    e, b->min_rx.set ? &b->min_rx : NULL,
		    "This machine gives BFD no real-time priority: while it is busy, a "
		    "detection time below %d ms may bring the session down.",
		    (int)BFD_STEADY_MS);
}

static bool
is_there(const struct conf *c, uint16_t local)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_BFD_SESSION, o)))
		if (schema_bfd(o)->local.set && schema_bfd(o)->local.number == local)
			return true;
	return false;
}

static void
tracked(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_RBS, o))) {
		const struct rbs_config *r = schema_rbs(o);

		conf_errors_in(e, o, 0);
		if (r->track.set && !is_there(c, r->track.local))
			conf_error_add(e, &r->track,
				       "No BFD session has the local discriminator %u.",
				       r->track.local);
	}
}

void
bfd_rules(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	tracked(c, e);
	while ((o = conf_next_of(c, VIEW_BFD_SESSION, o))) {
		const struct bfd_config *b = schema_bfd(o);

		conf_errors_in(e, o, 0);
		if (conf_count(c, VIEW_BFD) == 0)
			conf_warning_add(e, NULL,
					 "BFD is not enabled, so the session does not "
					 "run: bfd in the system view.");
		discriminators(b, e);
		ends(c, b, e);
		others(c, o, e);
		unsteady(c, b, e);
	}
}
