/* node/service.h -- remote backup services and profiles: between the sessions of rbs/, the host's
 * streams, and the bindings.
 *
 * A slot of a service or profile lives as long as its name is configured. Sessions are driven with
 * one input at a time; what they ask of serve/ and roles/ is done between two calls, never inside
 * one. service_settle() ends every step: it tells sessions what changed and lets them send. */
#ifndef NODE_SERVICE_H
#define NODE_SERVICE_H

#include "node/state.h"

/* The services and profiles of the running configuration. Before serve_configure(). */
void service_configure(struct node *n);

/* At start, once the journal is read: homes and pair states as they were. */
void service_recall(struct node *n, struct node_actions *out);

/* Hands configuration and facts to the sessions, closes those of services that are gone. After
 * serve_configure(). */
void service_tell(struct node *n, struct node_actions *out);

/* NODE_IN_STREAM. */
void service_stream(struct node *n, const struct node_input *in, struct node_actions *out);

/* Sessions whose deadline has come. */
void service_tick(struct node *n, struct node_actions *out);
uint64_t service_deadline(const struct node *n);

/* End of a step (node/settle.c): whether the disk takes anything; then what it made safe, and what
 * may be sent. */
void service_review(struct node *n, struct node_actions *out);
void service_go_on(struct node *n, struct node_actions *out);

/* A change of a pool bound to profile p: to be judged by the peer (paired), or told to it. */
void service_update(struct node *n, const struct profile *p, const struct lease_record *record,
		    uint64_t replaces, uint64_t ticket, struct node_actions *out);
void service_note(struct node *n, const struct profile *p, const struct lease_record *record,
		  struct node_actions *out);

/* SIGTERM: BYE to every peer. */
void service_stop(struct node *n, struct node_actions *out);

/* The slot of the service named so; NODE_NONE. */
unsigned service_find(const struct node *n, const char *name);

/* R5: the peer of every profile of the service in a slot, or of one profile, is declared down;
 * nothing while it is connected. */
void service_declare(struct node *n, unsigned slot, struct node_actions *out);
void service_declare_profile(struct node *n, const struct profile *p, struct node_actions *out);

/* Everything is sent once more. */
void service_batch(struct node *n, unsigned slot, struct node_actions *out);

void service_free(struct node *n);

#endif
