/* linux/client.h -- the shell client's end of the CLI socket (see linux/cli_socket.h): one command
 * at a time, waiting for its answer. Tested in test/unit/linux/cli_socket.c. */
#ifndef LINUX_CLIENT_H
#define LINUX_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "linux/cli_wire.h"

enum client_result {
	CLIENT_READY,	 /* ask for the next command */
	CLIENT_QUESTION, /* ask for an answer */
	CLIENT_QUIT,	 /* the session ended as asked */
	CLIENT_REFUSED,	 /* the daemon said why, in prompt */
	CLIENT_LOST,	 /* the daemon is gone */
	CLIENT_SILENT	 /* the daemon does not answer; what was sent may still be carried out */
};

/* Silence that is waited for: the first prompt takes one turn of the daemon's loop, the answer to a
 * command what the command takes (a commit makes links, a save waits for the disk). */
enum { CLIENT_HELLO_MS = 5000, CLIENT_ANSWER_MS = 8000 };

struct client {
	int fd;
	/* Takes text as it comes. False: stop the display when it pauses next. */
	bool (*print)(void *owner, const char *text, size_t len);
	/* Within a command, the daemon has said nothing for the answer's time; called again after
	 * each further second, and at a signal. False: give up. NULL: give up at once. */
	bool (*silent)(void *owner);
	void *owner;
	unsigned hello_ms, answer_ms; /* 0: CLIENT_HELLO_MS, CLIENT_ANSWER_MS */
	unsigned page;		      /* of the text being printed, as cli_wire.page */
	char prompt[1024];	      /* of the last answer */
	bool failed;		      /* the last command printed an Error */
	/* private: */
	bool prompted, was_silent; /* a command is under way; silent() was called in it */
	unsigned limit_ms;
	size_t in_used;
	unsigned char in[CLI_WIRE_HEAD + CLI_WIRE_BODY_MAX];
};

/* Connects and waits for the first prompt. Negative errno when nobody serves path; else 0 and how
 * it went. print and owner must be set, silent, hello_ms and answer_ms may be. */
int client_open(struct client *c, const char *path, bool interactive, enum client_result *ret);

/* LINE, HELP, TAB or STOP, and everything up to the prompt that answers it. */
enum client_result client_say(struct client *c, enum cli_wire_kind kind, const char *line);

/* What the daemon says though nothing was asked: that the session ends, or by its silence that it
 * is gone. To be called when there is something to read. */
enum client_result client_hear(struct client *c);

void client_close(struct client *c);

#endif
