/* node/bind/room.h -- what bind/ remembers: the pools in force, their bindings, changes under way
 * and the journal. Private to this folder; who else wants something asks by a verb of its headers.
 *
 *	pools.c      server, generation, leases, profile_of_pool, bound
 *	change.c     change: what is not yet safe
 *	writer.c     writer: the journal; slice.c: how far a snapshot of it has come
 *	recovery.c   recovery: what survives a restart beside bindings
 *	kept.c       kept: what survives of ranges of addresses
 *	expiry.c     expiry: what becomes due
 *	bind.c       identity, standby
 *	chronicle.c  chronicle: what happened in this step, for the history
 *
 * The clock is moved by change.c (versions drawn and seen), writer.c (what is reserved) and
 * recovery.c (what was read). Everything is sized when it is made or a configuration is
 * committed. */
#ifndef NODE_BIND_ROOM_H
#define NODE_BIND_ROOM_H

#include "dhcp/decide.h"
#include "dhcp/reply.h"
#include "dhcp/server.h"
#include "journal/walk.h"
#include "lease/clock.h"
#include "lease/table.h"
#include "lease/trail.h"
#include "node/bind/bind.h"
#include "node/bind/change.h"
#include "node/bind/expiry.h"
#include "node/bind/kept.h"
#include "node/bind/pools.h"
#include "node/bind/standby.h"
#include "node/step/standing.h"

enum {
	CHANGES_MAX = RBS_UPDATES_MAX,
	CHANGES_RESTORED_MAX = 2048, /* no step merges more records: two frames of them */
	CHANGES_POSTS_MAX = 2 * CHANGES_MAX + CHANGES_RESTORED_MAX,
	EXPIRY_UNTOLD_MAX = 1024, /* beyond, the oldest is a lease like any other */
	WRITER_BLOCKS_MAX = 4096, /* blocks not yet durable */
	WRITER_WHY_MAX = 256,
	RECOVERY_HOMES_MAX = 64,
	RECOVERY_PAIRS_MAX = 2 * NODE_PROFILES_MAX,
	RECOVERY_PEERS_MAX = 64,
	CHRONICLE_BYTES = 1 << 14 /* then it is handed over within the step */
};

enum change_stage {
	CHANGE_NONE,	/* the slot is free */
	CHANGE_WRITTEN, /* its record, or the mark that it goes out, is on its way to the disk */
	CHANGE_SENT,	/* the peer judges it */
	CHANGE_KEPT,	/* both have it; ours is on its way to the disk */
	CHANGE_DONE	/* safe; its answer may leave */
};

struct change { /* of one binding, and the answer that waits for it */
	enum change_stage stage;
	enum rbs_pair pair; /* as it was decided; RBS_PAIRS: no pair */
	struct change_past past;
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
	struct change_post post[CHANGES_POSTS_MAX];
	unsigned count, next;	/* slots taken; where to look for a free one */
	unsigned head, waiting; /* ring of slots that wait for the disk, by position */
	uint16_t ring[CHANGES_MAX];
	unsigned answers_head, answers_count; /* ring of slots whose answer may leave */
	uint16_t answers[CHANGES_MAX];
	uint64_t unanswered;  /* ended without an answer since they were counted last */
	unsigned again_count; /* to be decided again */
	uint16_t again[CHANGES_MAX];
	unsigned restored_count; /* addresses whose binding stands anew after a merge */
	struct ip4 restored[CHANGES_RESTORED_MAX];
	struct change slot[CHANGES_MAX];
};

enum writer_state { WRITER_CLOSED, WRITER_BEGINS, WRITER_WORKS, WRITER_FAILED };

struct writer_block {			 /* handed to the disk, not yet durable */
	uint64_t number;		 /* of the APPEND */
	uint64_t segment, block, length; /* of its file, with it */
	uint64_t at_us;			 /* when */
};

struct writer { /* of the journal; node/bind/writer.h */
	enum writer_state state;
	uint64_t boot;
	uint64_t device, journal;  /* as its files say; bind->identity may differ (R9) */
	unsigned files;		   /* found at start */
	struct journal_walk *walk; /* until the bindings are read */
	struct journal_facts facts;

	uint64_t segment, previous, previous_length;
	uint64_t block, length;		  /* of the segment: blocks and bytes handed over */
	uint64_t block_safe, length_safe; /* of these, durable */
	uint64_t number, safe;		  /* APPENDs handed over, durable */
	unsigned head, count;
	struct writer_block flying[WRITER_BLOCKS_MAX];
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
	uint64_t proof_us; /* a block without news is written then */
	char why[WRITER_WHY_MAX];
};

struct recovery { /* by name, whether configured now or not; node/bind/recovery.h */
	unsigned homes_count, pairs_count, peers_count;
	struct journal_entry home[RECOVERY_HOMES_MAX], pair[RECOVERY_PAIRS_MAX];
	struct journal_entry peer[RECOVERY_PEERS_MAX];
	struct journal_stamp stamp; /* of what was read last */
	bool fresh;		    /* recovery_is_fresh() */
	struct journal_entry alien; /* its device 0: the journal was never another device's */
	uint64_t copy_of;	    /* the device it was, while that is pending; else 0 */
};

struct expiry_untold { /* a lease whose client was never told of it */
	struct ip4 address;
	uint64_t version; /* 0: none. While the binding has it */
};

struct expiry_asked {
	struct expiry_reset what;
	uint64_t at_us;	   /* as it was then: what began since stays */
	uint64_t until_us; /* since a commit: what stays is tried again until then; else 0 */
	uint32_t stay;	   /* of these it was said that the pair does not let them go */
	char pool[DHCP_POOL_NAME_MAX + 1]; /* what.pool in words, which a commit leaves alone */
};

struct expiry {
	uint64_t next_us;    /* when due bindings are looked at again */
	uint64_t due_cursor; /* those that may not be freed now do not hide others */
	unsigned resets;     /* reset[0] is being freed, again at reset_us; then the next one */
	struct expiry_asked reset[EXPIRY_RESETS_MAX];
	uint64_t reset_cursor, reset_us;
	uint32_t reset_stay, reset_begun; /* of reset[0], as far as the cursor */
	uint32_t untold_next;		  /* where the next goes, modulo EXPIRY_UNTOLD_MAX */
	struct expiry_untold untold[EXPIRY_UNTOLD_MAX];
};

struct chronicle {
	bool on;
	size_t len;
	uint8_t bytes[CHRONICLE_BYTES];
};

struct bind {
	const struct standings *standings; /* pair/pair.c keeps it true */
	struct bind_identity identity;

	struct dhcp_server *server;
	uint64_t generation;
	struct lease_table *leases;
	uint16_t profile_of_pool[DHCP_POOLS_MAX]; /* or NODE_NONE */
	struct bound bound[NODE_PROFILES_MAX];

	struct lease_clock clock;
	struct changes change;
	struct writer writer;
	struct recovery recovery;
	struct kept kept;
	struct expiry expiry;
	struct standby standby;
	struct chronicle chronicle;
	struct lease_trail trail; /* chronicle.c notes */
};

#endif
