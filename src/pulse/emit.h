/* pulse/emit.h -- what a group wants done, as actions of the pulse: frames and values.
 * Tested in test/unit/pulse/pulse.c. */
#ifndef PULSE_EMIT_H
#define PULSE_EMIT_H

#include "pulse/slot.h"

/* An action of no group, all else zero; or of the group. */
struct pulse_action *emit(struct pulse_actions *out, enum pulse_action_kind kind);
struct pulse_action *emit_of(struct pulse_actions *out, enum pulse_action_kind kind,
			     const struct slot *s);

/* OWN or DISOWN, with the virtual addresses of these settings. */
void emit_addresses(struct pulse_actions *out, enum pulse_action_kind kind, const struct slot *s,
		    const struct vrrp_settings *cfg);

/* What the group's state machine wants. before: the settings it had when the step began; it lets
 * go of those. */
void emit_action(const struct slot *s, const struct vrrp_settings *before, enum vrrp_action action,
		 struct pulse_actions *out);

#endif
