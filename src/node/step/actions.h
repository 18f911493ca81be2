/* node/step/actions.h -- what a device wants done: the actions of node_step(). Bytes and texts that
 * they point to live in the actions' own buffer and are valid until the next step. */
#ifndef NODE_STEP_ACTIONS_H
#define NODE_STEP_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "history/block.h"
#include "lan/wanted.h"
#include "node/step/survey.h"
#include "pulse/pulse.h"
#include "tls/config.h"

enum {
	NODE_ACTIONS_MAX = 8192,  /* no step emits more; asserted */
	NODE_BYTES_MAX = 56 << 20 /* bytes of all actions of a step; asserted */
};

enum node_action_kind {
	NODE_ACT_FRAME,	       /* send bytes out of Vlanif<vlan> */
	NODE_ACT_PULSE,	       /* hand this input to pulse/ */
	NODE_ACT_LAN,	       /* make the links so; answer with NODE_IN_LAN */
	NODE_ACT_MEND,	       /* make what is missing of the links anew, and look again soon */
	NODE_ACT_NEIGHBOUR,    /* on Vlanif<vlan> `peer` is at `mac`, whatever ARP says; or not */
	NODE_ACT_TLS,	       /* load the files of these SSL policies; a failure fails the LAN that
			     follows when `on`, else it is said and the others are in force */
	NODE_ACT_LISTEN,       /* accept connections for a service, or stop */
	NODE_ACT_DIAL,	       /* connect for a service */
	NODE_ACT_SEND,	       /* bytes on a connection */
	NODE_ACT_HANGUP,       /* close a connection */
	NODE_ACT_QUERY_LISTEN, /* accept connections of requestors on port 67, or stop */
	NODE_ACT_QUERY_SEND,   /* bytes on one of them */
	NODE_ACT_QUERY_HANGUP, /* close it, behind what was sent */
	NODE_ACT_TEXT,	       /* text for a session */
	NODE_ACT_PROMPT,       /* the command, HELP or TAB is done: prompt, error flag */
	NODE_ACT_QUIT,	       /* the session ends */
	NODE_ACT_SAVE,	  /* write a file whole, durably; without bytes: the file of that name is
				  the startup file from now on, over a restart */
	NODE_ACT_READ,	  /* read a configuration file, or `on`: list them; NODE_IN_READ */
	NODE_ACT_POINT,	  /* the same with commit.<number>; without bytes: remove it */
	NODE_ACT_LOG,	  /* one log line */
	NODE_ACT_SERVING, /* configuration applied: tell systemd READY */
	NODE_ACT_STOPPED, /* exit with this status */

	/* The disk, off the main loop. APPENDs become durable in order, many with one fdatasync;
	 * the first of a new segment creates log.<segment> once everything before is durable, and
	 * is durable only with its directory entry. SNAPSHOT slices are written to a file aside;
	 * after the last one it is synced, renamed to snapshot.<segment>, the directory synced, and
	 * every log and snapshot with a lower number removed. Neither waits for the other. On any
	 * error: DISK_FAILED once; what was appended and not SYNCED is lost or not, nobody knows;
	 * everything handed in so far is forgotten, and APPENDs are ignored until one with a new
	 * segment comes, SNAPSHOTs until a first slice. From then until a snapshot is durable the
	 * next failure takes such new segments with it, so that tries do not fill the disk. */
	NODE_ACT_APPEND,
	NODE_ACT_SNAPSHOT,
	NODE_ACT_RESTORED, /* the files of START were read */

	/* The history of lease events, off the main loop and off the disk of leases. Never a
	 * promise: what finds no room, or a disk that fails, is counted by the host. */
	NODE_ACT_HISTORY, /* keep these entries (history/entry.h) */
	NODE_ACT_KEEP,	  /* for how long, from now on; what is older or too much is removed */
	NODE_ACT_FIND,	  /* look through them; answer with NODE_IN_FOUND */

	/* For displays, off the main loop. */
	NODE_ACT_SURVEY /* read what the system says of itself; answer with NODE_IN_SURVEY */
};

struct node_keep {
	uint64_t keep_s;      /* 0: nothing is kept */
	uint64_t limit_bytes; /* of all files together */
	bool log;	      /* a line of the log for each event, as far as there is room */
};

enum node_prompt {
	NODE_PROMPT_READY,   /* ask for the next command */
	NODE_PROMPT_MORE,    /* text continues: send NODE_CLI_MORE when it was taken */
	NODE_PROMPT_QUESTION /* ask for an answer to a question, [Y/N] */
};

enum { NODE_PAGE_WINDOW = UINT16_MAX }; /* a page is what the terminal's window holds */

struct event; /* node/step/event.h */

struct node_action {
	enum node_action_kind kind;
	const uint8_t
	    *bytes; /* FRAME, SEND, QUERY_SEND, TEXT, SAVE, POINT, APPEND, SNAPSHOT, HISTORY */
	size_t len;
	uint16_t vlan;		 /* FRAME, NEIGHBOUR */
	struct mac mac;		 /* NEIGHBOUR */
	unsigned service;	 /* LISTEN, DIAL, SEND, HANGUP */
	bool dialled;		 /* SEND, HANGUP: which of the two connections */
	bool on;		 /* LISTEN, QUERY_LISTEN, TLS, NEIGHBOUR, READ */
	struct ip4 source, peer; /* LISTEN (source, peer allowed), DIAL, NEIGHBOUR */
	uint16_t port;
	unsigned session; /* TEXT, PROMPT, QUIT, SAVE, READ, FIND, SURVEY; QUERY_: the connection */
	uint16_t page;	  /* TEXT: lines of a page of it, 0: no pager; NODE_PAGE_WINDOW */
	enum node_prompt prompt; /* PROMPT */
	bool failed;		 /* PROMPT: the command printed an Error */
	int status;		 /* STOPPED */
	uint64_t segment;	 /* APPEND, SNAPSHOT */
	uint64_t number;  /* POINT: its; APPEND: rises by one with each, over all segments; FIND,
				    SURVEY: of the search, given back with its answer */
	bool first, last; /* SNAPSHOT: slices */
	const char *text; /* PROMPT: the prompt; SAVE, READ: file name, NULL: startup file;
				    LOG: the line's text; SERVING: sysname, for the log lines;
				    LISTEN, DIAL: the SSL policy, NULL for none */
	const char *password;		 /* LISTEN, DIAL: the file of the password, NULL for none */
	const struct event *event;	 /* LOG */
	const struct tls_wanted *tls;	 /* TLS: valid until the next one */
	const struct lan_wanted *wanted; /* LAN: valid until the next LAN action */
	struct node_keep keep;		 /* KEEP */
	const struct history_query *query; /* FIND: copy it */
	struct history_place place;	   /* FIND: from where on */
	enum node_survey_kind survey;	   /* SURVEY */
	struct pulse_input pulse;	   /* PULSE: config points into the node, copy it */
};

struct node_actions {
	unsigned count;
	struct node_action list[NODE_ACTIONS_MAX];
	size_t used;
	uint8_t bytes[NODE_BYTES_MAX];
};

#endif
