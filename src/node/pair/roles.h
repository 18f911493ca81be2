/* node/pair/roles.h -- who serves: from the status of the VRRP groups to the roles of the profiles,
 * the terms of the pools, and the holds on preemption (docs/rules.md "Who serves").
 *
 * Roles are derived, never stored as truth: roles_refresh() makes them anew from the boards
 * whenever something they depend on changed. */
#ifndef NODE_PAIR_ROLES_H
#define NODE_PAIR_ROLES_H

#include "base/time.h"
#include "node/step/step.h"
#include "vrrp/status.h"

struct pairs;

/* Forgets groups that are no longer configured. */
void roles_configure(struct pairs *all, struct step *step);

/* The start-up delay (R8) begins; it ends by roles_tick(). */
void roles_start(struct pairs *all, const struct step *step);
void roles_tick(struct pairs *all, struct step *step);
uint64_t roles_deadline(const struct pairs *all);

/* What a peer said: the pulse hears at once whether that would serve in a group's place. */
void roles_peers(struct pairs *all, struct step *step);

/* NODE_IN_ASKED: a device that stood still for longer than ROLES_SLEPT_US holds its groups until
 * each session was answered by its peer since. */
#define ROLES_SLEPT_US (1 * TIME_SEC)
void roles_asked(struct pairs *all, struct step *step);

/* NODE_IN_STATUS: the latest status of a VRRP group. */
void roles_status(struct pairs *all, const struct vrrp_status *status, struct step *step);

/* Roles, terms, holds and what the displays read. */
void roles_refresh(struct pairs *all, struct step *step);

/* The pulse was given a configuration: it is told of every group whether it is held (a group whose
 * last profile is gone is let go), and that this device gave mastership up, if it did. again: it
 * may not have heard that mastership is taken up again. */
void roles_tell_pulse(struct pairs *all, bool again, struct step *step);

#endif
