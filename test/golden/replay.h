/* test/golden/replay.h -- plays a transcript against a device and writes down what really came.
 *
 * A transcript reads like the screen, behind a margin of two characters:
 *
 *	; a comment; blank lines are free too
 *	> [~HUAWEI] vlna 100
 *	|           ^
 *	| Error: Unrecognized command found at '^' position.
 *	? [~HUAWEI] port d?
 *	| ...
 *	@ session B
 *
 *	>	a prompt and the line typed after it
 *	?	the same, but `?` is typed, which stands at the end of the line
 *	t	the same, but Tab is typed; what the line has become is printed between quotes
 *	|	a line that is printed
 *	!	something about the exchange before: `! closed`, the session is over;
 *		`! not JSON`, a line that ends in `| json` printed something else; ...
 *	@	an order: `session NAME [script]` goes to that session, opening it when it is new;
 *		every other order is the device's (`wait SECONDS`, ...)
 *
 * Played, only what was typed is taken from the transcript; prompts and printed lines are the
 * device's. So a transcript is right when it comes back unchanged, and an update is to keep what
 * came back. How a line is executed is the device's matter: functions below. */
#ifndef TEST_GOLDEN_REPLAY_H
#define TEST_GOLDEN_REPLAY_H

#include <stdbool.h>

#include "base/text.h"

enum { REPLAY_SESSIONS_MAX = 8, REPLAY_PROMPT_MAX = 640 };

enum replay_key { REPLAY_ENTER, REPLAY_HELP, REPLAY_TAB };

struct replay_answer {
	struct text *text; /* in: where to print, whole displays included */
	char prompt[REPLAY_PROMPT_MAX];
	bool question; /* the prompt asks something: the next line is the answer */
	bool failed;
	bool closed;
};

struct replay_device {
	void *self;
	void (*open)(void *self, unsigned session, bool interactive, struct replay_answer *ret);
	void (*type)(void *self, unsigned session, enum replay_key key, const char *line,
		     struct replay_answer *ret);
	/* Lines for the transcript go to ret. False: unknown, or failed. */
	bool (*order)(void *self, const char *order, struct text *ret);
};

/* Plays the transcript and appends what came to ret. */
void replay_play(const struct replay_device *d, const char *transcript, struct text *ret);

#endif
