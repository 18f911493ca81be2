/* node/survey.h -- displays that need what only the host sees: `display arp`, `display
 * ip routing-table`, `display cpu-usage`, `display memory-usage`, `display logbuffer`, and the
 * counters of `display interface`.
 *
 * A display says that it waits (struct show); the host reads on a thread of its own meanwhile
 * (NODE_ACT_SURVEY, NODE_IN_SURVEY), and the node goes on with everything else. One survey per
 * session, given up SURVEY_PATIENCE_US after it was asked for. Counters of links are kept with the
 * links (lan/heard.h) and are as good as new for LAN_TRAFFIC_FRESH_US.
 * Tested in test/golden/machine.txt and test/unit/node/survey.c. */
#ifndef NODE_SURVEY_H
#define NODE_SURVEY_H

#include "lan/heard.h"
#include "node/step/input.h"
#include "node/step/step.h"
#include "show/show.h"

#define SURVEY_PATIENCE_US (5 * TIME_SEC)

struct surveys;

struct surveys *surveys_new(void);
void surveys_free(struct surveys *s); /* accepts NULL */

/* Displays that are stepped from now on are those of this session. */
void survey_enter(struct surveys *s, unsigned session);

/* The display of this session waits and asks for nothing else: asks the host, if it is not asked
 * already; for the counters of links, unless a display here has said what it wants. */
void survey_ask(struct surveys *s, unsigned session, struct step *step);

/* NODE_IN_SURVEY. False: nobody waits for it any more. */
bool survey_heard(struct surveys *s, const struct node_input *in, struct lan_heard *lan,
		  const struct step *step);

/* A session whose host did not answer in time, one for each call; NODE_NONE: there is none. */
unsigned survey_late(struct surveys *s, struct lan_heard *lan, uint64_t now);

/* When to ask for that; TIME_NEVER. */
uint64_t survey_deadline(const struct surveys *s);

/* The displays; subject: const struct surveys_shown. */
struct surveys_shown {
	struct surveys *surveys;
};
extern const struct show_row survey_show_rows[];
extern const unsigned survey_show_rows_count;

#endif
