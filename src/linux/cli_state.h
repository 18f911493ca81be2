/* linux/cli_state.h -- the states of a session on the command line's socket.
 *
 *	session		waits for		goes on
 *	NEW		HELLO			OPEN told -> BUSY; none came: LEAVING. Who is not
 *						root is looked up first -> NAMING
 *	NAMING		its names		OPEN told -> BUSY; none came: LEAVING
 *	BUSY		the node's PROMPT	-> IDLE, or PAUSED after PROMPT MORE
 *	IDLE		LINE, HELP, TAB		told -> BUSY; STOP told -> BUSY
 *	PAUSED		MORE, STOP		told -> BUSY, once all text has left
 *	LEAVING		the last bytes to go	closed */
#ifndef LINUX_CLI_STATE_H
#define LINUX_CLI_STATE_H

#include <stdbool.h>

enum session_state {
	SESSION_FREE,
	SESSION_NEW,
	SESSION_NAMING,
	SESSION_BUSY,
	SESSION_IDLE,
	SESSION_PAUSED,
	SESSION_LEAVING,
	SESSION_STATES
};

bool cli_state_may_go(enum session_state from, enum session_state to);

#endif
