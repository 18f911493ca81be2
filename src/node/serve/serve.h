/* node/serve/serve.h -- DHCP: frames in, verdicts, replies out. What a verdict changes is carried
 * out by bind/ (change.h) and its answer comes back through settle.c; what is answered at once
 * leaves here.
 *
 * Owns the statistics, the address probes and what the log says of clients (shortage.h). The hot
 * path: nothing allocates or formats by the packet. */
#ifndef NODE_SERVE_SERVE_H
#define NODE_SERVE_SERVE_H

#include "dhcp/statistics.h"
#include "lan/heard.h"
#include "node/step/input.h"
#include "node/step/step.h"
#include "query/shown.h"

struct bind;
struct serve;

/* lan: the Vlanifs and what was heard of them, read when a reply leaves. */
struct serve *serve_new(struct bind *bind, const struct lan_heard *lan);
void serve_free(struct serve *sv); /* accepts NULL */

/* What lay unread longer than this is dropped (docs/rules.md R3): who still wants an answer has
 * asked again (RFC 2131 4.1). As long as a Slave keeps what it hears (STANDBY_KEEP_US). */
#define SERVE_AGE_US (4 * TIME_SEC)

/* A configuration came into force: what is asked of the link is forgotten. query: with its
 * defaults. */
void serve_configure(struct serve *sv, const struct query_config *query, struct step *step);

/* The link of a Vlanif, or of a port, went down or came up: nothing that is being asked was heard
 * by all. */
void serve_links_changed(struct serve *sv);

/* NODE_IN_FRAMES. */
void serve_frames(struct serve *sv, const struct node_input *in, struct step *step);

/* NODE_IN_QUERY. */
void serve_query(struct serve *sv, const struct node_input *in, struct step *step);

/* NODE_IN_TICK. When it or a probe is due; TIME_NEVER. */
void serve_tick(struct serve *sv, struct step *step);
uint64_t serve_deadline(const struct serve *sv);

/* ---- end of a step (settle.c) ---- */

/* Address probes (probe.h): what is due to be sent, what was found. */
void serve_probes(struct serve *sv, struct step *step);

/* A profile became Master: what it heard as a Slave is answered now (bind/standby.h). */
void serve_standby(struct serve *sv, struct step *step);

/* Answers whose records are safe (change_next_answer()) leave. */
void serve_answers(struct serve *sv, struct step *step);

/* Who follows the bindings is told what changed. */
void serve_followers(struct serve *sv, struct step *step);

/* Decides again what was refused or overtaken (change_again()). */
void serve_again(struct serve *sv, struct step *step);

/* ---- for displays and commands ---- */

/* What `display dhcp server leasequery` reads, valid as long as sv. */
const struct query_shown *serve_queries(const struct serve *sv);

const struct dhcp_statistics *serve_statistics(const struct serve *sv);
void serve_reset_statistics(struct serve *sv);

#endif
