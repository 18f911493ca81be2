/* rbs/shown.h -- what the displays of remote backup services read: pointers that node/ keeps
 * current. rbs/show.c prints it. */
#ifndef RBS_SHOWN_H
#define RBS_SHOWN_H

#include "rbs/config.h"
#include "rbs/session.h"

enum { RBS_SHOWN_MAX = 16, RBS_INDEX_FIRST = 1 };

struct rbs_shown_entry {
	unsigned index;	  /* lowest free from RBS_INDEX_FIRST; local, kept while it lives */
	const char *name; /* as typed first */
	const struct rbs_config *config;
	const struct rbs_session *session; /* NULL: not started */
	uint64_t due_us;   /* the delay of partner-down of one of its profiles ran out then, ... */
	const char *waits; /* ... and for what it waits yet; NULL: none does */
};

struct rbs_shown {
	unsigned count;
	struct rbs_shown_entry list[RBS_SHOWN_MAX]; /* ascending by index */
};

#endif
