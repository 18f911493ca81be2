/* node/lookup.h -- displays of the history: what a session looks for, and the page that the host
 * found. The host reads files meanwhile (NODE_ACT_FIND, NODE_IN_FOUND); the display says that it
 * waits (struct show), and the node goes on with everything else. One search per session, given up
 * LOOKUP_PATIENCE_US after it was asked for. docs/vrp.md "Who had it". Tested in
 * test/golden/history.txt and test/unit/node/lookup.c. */
#ifndef NODE_LOOKUP_H
#define NODE_LOOKUP_H

#include "node/step/input.h"
#include "node/step/step.h"
#include "show/show.h"

#define LOOKUP_PATIENCE_US (10 * TIME_SEC)

struct lookups;

struct lookups *lookups_new(void);
void lookups_free(struct lookups *l); /* accepts NULL */

/* What is kept, for the displays. */
void lookup_keep(struct lookups *l, const struct node_keep *keep);

/* Displays that are stepped from now on are those of this session. */
void lookup_enter(struct lookups *l, unsigned session);

/* The display of this session waits: asks the host, if it is not asked already. False: it waits for
 * something else. */
bool lookup_ask(struct lookups *l, unsigned session, struct step *step);

/* NODE_IN_FOUND. False: nobody waits for it any more. */
bool lookup_found(struct lookups *l, const struct node_input *in);

/* A session whose host did not answer in time, one for each call; NODE_NONE: there is none. */
unsigned lookup_late(struct lookups *l, uint64_t now);

/* When to ask for that; TIME_NEVER. */
uint64_t lookup_deadline(const struct lookups *l);

/* The displays; subject: const struct lookups_shown. */
struct lookups_shown {
	struct lookups *lookups;
};
extern const struct show_row lookup_show_rows[];
extern const unsigned lookup_show_rows_count;

#endif
