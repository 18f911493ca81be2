/* vrrp/validate.c -- see vrrp/validate.h. */
#include "vrrp/validate.h"

/* True when another group before this one has the address. */
static bool
taken(const struct vrrp_interface_config *v, unsigned before, struct ip4 vip)
{
	for (unsigned g = 0; g < before; g++)
		for (unsigned i = 0; i < VRRP_VIPS_MAX && v->group[g].vip[i].set; i++)
			if (ip4_same(v->group[g].vip[i].address, vip))
				return true;
	return false;
}

/* The first line that says so; NULL: none changes the priority. */
static const void *
lowers(const struct vrrp_group_config *group)
{
	const struct vrrp_bfd_config *list[] = {group->bfd, group->bfd_local};

	if (group->track[0].set)
		return &group->track[0];
	for (unsigned k = 0; k < 2; k++)
		for (unsigned i = 0; i < VRRP_BFDS_MAX && list[k][i].set; i++)
			if (list[k][i].how < VRRP_BFD_PEER)
				return &list[k][i];
	return NULL;
}

/* The owner's priority is not lowered (docs/vrp.md "VRRP commands"). The first subnet is that of
 * the primary address, or there is none. */
static void
tracking(const struct vrrp_group_config *group, const struct vrrp_subnet *subnet, unsigned subnets,
	 struct conf_errors *e)
{
	const void *line = lowers(group);

	if (subnets == 0 || line == NULL)
		return;
	for (unsigned i = 0; i < VRRP_VIPS_MAX && group->vip[i].set; i++)
		if (ip4_same(group->vip[i].address, subnet[0].address))
			conf_warning_add(e, line,
					 "The group owns its virtual IP address; tracking does not "
					 "lower its priority.");
}

/* RFC 9568 5.2.7 has 12 bits of centiseconds; VRP's version 2 three steps below a second. */
static void
interval(const struct vrrp_group_config *group, unsigned version, struct conf_errors *e)
{
	uint16_t ms = group->advertise_ms.set ? group->advertise_ms.ms : 0;

	if (version == 3 && group->advertise.seconds > VRRP_V3_ADVERTISE_MAX_S)
		conf_error_add(e, &group->advertise,
			       "VRRP version 3 advertises every %d seconds at least.",
			       (int)VRRP_V3_ADVERTISE_MAX_S);
	if (version == 3 && ms % 10 != 0)
		conf_error_add(e, &group->advertise_ms,
			       "VRRP version 3 counts intervals in tens of milliseconds.");
	if (version != 3 && ms != 0 && ms != 100 && ms != 200 && ms != 500)
		conf_error_add(e, &group->advertise_ms,
			       "VRRP version 2 advertises every 100, 200 or 500 milliseconds below "
			       "a second.");
}

static void
authentication(const struct vrrp_group_config *group, unsigned version, struct conf_errors *e)
{
	if (version == 3 && group->authentication.set)
		conf_warning_add(e, &group->authentication,
				 "VRRP version 3 has no authentication; the password is not used.");
}

void
vrrp_interface_validate(const struct vrrp_interface_config *v, const struct vrrp_subnet *subnet,
			unsigned subnets, unsigned version, struct conf_errors *e)
{
	for (unsigned g = 0; g < VRRP_GROUPS_MAX && v->group[g].set; g++) {
		const struct vrrp_group_config *group = &v->group[g];

		for (unsigned i = 0; i < VRRP_VIPS_MAX && group->vip[i].set; i++) {
			if (!vrrp_subnet_has(subnet, subnets, group->vip[i].address))
				conf_error_add(e, &group->vip[i],
					       "The virtual IP address is not in a subnet of the "
					       "interface.");
			if (taken(v, g, group->vip[i].address))
				conf_error_add(e, &group->vip[i],
					       "The virtual IP address already exists.");
		}
		if (!group->vip[0].set)
			conf_warning_add(
			    e, &group->alone,
			    "The VRRP group has no virtual IP address and takes no part.");
		tracking(group, subnet, subnets, e);
		interval(group, version, e);
		authentication(group, version, e);
	}
}
