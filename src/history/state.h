/* history/state.h -- how the history that is kept stands, as whoever keeps it says. */
#ifndef HISTORY_STATE_H
#define HISTORY_STATE_H

#include <stdint.h>

enum { HISTORY_WHY_MAX = 256 };

struct history_state {
	uint32_t files;
	uint64_t bytes;	    /* of these */
	uint64_t oldest_ms; /* its file was begun then, since 1970; 0: there is none */
	uint64_t written;   /* entries since the start of the device */
	uint64_t lost;	    /* the same: not written, for want of room or because the disk failed */
	uint64_t unlogged;  /* the same: without a line of the log, for there were too many */
	char why[HISTORY_WHY_MAX]; /* of the last failure; "": there was none */
};

#endif
