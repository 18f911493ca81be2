/* node/links.h -- what the host heard of ports and Vlanif interfaces. */
#ifndef NODE_LINKS_H
#define NODE_LINKS_H

#include "lan/heard.h"
#include "node/step/input.h"
#include "node/step/step.h"
#include "pulse/pulse.h"

/* NODE_IN_LINK: into `lan`; when it is news (true), into the log, and of a port to the pulse. */
bool links_heard(struct lan_heard *lan, const struct node_input *in, struct step *step);

/* NODE_IN_LOST: what was taken away is put back, or its groups are broken (lan/mend.h); said in the
 * log. groups: those configured. */
void links_lost(struct lan_heard *lan, const struct pulse_config *groups,
		const struct node_input *in, struct step *step);

/* The pulse has a new configuration: which groups are broken. all: also which are not, for it may
 * not have heard. */
void links_tell_broken(const struct lan_heard *lan, const struct pulse_config *groups, bool all,
		       struct step *step);

/* The pulse did not get all it was told: of every port and Vlanif once more. */
void links_tell_pulse(const struct lan_heard *lan, struct step *step);

#endif
