/* linux/host_act.h -- carries out what a step of the node wants done: one action of it after the
 * other. Frames are gathered until host_let_go(); what the node wants an answer to (LAN, SAVE,
 * READ) is left in host.lan and host.file, or under way as host.job. Nothing here makes a step.
 * Tested in test/unit/linux/host.c. */
#ifndef LINUX_HOST_ACT_H
#define LINUX_HOST_ACT_H

struct host;
struct node_action;
struct pulse_input;

/* One action of the last step. */
void host_act(struct host *h, const struct node_action *a);

/* Lets what was gathered go: appends to the disk thread, frames to the wire. Before something that
 * takes time, and at the end of a step. */
void host_let_go(struct host *h);

/* Hands an input to the VRRP thread. What it does not take is owed: at host.owed_us all it has to
 * know is said again (NODE_IN_ASKED), and until then no number is answered. */
void host_say_pulse(struct host *h, const struct pulse_input *in);

/* The same of the Vlanifs, which were made anew. */
void host_relisten_pulse(struct host *h);

#endif
