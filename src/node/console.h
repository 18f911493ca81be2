/* node/console.h -- command line sessions: between NODE_IN_CLI and cli/. */
#ifndef NODE_CONSOLE_H
#define NODE_CONSOLE_H

#include "node/state.h"

/* Hands the displays and actions of every subject to the command line. At start, once. */
void console_start(struct node *n);

/* NODE_IN_CLI and NODE_IN_SAVED. */
void console_input(struct node *n, const struct node_input *in, struct node_actions *out);
void console_saved(struct node *n, const struct node_input *in, struct node_actions *out);

/* A session's commit ended: back NULL when it is in force; else the candidate goes back to the
 * session with the reasons. */
void console_committed(struct node *n, unsigned session, struct conf *back,
		       const struct conf_errors *why, struct node_actions *out);

#endif
