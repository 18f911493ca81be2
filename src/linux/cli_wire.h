/* linux/cli_wire.h -- the messages between twinlease and twinleased on the CLI socket. The byte
 * table stands in cli_wire.c. Bytes only; who says what when is linux/cli_socket.h.
 * Tested in test/unit/linux/cli_wire.c, fuzzed in test/fuzz/cli_wire.c. */
#ifndef LINUX_CLI_WIRE_H
#define LINUX_CLI_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/node.h"

enum {
	CLI_WIRE_VERSION = 2,
	CLI_WIRE_HEAD = 5,
	CLI_WIRE_LINE_MAX = 4096,		  /* body of a client's message */
	CLI_WIRE_BODY_MAX = 32768,		  /* body of a daemon's message */
	CLI_WIRE_TEXT_MAX = CLI_WIRE_BODY_MAX - 2 /* text of a TEXT */
};

enum cli_wire_kind {
	/* client to daemon */
	CLI_WIRE_HELLO = 1,
	CLI_WIRE_LINE = 2,
	CLI_WIRE_HELP = 3,
	CLI_WIRE_TAB = 4,
	CLI_WIRE_MORE = 5,
	CLI_WIRE_STOP = 6,
	/* daemon to client */
	CLI_WIRE_TEXT = 64,
	CLI_WIRE_PROMPT = 65,
	CLI_WIRE_QUIT = 66,
	CLI_WIRE_REFUSED = 67
};

struct cli_wire {
	enum cli_wire_kind kind;
	const uint8_t *body; /* LINE, HELP, TAB, TEXT, PROMPT (the prompt), REFUSED (a sentence) */
	size_t len;
	uint8_t version;	 /* HELLO */
	uint16_t page;		 /* TEXT: lines of a page; 0 or NODE_PAGE_WINDOW */
	bool interactive;	 /* HELLO */
	enum node_prompt prompt; /* PROMPT */
	bool failed;		 /* PROMPT */
};

enum cli_wire_result { CLI_WIRE_OK, CLI_WIRE_SHORT, CLI_WIRE_BAD };

/* One message at the start of bytes. OK: *ret, pointing into bytes, and how long it was. SHORT:
 * not all there yet. BAD: no message of the given side; close. */
enum cli_wire_result cli_wire_read(const uint8_t *bytes, size_t len, bool from_client,
				   struct cli_wire *ret, size_t *ret_used);

/* Appends one message to p[*used..cap). False, and nothing written, when it does not fit. */
bool cli_wire_write(uint8_t *p, size_t cap, size_t *used, const struct cli_wire *m);

#endif
