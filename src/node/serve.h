/* node/serve.h -- DHCP: frames in, verdicts, what becomes due. Changes and answers are carried on
 * by change.h. */
#ifndef NODE_SERVE_H
#define NODE_SERVE_H

#include "node/state.h"

/* NODE_IN_FRAMES. */
void serve_frames(struct node *n, const struct node_input *in, struct node_actions *out);

/* Ends offers, frees due bindings. */
void serve_tick(struct node *n, struct node_actions *out);
uint64_t serve_deadline(const struct node *n);

/* Address probes (probe.h): what is due to be sent, what was found. */
void serve_probes(struct node *n, struct node_actions *out);

/* A profile became Master: what it heard as a Slave is answered now (shadow.h). */
void serve_shadow(struct node *n, struct node_actions *out);

/* Decides again what was refused or overtaken (change_again()). */
void serve_again(struct node *n, struct node_actions *out);

#endif
