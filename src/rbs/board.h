/* rbs/board.h -- what the displays of remote backup services read: pointers that node/ keeps
 * current. rbs/show.c prints it. */
#ifndef RBS_BOARD_H
#define RBS_BOARD_H

#include "rbs/config.h"
#include "rbs/session.h"

enum { RBS_BOARD_MAX = 16, RBS_INDEX_FIRST = 1 };

struct rbs_board_entry {
	unsigned index;	  /* lowest free from RBS_INDEX_FIRST; local, kept while it lives */
	const char *name; /* as typed first */
	const struct rbs_config *config;
	const struct rbs_session *session; /* NULL: not started */
};

struct rbs_board {
	unsigned count;
	struct rbs_board_entry list[RBS_BOARD_MAX]; /* ascending by index */
};

#endif
