/* vrrp/group_note.h -- what an input means to a group in every state, before its state looks at it:
 * the link, what the node said, what was heard of whom. No state changes in here. Tested in
 * test/unit/vrrp/group.c and group_timers.c. */
#ifndef VRRP_GROUP_NOTE_H
#define VRRP_GROUP_NOTE_H

#include "vrrp/group.h"

/* Writes the input down in *g. */
void vrrp_group_note(struct vrrp_group *g, const struct vrrp_input *in);

#endif
