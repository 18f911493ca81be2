/* node/pair/ready.h -- what would happen if this device had to serve: whether a profile is ready
 * for that, which pools no profile protects. Derived from configuration and state, never stored
 * here; it moves nothing. docs/rules.md "Who serves". */
#ifndef NODE_PAIR_READY_H
#define NODE_PAIR_READY_H

#include "node/pair/room.h"

/* The first reason that keeps the profile from serving once its group is Master; RBS_READY. After
 * the terms of its pools were set. */
enum rbs_ready ready_of(const struct pairs *all, const struct profile *p);

/* The lowest VRID of the groups of Vlanif<vlan>; 0: it has none. */
uint8_t ready_lowest_vrid(const struct pulse_config *c, uint16_t vlan);

/* Pools of no profile that are served where a VRRP group is: on its interface, or behind relay
 * agents; at most RBP_UNPROTECTED_MAX. Writes that part of *ret alone. */
void ready_unprotected(const struct pairs *all, struct rbp_shown *ret);

/* A configuration came into force: the log has what no profile protects. After roles_refresh(). */
void ready_tell_unprotected(const struct pairs *all, struct step *step);

#endif
