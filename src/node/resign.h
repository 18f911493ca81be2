/* node/resign.h -- priority 0 before the means to send it go.
 *
 * A commit that removes a group, its Vlanif, or the last port that carries its VLAN tells the pulse
 * so before the links are changed; a commit that fails tells it that they stay.
 * Tested in test/unit/node/resign.c. */
#ifndef NODE_RESIGN_H
#define NODE_RESIGN_H

#include "lan/heard.h"
#include "lan/wanted.h"
#include "node/step/step.h"
#include "pulse/pulse.h"

/* now, then: the groups in force and those to come, on these links. */
void resign_before(const struct pulse_config *now, const struct pulse_config *then,
		   const struct lan_heard *lan, const struct lan_wanted *links, struct step *step);

/* The groups in force stay. */
void resign_cancel(const struct pulse_config *now, struct step *step);

#endif
