/* node/step/input.h -- what happens to a device: the inputs of node_step(). Times are microseconds
 * of base/time.h; bytes belong to the host and are valid for the one call, but where it says
 * otherwise. */
#ifndef NODE_STEP_INPUT_H
#define NODE_STEP_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "bfd/status.h"
#include "history/block.h"
#include "history/state.h"
#include "lan/lost.h"
#include "node/step/survey.h"
#include "vrrp/status.h"

enum {
	NODE_FRAMES_MAX = 256,	/* frames of one FRAMES input */
	NODE_SESSIONS_MAX = 16, /* command line sessions at once */
	NODE_STREAMS_MAX = 16,	/* remote backup services */
	NODE_QUERIES_MAX = 8,	/* TCP connections of requestors */
	NODE_POINT_TRIAL = 1	/* number of the file `trial`, which no commit point has */
};

enum node_input_kind {
	NODE_IN_START,	    /* once, first: configuration text, port map, identity */
	NODE_IN_TICK,	    /* node_deadline() has come */
	NODE_IN_FRAMES,	    /* frames heard on Vlanif interfaces */
	NODE_IN_STATUS,	    /* from pulse/ */
	NODE_IN_BFD,	    /* the same of a BFD session */
	NODE_IN_BFD_FAULTS, /* the same: packets were dropped */
	NODE_IN_ASKED,	    /* pulse/ put up a number, and all that was there when it was heard was
			   handed in: answered by PULSE_IN_ANSWER, last of the step */
	NODE_IN_LINK,	    /* a port or a Vlanif went up or down */
	NODE_IN_LOST,	/* what of its links was looked for and not found; also after NODE_ACT_MEND,
			   and, with nothing, for a while after something was */
	NODE_IN_LAN,	/* result of the NODE_ACT_LAN before */
	NODE_IN_STREAM, /* a connection of a remote backup service */
	NODE_IN_QUERY,	/* a TCP connection of a requestor (leasequery) */
	NODE_IN_CLI,	/* a command line session */
	NODE_IN_SAVED,	/* result of the NODE_ACT_SAVE before */
	NODE_IN_READ,	/* of the NODE_ACT_READ before */
	NODE_IN_RELOAD, /* SIGHUP: configuration text, applied as one commit */
	NODE_IN_STOP,	/* SIGTERM: end the sessions, resign, then NODE_ACT_STOPPED */
	NODE_IN_TLS,	/* what became of the files of an SSL policy */
	NODE_IN_DISK,	/* what became of APPENDs and SNAPSHOTs */
	NODE_IN_FOUND,	/* answers a NODE_ACT_FIND */
	NODE_IN_SURVEY	/* answers a NODE_ACT_SURVEY */
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

struct node_point { /* a file commit.<number> of the state folder, or `trial` */
	uint64_t number;
	const char *text; /* NULL: it could not be read */
};

struct node_frame {
	uint16_t vlan;	      /* heard on Vlanif<vlan>, tag already removed */
	const uint8_t *bytes; /* from the Ethernet header */
	size_t len;
	uint64_t age_us;	  /* since this machine received it; TIME_NEVER: nobody knows */
	bool checksum_unfinished; /* the sender's kernel left the UDP checksum to hardware */
}; /* UDP to port 67, an ICMP echo reply, an ARP reply to the Vlanif's own MAC (R5's address probe),
      or ARP that announces an address (RFC 5227) */

struct node_lost { /* frames that were heard and could not be handed over, since the last time */
	uint64_t overrun;   /* the kernel had no room */
	uint64_t oversize;  /* longer than a place for one */
	uint64_t other_mac; /* to a virtual MAC that is not ours */
};

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
			const char *text; /* startup configuration; "" for none (START) */
			const char *file; /* its name, for messages */
			unsigned ports_count;
			const char *const *port; /* names of the port map, canonical */
			uint64_t seed;		 /* random */
			uint64_t boot;		 /* names this boot of the machine: `now` of two
						    starts compares only when it is the same */
			unsigned files_count;	 /* valid until NODE_ACT_RESTORED or STOPPED */
			const struct journal_file *journal;
			unsigned points_count; /* commit points, in any order */
			const struct node_point *point;
			const char *state_dir; /* for messages */
			bool unsteady;	       /* the system gives VRRP no real-time priority */
			unsigned slice; /* bindings that a step of a commit brings over to a new
					   table; 0: as many as take some milliseconds */
		} start;		/* RELOAD uses text and file */
		struct {
			unsigned count; /* to NODE_FRAMES_MAX; 0: only lost ones */
			struct node_lost lost;
			const struct node_frame *list;
		} frames;
		struct vrrp_status status;
		struct bfd_status bfd;
		struct bfd_faults bfd_faults;
		struct {
			uint64_t number;
			bool lost; /* pulse/ did not get all it was told: tell it all again */
		} asked;
		struct {
			const char *port; /* a port's name, or NULL */
			uint16_t vlan;	  /* else Vlanif<vlan> */
			bool up;
			struct mac mac; /* of the Vlanif */
		} link;
		struct {
			unsigned count;
			const struct lan_lost *list;
			const char *message; /* why the last NODE_ACT_MEND failed, or "" */
		} lost;
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
			bool secure;	      /* OPENED: under the SSL policy */
		} stream;
		struct {
			unsigned connection; /* below NODE_QUERIES_MAX, chosen by the host */
			enum node_stream_event event;
			const uint8_t *bytes; /* DATA */
			size_t len;	      /* as of a stream */
			struct ip4 from, to;  /* OPENED: the two ends, `to` is ours */
		} query;
		struct {
			const char *policy;
			bool loaded;
			const char *state; /* one sentence */
		} tls;
		struct {
			unsigned session; /* below NODE_SESSIONS_MAX, chosen by the host at OPEN */
			enum node_cli_event event;
			const char *line;
			bool interactive; /* OPEN: pager and questions make sense */
			/* OPEN: who it is, or NULL: nobody says; all groups of the system that he
			 * is in, a colon around each; whether it is root. */
			const char *user, *groups;
			bool root;
		} cli;
		struct {
			unsigned session;
			uint64_t number; /* as asked */
			const struct node_survey *told;
		} survey;
		struct {
			unsigned session;
			bool ok;
			const char *message;
		} saved;
		struct {
			unsigned session;
			const char *text; /* the file, or the list; both NULL: neither */
			const struct conf_files *files;
			const char *message; /* one sentence, why */
		} read;
		struct {
			enum node_disk_event event;
			uint64_t number;
			const char *message; /* FAILED: one sentence naming what failed */
		} disk;
		struct {
			unsigned session;
			uint64_t number;	   /* of the search */
			bool end;		   /* there is nothing behind this page */
			struct history_place next; /* else it goes on here */
			const struct history_page *page;
			const struct history_state *state;
			const char *message; /* why it was not read, one sentence; else NULL */
		} found;
	} u;
};

#endif
