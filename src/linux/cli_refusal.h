/* linux/cli_refusal.h -- clients of the command line that are refused: what they are told, and the
 * log. Whoever connects again and again writes no log full: CLI_REFUSALS_MAX lines a minute, and
 * the next one says how many were left out. Tested in test/unit/linux/cli_refusal.c. */
#ifndef LINUX_CLI_REFUSAL_H
#define LINUX_CLI_REFUSAL_H

#include "base/time.h"

enum { CLI_REFUSALS_MAX = 5 };
#define CLI_REFUSALS_SPAN_US (60 * TIME_SEC)

struct cli_refusals {	       /* zero at first */
	uint64_t until_us;     /* of this span; 0: none has begun */
	unsigned said, unsaid; /* lines in it; refusals since the last line */
};

/* Writes the line, or counts it. */
void cli_refusal_log(struct cli_refusals *r, const char *sentence, uint64_t now);

/* Tells a client that has no session, and closes its descriptor. */
void cli_refuse(int fd, const char *sentence);

#endif
