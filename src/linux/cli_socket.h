/* linux/cli_socket.h -- the command line sessions on a unix socket (linux/cli_listen.h).
 *
 * A client says HELLO, then one LINE, HELP or TAB at a time; each is answered by any TEXT and one
 * PROMPT. After PROMPT MORE the client says MORE when it took the text, or STOP. What a client
 * sends early waits in the socket. NODE_CLI_MORE reaches the node only when all text before has
 * left for the client, so a slow terminal slows its own display and nothing else. A client that
 * breaks the rules, or finds no place (linux/cli_places.h), is refused with a sentence; so is one
 * that says no HELLO for CLI_HELLO_LIMIT, and one whose names are not found in that time. One that
 * does not take its last bytes in that time is closed.
 * Events come from loop_turn() or cli_sockets_turn(). Tested in test/unit/linux/cli_socket.c. */
#ifndef LINUX_CLI_SOCKET_H
#define LINUX_CLI_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/time.h"
#include "linux/loop.h"
#include "node/node.h"

#define CLI_HELLO_LIMIT (5 * TIME_SEC)

struct cli_event {
	unsigned session;
	enum node_cli_event kind;
	const char *line; /* LINE, HELP, TAB: valid during the call */
	bool interactive; /* OPEN */
	/* OPEN: who it is, valid during the call; groups as in linux/peer_user.h; root, or whom the
	 * daemon runs as. */
	const char *user, *groups;
	bool root;
};

struct cli_sockets;

/* Listens on path, for the owner and a group (0: for none); errors as of cli_listen(). */
int cli_sockets_new(struct loop *l, const char *path, gid_t group,
		    void (*heard)(void *owner, const struct cli_event *), void *owner,
		    struct cli_sockets **ret);
/* Instead of CLI_PLACE_WAITS_US (linux/cli_places.h). */
void cli_sockets_hurry(struct cli_sockets *s, uint64_t waits_us);
void cli_sockets_free(struct cli_sockets *s); /* sends what the kernel takes, removes the file */

/* What the node says to a session; ignored when the client is gone. */
void cli_socket_text(struct cli_sockets *s, unsigned session, uint16_t page, const void *bytes,
		     size_t len);
void cli_socket_prompt(struct cli_sockets *s, unsigned session, enum node_prompt prompt,
		       bool failed, const char *text);
void cli_socket_quit(struct cli_sockets *s, unsigned session); /* no CLOSE follows */

/* Sends what was said and reads on. Call after every step. */
void cli_sockets_flush(struct cli_sockets *s);

/* When to call cli_sockets_turn() though no descriptor is ready; TIME_NEVER: never. */
uint64_t cli_sockets_deadline(const struct cli_sockets *s);

/* Events that need no descriptor: lines that waited, patience that ended. True when it called
 * `heard`. */
bool cli_sockets_turn(struct cli_sockets *s);

#endif
