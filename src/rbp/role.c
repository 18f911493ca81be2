/* rbp/role.c -- the role of a profile. docs/rules.md "Who serves", docs/vrp.md "States".
 *
 * Nothing is kept: role and reason follow from the configuration, the latest status of the VRRP
 * group and the pools, each time they are asked for, so no order of events can leave a wrong one
 * behind. This room decides who serves and never acts; node/ compares with what it was and tells.
 */
#include "rbp/role.h"

#include <assert.h>
#include <strings.h>

#include "lease/rules.h"
#include "rbp/rows.h"

struct rbp_verdict
rbp_role(const struct rbp_config *config, const struct vrrp_status *group, bool pools_ready,
	 bool disk_works)
{
	if (!config->dhcp_server.set)
		return (struct rbp_verdict){RBP_INITIALIZE, RBP_WHY_NO_SERVICE};
	if (!config->vrrp.set)
		return (struct rbp_verdict){RBP_INITIALIZE, RBP_WHY_NO_VRRP};
	if (group == NULL)
		return (struct rbp_verdict){RBP_INITIALIZE, RBP_WHY_NO_GROUP};
	switch (group->state) {
	case VRRP_INITIALIZE:
		break;
	case VRRP_BACKUP:
		return (struct rbp_verdict){RBP_SLAVE, RBP_WHY_BACKUP};
	case VRRP_MASTER:
		if (!pools_ready || !disk_works)
			return (struct rbp_verdict){RBP_INITIALIZE,
						    disk_works ? RBP_WHY_POOLS : RBP_WHY_DISK};
		return (struct rbp_verdict){RBP_MASTER, RBP_WHY_MASTER};
	case VRRP_STATES:
		assert(false);
	}
	return (struct rbp_verdict){RBP_INITIALIZE,
				    disk_works ? RBP_WHY_GROUP_INITIALIZE : RBP_WHY_DISK};
}

const char *
rbp_role_name(enum rbp_role role)
{
	static const char *const name[RBP_ROLE_COUNT] = {
	    [RBP_INITIALIZE] = "Initialize",
	    [RBP_SLAVE] = "Slave",
	    [RBP_MASTER] = "Master",
	};

	assert(role < RBP_ROLE_COUNT);
	return name[role];
}

const char *
rbp_why_text(enum rbp_why why)
{
	static const char *const text[RBP_WHY_COUNT] = {
	    [RBP_WHY_MASTER] = "the VRRP group is Master",
	    [RBP_WHY_BACKUP] = "the VRRP group is Backup",
	    [RBP_WHY_NO_SERVICE] = "no service-type is configured",
	    [RBP_WHY_NO_VRRP] = "no vrrp-id is configured",
	    [RBP_WHY_NO_GROUP] = "the VRRP group does not exist",
	    [RBP_WHY_GROUP_INITIALIZE] = "the VRRP group is Initialize",
	    [RBP_WHY_POOLS] = "the address pools are not ready",
	    [RBP_WHY_DISK] = "leases cannot be written to the disk",
	};

	assert(why < RBP_WHY_COUNT);
	return text[why];
}

const char *
rbp_holds_preemption(const struct rbp_config *config, const struct rbs_config *rbs,
		     const char *waits)
{
	if (!config->dhcp_server.set || !config->backup.set || rbs == NULL || !rbs->peer.set ||
	    rbs->shutdown.set)
		return NULL;
	return waits;
}

uint64_t
rbp_mclt_us(const struct rbp_config *config)
{
	struct rbp_config filled = *config;

	conf_fill(&rbp_part, &filled);
	return filled.mclt.seconds * TIME_SEC;
}

bool
rbp_name_same(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}
