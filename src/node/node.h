/* node/node.h -- one whole device as one pure function.
 *
 * node_step(node, input, actions): what happened goes in, what is to be done comes out; `now` is
 * part of the input. The daemon runs one node over linux/, the simulator runs two. VRRP is the
 * one sibling, pulse/: it has a thread of its own and trades values with the node.
 *
 * Bytes that actions point to live in the actions' own buffer and are valid until the next step. */
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "lan/wanted.h"
#include "pulse/pulse.h"

#define NODE_VERSION "0.1"

enum {
	NODE_FRAMES_MAX = 256,	  /* frames of one FRAMES input */
	NODE_SESSIONS_MAX = 16,	  /* command line sessions at once */
	NODE_STREAMS_MAX = 16,	  /* remote backup services */
	NODE_ACTIONS_MAX = 8192,  /* no step emits more; asserted */
	NODE_BYTES_MAX = 24 << 20 /* bytes of all actions of a step; asserted */
};

/* ---- inputs ---- */

enum node_input_kind {
	NODE_IN_START,	/* once, first: configuration text, port map, identity */
	NODE_IN_TICK,	/* node_deadline() has come */
	NODE_IN_FRAMES, /* frames heard on Vlanif interfaces */
	NODE_IN_STATUS, /* from pulse/ */
	NODE_IN_LINK,	/* a port or a Vlanif went up or down */
	NODE_IN_LAN,	/* result of the NODE_ACT_LAN before */
	NODE_IN_STREAM, /* a connection of a remote backup service */
	NODE_IN_CLI,	/* a command line session */
	NODE_IN_SAVED,	/* result of the NODE_ACT_SAVE before */
	NODE_IN_RELOAD, /* SIGHUP: configuration text, applied as one commit */
	NODE_IN_STOP,	/* SIGTERM: resign, say BYE, then NODE_ACT_STOPPED */
	NODE_IN_DISK	/* what became of APPENDs and SNAPSHOTs */
};

enum node_disk_event {
	NODE_DISK_SYNCED, /* every APPEND up to `number` is durable (data, file, directory) */
	NODE_DISK_SLICE,  /* the last SNAPSHOT slice was written (not synced): the next may come */
	NODE_DISK_SNAPSHOT, /* the snapshot of `number` is durable under its name */
	NODE_DISK_FAILED    /* see NODE_ACT_APPEND */
};

/* What the state folder holds, each file whole: log.<number> and snapshot.<number>, in any order.
 * journal/walk.h reads them. */
struct journal_file;

struct node_frame {
	uint16_t vlan;	      /* heard on Vlanif<vlan>, tag already removed */
	const uint8_t *bytes; /* from the Ethernet header */
	size_t len;
	bool checksum_unfinished; /* the sender's kernel left the UDP checksum to hardware */
}; /* UDP to port 67, or an ARP reply to the Vlanif's own MAC (R5's address probe) */

enum node_stream_event { /* one TCP connection of one service, dialled or accepted */
			 NODE_STREAM_OPENED,
			 NODE_STREAM_DATA,
			 NODE_STREAM_ROOM,  /* more may be sent now */
			 NODE_STREAM_CLOSED /* by the peer, by an error, or dialling failed */
};

enum node_cli_event {
	NODE_CLI_OPEN,
	NODE_CLI_LINE, /* one line, without its end */
	NODE_CLI_HELP, /* `?` typed after this much of a line */
	NODE_CLI_TAB,  /* Tab typed after this much of a line */
	NODE_CLI_MORE, /* the last text was taken; go on */
	NODE_CLI_STOP, /* Ctrl-C: end the display or the question */
	NODE_CLI_CLOSE
};

struct node_input {
	enum node_input_kind kind;
	uint64_t now;		/* base/time.h */
	int64_t wall_offset_us; /* wall clock = now + this, for display only */
	union {
		struct {
			const char *text; /* startup configuration; "" for none */
			const char *file; /* its name, for messages */
			unsigned ports_count;
			const char *const *port; /* names of the port map, canonical */
			uint64_t seed;		 /* random */
			uint64_t boot;		 /* names this boot of the machine: `now` of two
						    starts compares only when it is the same */
			unsigned files_count;	 /* valid until NODE_ACT_RESTORED or STOPPED */
			const struct journal_file *journal;
			const char *state_dir; /* for messages */
		} start;		       /* RELOAD uses text and file */
		struct {
			unsigned count; /* 1..NODE_FRAMES_MAX */
			const struct node_frame *list;
		} frames;
		struct vrrp_status status;
		struct {
			const char *port; /* a port's name, or NULL */
			uint16_t vlan;	  /* else Vlanif<vlan> */
			bool up;
			struct mac mac; /* of the Vlanif */
		} link;
		struct {
			bool ok;
			const char *message; /* one sentence naming what failed */
		} lan;
		struct {
			unsigned service; /* index below NODE_STREAMS_MAX, as given in the action */
			bool dialled;	  /* ours; else accepted */
			enum node_stream_event event;
			const uint8_t *bytes; /* DATA */
			size_t len;	      /* DATA: bytes. OPENED, ROOM: free space in bytes */
		} stream;
		struct {
			unsigned session; /* below NODE_SESSIONS_MAX, chosen by the host at OPEN */
			enum node_cli_event event;
			const char *line;
			bool interactive; /* OPEN: pager and questions make sense */
		} cli;
		struct {
			unsigned session;
			bool ok;
			const char *message;
		} saved;
		struct {
			enum node_disk_event event;
			uint64_t number;
			const char *message; /* FAILED: one sentence naming what failed */
		} disk;
	} u;
};

/* ---- actions ---- */

enum node_action_kind {
	NODE_ACT_FRAME,	  /* send bytes out of Vlanif<vlan> */
	NODE_ACT_PULSE,	  /* hand this input to pulse/ */
	NODE_ACT_LAN,	  /* make the links so; answer with NODE_IN_LAN */
	NODE_ACT_LISTEN,  /* accept connections for a service, or stop */
	NODE_ACT_DIAL,	  /* connect for a service */
	NODE_ACT_SEND,	  /* bytes on a connection */
	NODE_ACT_HANGUP,  /* close a connection */
	NODE_ACT_TEXT,	  /* text for a session */
	NODE_ACT_PROMPT,  /* the command, HELP or TAB is done: prompt, error flag */
	NODE_ACT_QUIT,	  /* the session ends */
	NODE_ACT_SAVE,	  /* write a file whole, durably */
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
	NODE_ACT_RESTORED /* the files of START were read */
};

enum node_prompt {
	NODE_PROMPT_READY,   /* ask for the next command */
	NODE_PROMPT_MORE,    /* text continues: send NODE_CLI_MORE when it was taken */
	NODE_PROMPT_QUESTION /* ask for an answer to a question, [Y/N] */
};

struct event; /* node/event.h */

struct node_action {
	enum node_action_kind kind;
	const uint8_t *bytes; /* FRAME, SEND, TEXT, SAVE, APPEND, SNAPSHOT */
	size_t len;
	uint16_t vlan;		 /* FRAME */
	unsigned service;	 /* LISTEN, DIAL, SEND, HANGUP */
	bool dialled;		 /* SEND, HANGUP: which of the two connections */
	bool on;		 /* LISTEN */
	struct ip4 source, peer; /* LISTEN (source, peer allowed), DIAL */
	uint16_t port;
	unsigned session;	 /* TEXT, PROMPT, QUIT, SAVE */
	enum node_prompt prompt; /* PROMPT */
	bool failed;		 /* PROMPT: the command printed an Error */
	int status;		 /* STOPPED */
	uint64_t segment;	 /* APPEND, SNAPSHOT */
	uint64_t number;	 /* APPEND: rises by one with each, over all segments */
	bool first, last;	 /* SNAPSHOT: slices */
	const char *text;	 /* PROMPT: the prompt; SAVE: file name, NULL for the startup file;
				    LOG: the line's text; SERVING: sysname, for the log lines */
	const struct event *event;	 /* LOG */
	const struct lan_wanted *wanted; /* LAN: valid until the next LAN action */
	struct pulse_input pulse;	 /* PULSE: config points into the node, copy it */
};

struct node_actions {
	unsigned count;
	struct node_action list[NODE_ACTIONS_MAX];
	size_t used;
	uint8_t bytes[NODE_BYTES_MAX];
};

struct node;

struct node *node_new(void);
void node_free(struct node *n); /* accepts NULL */

/* One input; out is emptied first. */
void node_step(struct node *n, const struct node_input *in, struct node_actions *out);

/* When to call with NODE_IN_TICK; TIME_NEVER when nothing is timed. */
uint64_t node_deadline(const struct node *n);

/* Parses and validates a configuration without starting anything: every error as one line
 * "FILE:LINE:COLUMN: message" in the text handed in. Returns the number of errors. */
struct text;
unsigned node_check(const char *config, const char *file, unsigned ports_count,
		    const char *const *port, struct text *errors);

#endif
