/* node/state.h -- what one device remembers. Private to node/: the files here share it, each
 * writes its own part.
 *
 *	apply.c    running, links, wanted                    a configuration comes into force
 *	console.c  cli, session                              command line sessions
 *	keep.c     keep, clock.ceiling                       the journal
 *	recall.c   recall                                    what survives a restart beside bindings
 *	pools.c    dhcp, leases                              pools and their binding table
 *	service.c  service, profile                          remote backup services and profiles
 *	roles.c    vrrp, terms of pools, holds               who serves
 *	change.c   change, clock                             changes until they are safe
 *	serve.c    statistics, shadow, probes                DHCP
 *
 * Everything is sized when the node is made or a configuration is committed. */
#ifndef NODE_STATE_H
#define NODE_STATE_H

#include "base/prng.h"
#include "cli/cli.h"
#include "conf/conf.h"
#include "conf/error.h"
#include "dhcp/decide.h"
#include "dhcp/reply.h"
#include "dhcp/server.h"
#include "dhcp/show.h"
#include "dhcp/statistics.h"
#include "journal/walk.h"
#include "lan/heard.h"
#include "lease/clock.h"
#include "lease/table.h"
#include "node/collect.h"
#include "node/lines.h"
#include "node/node.h"
#include "node/out.h"
#include "node/probe.h"
#include "node/shadow.h"
#include "rbp/board.h"
#include "rbs/board.h"
#include "rbs/session.h"
#include "vrrp/latest.h"

enum {
	NODE_CHANGES_MAX = RBS_UPDATES_MAX,
	NODE_RESTORED_MAX = 1024,
	NODE_POSTS_MAX = 2 * NODE_CHANGES_MAX + NODE_RESTORED_MAX,
	NODE_PROFILES_MAX = RBP_BOARD_MAX,
	NODE_NONE = 0xffff,			 /* no profile, no service, no session */
	NODE_EXPIRE_MAX = 256,			 /* due bindings freed in one step */
	NODE_FLUSH_BYTES = 8 << 20,		 /* no session sends more in one step */
	NODE_REST_BYTES = 4 << 20,		 /* what a step holds beside that */
	NODE_SYNCS_MAX = RBS_PENDING_FRAMES + 8, /* of one session */
	KEEP_BLOCKS_MAX = 4096,			 /* blocks not yet durable */
	KEEP_WHY_MAX = 256,
	KEEP_SLICE_BYTES = 256 << 10,
	RECALL_HOMES_MAX = 64,
	RECALL_PAIRS_MAX = 2 * NODE_PROFILES_MAX
};

#define NODE_CAREFUL_US (10 * TIME_SEC) /* R8: the start-up delay */
#define NODE_EXPIRE_US	(1 * TIME_SEC)	/* how often due bindings are looked at */
#define NODE_BYE_US	(2 * TIME_SEC)	/* a stop waits for the disk at most so long */
#define NODE_WALL_US	(60 * TIME_SEC) /* a jump of the wall clock is told from here on */

struct service { /* one remote backup service; a slot keeps its place while the name lives */
	bool used;
	char name[RBS_NAME_MAX + 1];
	unsigned index; /* for displays */
	struct rbs_config config;
	struct rbs_session *session;
	struct rbs_local local;
	bool local_changed; /* to be told to the session before the step ends */
	bool paused;	    /* the session was told that our disk fails */
	uint32_t daily_day; /* of the wall clock: its daily batch is over, or not due any more */
	enum rbs_state state;
	unsigned syncs_head, syncs_count;
	struct service_sync { /* a SYNC of the session that waits for the disk */
		uint64_t token, position;
	} sync[NODE_SYNCS_MAX];
};

struct profile { /* one remote backup profile */
	bool used;
	char name[RBP_NAME_MAX + 1];
	unsigned index;
	struct rbp_config config;
	unsigned service; /* slot, or NODE_NONE */
	enum rbs_pair pair;
	struct rbp_verdict verdict;
	enum rbp_role before;
	uint64_t changed_us;
	bool batch_done;	/* since start */
	bool held;		/* as told to the pulse */
	uint64_t down_since_us; /* Partner-down; by BYE with nothing missing: 1 */
	bool down_complete;
	bool forfeited; /* we said BYE at forfeited_us */
	uint64_t forfeited_us;
	bool fresh;		/* R8, until a batch */
	bool declared;		/* versions were set apart for one of these */
	uint64_t agreed;	/* digest of both configurations when last equal; 0: not */
	uint64_t alone_us;	/* Interrupted without a session since then; 0: it is not */
	uint64_t alone_told_us; /* the alarm of that; 0: none yet */
	struct lines lines;	/* what both devices must agree on */
	unsigned pools_count, ranges_count;
	uint16_t pool[RBP_POOLS_MAX];
	struct lease_range *range; /* of its pools, ascending */
};

enum change_stage {
	CHANGE_NONE,	/* the slot is free */
	CHANGE_WRITTEN, /* its record, or the mark that it goes out, is on its way to the disk */
	CHANGE_SENT,	/* the peer judges it */
	CHANGE_KEPT	/* both have it; ours is on its way to the disk */
};

struct change { /* of one binding, and the answer that waits for it */
	enum change_stage stage;
	enum rbs_pair pair; /* as it was decided; RBS_PAIRS: no pair */
	bool decided_again;
	bool overtaken;	   /* a record of the peer was written after it */
	uint32_t serial;   /* upper part of the ticket */
	uint64_t position; /* WRITTEN, KEPT: durable with it */
	uint64_t replaces;
	struct lease_record record;
	enum dhcp_answer answer;
	struct dhcp_request request; /* to decide again when the peer refuses */
	struct dhcp_parked reply;
};

struct change_post { /* waits to be handed to a session */
	bool update;
	struct ip4 address;
	uint64_t ticket;
};

struct changes {
	unsigned post_head, post_count;
	struct change_post post[NODE_POSTS_MAX];
	unsigned count, next;	/* slots taken; where to look for a free one */
	unsigned head, waiting; /* ring of slots that wait for the disk, by position */
	uint16_t ring[NODE_CHANGES_MAX];
	unsigned again_count; /* to be decided again */
	uint16_t again[NODE_CHANGES_MAX];
	unsigned restored_count; /* addresses whose binding stands anew after a merge */
	struct ip4 restored[NODE_RESTORED_MAX];
	struct change slot[NODE_CHANGES_MAX];
};

enum keep_state { KEEP_CLOSED, KEEP_BEGINS, KEEP_WORKS, KEEP_FAILED };

struct keep_block {			 /* handed to the disk, not yet durable */
	uint64_t number;		 /* of the APPEND */
	uint64_t segment, block, length; /* of its file, with it */
};

struct keep { /* the journal; node/keep.h */
	enum keep_state state;
	uint64_t boot;
	unsigned files;		   /* found at start */
	struct journal_walk *walk; /* until the bindings are read */
	struct journal_facts facts;

	uint64_t segment, previous, previous_length;
	uint64_t block, length;		  /* of the segment: blocks and bytes handed over */
	uint64_t block_safe, length_safe; /* of these, durable */
	uint64_t number, safe;		  /* APPENDs handed over, durable */
	unsigned head, count;
	struct keep_block flying[KEEP_BLOCKS_MAX];
	struct journal_writer writer;
	bool open;	/* a block is being made in `bytes` */
	uint8_t *bytes; /* JOURNAL_BLOCK_MAX */

	bool snapshot, slice_flies, snapshot_ends; /* one runs; ... */
	bool whole;		 /* the state begins with this segment's snapshot */
	uint64_t snapshot_after; /* not before this APPEND is durable */
	uint64_t cursor, doubt_cursor, snapshot_block, snapshot_count, snapshot_length;
	unsigned snapshot_stage, orphans;
	uint8_t *slice; /* JOURNAL_BLOCK_MAX */

	uint64_t ceiling; /* written; durable with ceiling_position */
	uint64_t ceiling_position;
	uint64_t retry_us, failed_us;
	char why[KEEP_WHY_MAX];
};

struct recall { /* by name, whether configured now or not; node/recall.h */
	unsigned homes_count, pairs_count;
	struct journal_entry home[RECALL_HOMES_MAX], pair[RECALL_PAIRS_MAX];
	struct journal_stamp stamp; /* of what was read last */
	bool fresh;		    /* the journal is new, or was repaired */
};

struct commit { /* between NODE_ACT_LAN and NODE_IN_LAN */
	bool busy, start;
	unsigned session; /* or NODE_NONE: start, reload */
	struct conf *candidate;
	struct conf_errors errors;
	struct lan_wanted wanted;
};

struct node {
	uint64_t now, started_us;
	int64_t wall_offset_us;
	int64_t wall_told_us; /* the offset last told, for jumps */
	bool stopping;	      /* resigned; BYE follows once that is on disk */
	uint64_t stop_us, stop_position;
	bool stopped;
	struct prng prng;

	struct conf *running;
	struct commit commit;
	struct collect_links links; /* borrows from running */
	struct lan_wanted wanted;   /* in force in the kernel */
	struct lan_heard lan;

	struct cli *cli;
	struct cli_session *session[NODE_SESSIONS_MAX];
	struct show_table shows[6];
	struct cli_action_table actions[2];
	uint16_t asked_declare, asked_batch; /* services by slot: a command is to be carried out */
	bool yielded;			     /* the groups were told to give up mastership */

	struct vrrp_latest vrrp;
	struct pulse_config pulse;

	struct rbs_board rbs_board;
	struct rbp_board rbp_board;
	struct service service[NODE_STREAMS_MAX];
	struct profile profile[NODE_PROFILES_MAX];
	uint64_t device_id, journal_id, incarnation;
	struct rbs_outputs rbs_out;
	bool roles_changed; /* roles_refresh() is due before the step ends */
	bool flush_waits;   /* a session may send only in the next step */
	bool careful;	    /* R8 */

	struct dhcp_server *dhcp;
	uint64_t generation;
	struct lease_table *leases;
	struct lease_clock clock;
	struct dhcp_statistics statistics;
	struct dhcp_shown shown;
	uint16_t profile_of_pool[DHCP_POOLS_MAX]; /* or NODE_NONE */
	uint64_t expire_us, due_cursor; /* those that may not be freed now do not hide others */
	bool shadow_due;		/* a profile became Master */
	struct shadow shadow;
	struct probes probes;
	struct changes change;
	struct keep keep;
	struct recall recall;
};

#endif
