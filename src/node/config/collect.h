/* node/config/collect.h -- what the subjects need to know of a configuration, gathered from its
 * views.
 *
 * Subjects do not know views; these functions hand them plain values. Defaults of the system
 * view are resolved here. Pure functions of the configuration. Tested in test/unit/node/collect.c.
 */
#ifndef NODE_CONFIG_COLLECT_H
#define NODE_CONFIG_COLLECT_H

#include "conf/conf.h"
#include "conf/interface.h"
#include "lan/links.h"
#include "pulse/pulse.h"
#include "tls/config.h"

struct collect_links { /* links borrows the names beside it: not to be copied */
	struct lan_links links;
	char name[LAN_PORTS_MAX][INTERFACE_TEXT];
	char sub[LAN_VLANIFS_MAX][INTERFACE_TEXT]; /* by the place in links.vlanif */
};

/* Ports (all of the port map), VLANs, Vlanifs, VRRP groups; borrows from c. */
void collect_links(const struct conf *c, struct collect_links *ret);

/* The VRRP groups of every link, at most PULSE_GROUPS_MAX, and the BFD sessions; no seed. */
void collect_pulse(const struct conf *c, struct pulse_config *ret);

/* Its SSL policies. */
void collect_tls(const struct conf *c, struct tls_wanted *ret);

#endif
