/* linux/survey.h -- reads what node/step/survey.h asks for: by netlink dumps, /proc, and the ring
 * of log lines. Waits for the kernel, so it is called by linux/survey_thread.c alone.
 * Tested in test/unit/linux/survey.c. */
#ifndef LINUX_SURVEY_H
#define LINUX_SURVEY_H

#include "linux/ports.h"
#include "node/step/survey.h"

struct rtnl;

/* Fills *ret but for shares of speed and the time before (linux/survey_thread.c): 0, or negative
 * errno. Interfaces have the names of the port map; what is not in it has Linux's. Links: those of
 * the port map and the Vlanifs. */
int survey_read(struct rtnl *r, const struct ports *ports, enum node_survey_kind kind,
		struct node_survey *ret);

#endif
