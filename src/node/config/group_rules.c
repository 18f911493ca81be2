/* node/config/group_rules.c -- see node/config/group_rules.h. */
#include "node/config/group_rules.h"

#include <strings.h>

#include "node/config/schema.h"
#include "pulse/pulse.h"

/* Ports are those of the port map, whether or not anything is configured there. */
static void
tracked(const struct conf *c, const struct vrrp_group_config *g, struct conf_errors *e)
{
	for (unsigned i = 0; i < VRRP_TRACKS_MAX && g->track[i].set; i++) {
		struct interface_name name = g->track[i].interface;
		struct conf_path path = conf_path_number(
		    name.type == INTERFACE_VLANIF ? VIEW_VLANIF : VIEW_PORT, name.number);
		char text[INTERFACE_TEXT];

		if (name.type == INTERFACE_LOOPBACK || name.type == INTERFACE_NULL)
			conf_error_add(e, &g->track[i], "The interface %s is never down.",
				       interface_format(name, text));
		else if (name.sub > 0)
			conf_error_add(e, &g->track[i],
				       "A sub-interface is not tracked; its port can be.");
		else if (!conf_path_valid(c, &path))
			conf_error_add(e, &g->track[i], "The interface %s does not exist.",
				       interface_format(name, text));
	}
}

/* NULL: there is none. */
static const struct bfd_config *
session_of(const struct conf *c, const struct vrrp_bfd_config *track)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_BFD_SESSION, o))) {
		const struct bfd_config *b = schema_bfd(o);

		if (track->local != 0 ? b->local.set && b->local.number == track->local
				      : strcasecmp(b->bind.name, track->name) == 0)
			return b;
	}
	return NULL;
}

/* What is tracked as peer ends at the Master's own address, which is in the subnet of the session's
 * interface when that is the group's. */
static void
session_tracked(const struct conf *c, struct interface_name link,
		const struct vrrp_bfd_config *track, struct conf_errors *e)
{
	const struct bfd_config *b = session_of(c, track);

	if (b == NULL && track->local != 0)
		conf_error_add(e, track, "No BFD session has the local discriminator %u.",
			       track->local);
	else if (b == NULL)
		conf_error_add(e, track, "The BFD session %s does not exist.", track->name);
	else if (track->how == VRRP_BFD_PEER && !interface_same(b->bind.interface, link))
		conf_warning_add(e, track,
				 "The session is not of this interface, so its peer may never be "
				 "the Master that the group hears.");
}

static void
sessions_tracked(const struct conf *c, struct interface_name link,
		 const struct vrrp_group_config *g, struct conf_errors *e)
{
	for (unsigned i = 0; i < VRRP_BFDS_MAX && g->bfd[i].set; i++)
		session_tracked(c, link, &g->bfd[i], e);
	for (unsigned i = 0; i < VRRP_BFDS_MAX && g->bfd_local[i].set; i++)
		session_tracked(c, link, &g->bfd_local[i], e);
}

/* docs/vrrp.md "Short intervals". */
static void
unsteady(const struct conf *c, const struct vrrp_group_config *g, struct conf_errors *e)
{
	if (conf_ports(c)->unsteady && g->advertise_ms.set && g->advertise_ms.ms < VRRP_STEADY_MS)
		conf_warning_add(e, &g->advertise_ms,
				 "This machine gives VRRP no real-time priority: while it is busy, "
				 "an interval below %d ms may make it change over.",
				 (int)VRRP_STEADY_MS);
}

void
group_rules(const struct conf *c, const struct conf_object *link, unsigned *groups,
	    struct conf_errors *e)
{
	const struct vrrp_interface_config *v = schema_link_vrrp(link);

	conf_errors_in(e, link, schema_link_part(link, VLANIF_VRRP));
	for (unsigned g = 0; g < VRRP_GROUPS_MAX && v->group[g].set; g++) {
		if (++*groups > PULSE_GROUPS_MAX)
			conf_error_add(e,
				       v->group[g].alone.set ? (const void *)&v->group[g].alone
							     : &v->group[g].vip[0],
				       "The number of VRRP groups exceeds the upper limit (%d).",
				       (int)PULSE_GROUPS_MAX);
		tracked(c, &v->group[g], e);
		sessions_tracked(c, schema_interface_name(link), &v->group[g], e);
		unsteady(c, &v->group[g], e);
	}
}
