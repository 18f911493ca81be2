/* rbs/session_private.h -- the insides of a session, for the files that make it up: session.c
 * (inputs), link.c (connections and states), attempt.c (why there is none), hello.c (agreement),
 * identity.c (with whom), receive.c, records.c, acks.c, send.c and build.c, reconcile.c, old.c,
 * clock_skew.c, dual_master.c, readiness.c, status.c.
 * Nobody else includes this. */
#ifndef RBS_SESSION_PRIVATE_H
#define RBS_SESSION_PRIVATE_H

#include "base/text.h"
#include "rbs/message.h"
#include "rbs/resume_log.h"
#include "rbs/session.h"
#include "rbs/updates_in_flight.h"

enum {
	RBS_SUSPECTS_MAX = 64,
	RBS_TAKEN = 4096, /* buckets; a shared one only delays */
	RBS_ACCEPTED = 0, /* index of a connection */
	RBS_DIALLED = 1,
	RBS_NOBODY = -1,
	RBS_BUFFER = 2 * RBS_FRAME_MAX, /* a cut frame and one DATA */
	RBS_ROOM_MIN = 2048, /* with less room nothing is begun; HELLO and KEEPALIVE fit */
	RBS_WHY_MAX = 256,
	RBS_DIFFERENCES_MAX = 4, /* lines named in one alarm */
	RBS_DIFFERS_MAX = RBS_DIFFERENCES_MAX * (RBS_LINE_MAX + 32) + 128
};

struct rbs_conn {
	bool open;
	bool more;	/* bytes may hold a whole frame */
	bool hello_due; /* active one: HELLO goes out with the next FLUSH */
	bool hello_sent;
	bool secure; /* under the SSL policy */
	size_t room; /* bytes that may be sent */
	uint64_t opened_us;
	uint64_t sent, received; /* frame numbers */
	size_t at, have;	 /* bytes read, bytes here */
	uint8_t *bytes;		 /* RBS_BUFFER */
};

/* One batch in one direction. */
enum rbs_batch {
	RBS_BATCH_NONE, /* not matched */
	RBS_BATCH_DUE,	/* BATCH_BEGIN not yet sent, or not yet received */
	RBS_BATCH_RUNS,
	RBS_BATCH_ENDING, /* BATCH_END sent, or received: not yet safe over there, or here */
	RBS_BATCH_DONE
};

/* RBS_IN_ASK. */
enum rbs_ask { RBS_ASK_NONE, RBS_ASK_DUE, RBS_ASK_SENT };

enum { RBS_QUESTION_ANSWERS = 8 };

struct rbs_question {	   /* after a takeover; question.h */
	uint64_t since_us; /* 0: there is none */
	bool busy;	   /* updates were on their way already */
	unsigned next;
	uint64_t took_us[RBS_QUESTION_ANSWERS]; /* the last acknowledgements of this session */
};

enum { RBS_STRANGERS_MAX = 4 };

struct rbs_stranger {
	uint64_t device, journal; /* 0: nobody */
	uint64_t last_us;	  /* its last try */
	uint64_t stayed_us;	  /* so long it has, as far as this device was there to see it */
};

struct rbs_identity {
	uint64_t device, journal; /* of the session before; 0: none since the start */
	uint64_t newcomer_us;	  /* since then it is another one than was known; 0: it is not */
	uint64_t first_us;	  /* since then it is the first one ever; 0: it is not */
	struct rbs_stranger stranger[RBS_STRANGERS_MAX];
	uint64_t told_us; /* 0: never */
	char text[RBS_WHY_MAX];
};

struct rbs_attempt { /* the last one on a connection that gave no session */
	uint64_t at_us;
	uint64_t told_us, told; /* alarms within a minute from told_us */
	unsigned times;		/* in a row, for the same reason */
	char text[RBS_WHY_MAX];
};

/* RBS_ALARM_SENT */
#define RBS_SENT_DAILY "The daily batch backup was sent and is safe on the peer"
#define RBS_SENT_ASKED "The batch backup asked for was sent and is safe on the peer"

struct rbs_group { /* one backup-id */
	struct rbs_local_group local;
	bool shared;	      /* the peer has it too */
	bool matched;	      /* and its digest is ours */
	uint64_t said_digest; /* what our HELLO said last ... */
	uint32_t said_epoch;  /* ... 0: not said on this connection */
	uint64_t said_number; /* ... in the frame with this number */
	uint64_t peer_digest;
	uint32_t peer_epoch;
	uint64_t resume;		/* where a batch would begin */
	uint8_t peer_role;		/* RBS_ROLES: not known */
	uint8_t said_ready, peer_ready; /* in this session, ours and the peer's word ... */
	uint8_t told_ready;		/* ... and what was told last, RBS_READY at first */
	uint64_t ready_us;		/* since when the peer's is another; 0: it is not */
	uint64_t ready_told_us;		/* 0: never */
	bool both_told;			/* that both devices are Master ... */
	uint64_t both_us;		/* ... since then; 0: they are not */
	enum rbs_pair pair;
	uint64_t pair_since_us;
	char pair_why[RBS_WHY_MAX];
	bool complete;	    /* PARTNER_DOWN: nothing is missing here */
	bool unmet;	    /* the peer was declared down, and not PAIRED since */
	bool whole;	    /* other pools than it had: what changed in them is in no resume log */
	bool was_batched;   /* BATCH_DONE was told for this match */
	bool met;	    /* ... once since the start */
	uint64_t forgotten; /* until then: records that we told the peer we hold, and do not */
	bool old;	    /* there were some: our next HELLO says so */
	char old_text[RBS_WHY_MAX];
	bool again; /* the batch outwards is one more: asked for, or */
	bool daily; /* ... that of the day */
	enum rbs_batch out;
	uint64_t from;			/* above this sequence; 0: everything */
	uint64_t upto;			/* resume: last sequence of the batch */
	uint64_t cursor;		/* of lease_next(), or the next sequence */
	unsigned aside;			/* ... and of those that no range covers */
	const struct lease_table *over; /* the table that the cursor belongs to */
	uint64_t out_count, out_about, out_since_us;
	enum rbs_batch in;
	uint64_t in_count, in_about, in_since_us;
	uint64_t applied; /* the peer's update sequence reached; 0: needs a full batch */
	bool lines_due;	  /* CONFIG goes out */
	unsigned line_at;
	uint64_t compared_us;	       /* a digest of the peer was compared last; 0: none yet */
	uint64_t said_all_us;	       /* our last whole round; 0: none yet */
	uint64_t resent_us;	       /* everything, because much differed; 0: never */
	char differs[RBS_DIFFERS_MAX]; /* the differing lines, for ALARM and display */
};

struct rbs_suspect { /* addresses in which the tables seem to differ; reconcile.c */
	uint16_t backup_id;
	uint32_t index;
	bool due;    /* our digest of it goes out at at_us */
	bool resend; /* our records of it go out at at_us, from `place` in it on */
	bool resent; /* they did, then */
	bool told;   /* and it did not help */
	unsigned place;
	uint64_t at_us;
};

struct rbs_reconcile {
	uint64_t round_us;  /* a round, or its next slice, begins */
	uint16_t backup_id; /* where the round stands */
	uint64_t next;	    /* bucket of it */
	unsigned suspects_count;
	struct rbs_suspect suspect[RBS_SUSPECTS_MAX];
	struct rbs_digest said, heard;
	bool named; /* text is in use: one alarm that needs it a call */
	char text[RBS_WHY_MAX];
};

struct rbs_unacked { /* a frame the peer owes an ACK for */
	uint64_t number;
	uint64_t passed; /* s->passed when it left */
	uint64_t sequence, at_us;
	uint16_t ends; /* BATCH_END of this backup-id; else 0 */
};

struct rbs_pending {	   /* a frame of the peer that is not STORED yet */
	uint64_t token;	   /* of its SYNC; rises over all connections */
	uint64_t number;   /* on its connection */
	uint64_t sequence; /* update sequence reached with it; 0: none */
	uint16_t ends;	   /* BATCH_END of this backup-id; else 0 */
};

struct rbs_theirs { /* an update of the peer that was taken, ACK not yet sent */
	uint64_t number;
	struct ip4 address;
	uint16_t backup_id;
};

struct rbs_refusal {
	uint64_t sequence;
	struct ip4 address;
	bool stands; /* the update in flight here stands: no record goes back */
};

struct rbs_peer { /* what the peer said of itself last */
	uint64_t device, journal, incarnation;
	uint32_t queue, blocks;
	uint64_t pace_us; /* between its KEEPALIVEs */
	uint8_t version;
};

struct rbs_clock_skew {
	bool known;	   /* on this session */
	int64_t ahead_ms;  /* the peer's clock, of ours */
	int64_t maybe_ms;  /* far from that: true when the next KEEPALIVE says so too ... */
	uint64_t maybe_us; /* ... some time after; 0: none */
	bool told;
	char text[RBS_WHY_MAX];
};

struct rbs_counts {
	uint64_t sent[RBS_TYPES], received[RBS_TYPES];
	uint64_t drops, echo_time_outs, answer_time_outs, packet_errors, refusals_sent,
	    refusals_received, outside, /* records of addresses not in our pools */
	    updates,			/* the peer's, received in real time */
	    repairs,			/* pieces of the table sent again, for they differed */
	    blocked;			/* frames of records not taken: backup block receive */
};

struct rbs_compare { /* the peer's CONFIG lines against ours, one backup-id at a time */
	uint16_t backup_id;
	unsigned lines, unknown;
	struct text text;
	uint8_t seen[RBS_LINES_MAX / 8]; /* our lines that the peer has too */
};

struct rbs_session {
	uint64_t now;		 /* of the current call */
	int64_t wall_offset_us;	 /* of the current call */
	struct rbs_outputs *out; /* of the current call */

	enum rbs_state state;
	struct rbs_config config;
	bool stopped, left, paused, listening, dialling;
	bool local_known;
	struct rbs_local local; /* its groups stand in group[] */
	struct rbs_conn conn[2];
	int active;		       /* the connection of the session, or RBS_NOBODY */
	uint64_t dialled_us, retry_us; /* dialling began, begins again */
	uint64_t hold_us;	       /* no session before this: R6, refusals */
	uint64_t back_off_us;
	uint64_t drop_us;   /* of the last drop; 0: none */
	uint64_t resume_us; /* after RESUME, no session before this */
	uint64_t heard_us, sent_us;
	struct ip4 met; /* the peer that groups stand to; the last one that was configured */
	uint64_t up_us, down_us;
	uint64_t shunned_us;   /* the peer did not believe this device then; 0: it does */
	bool untold;	       /* CONNECTED, which the log has not: the peer may refuse at once */
	char why[RBS_WHY_MAX]; /* of the last down */
	struct rbs_attempt attempt[2];

	struct rbs_identity identity;
	struct rbs_peer peer;
	unsigned said_addresses_count, peer_addresses_count; /* ours as told last; the peer's */
	bool addresses_new; /* the peer said them in this session */
	struct rbs_address said_address[RBS_ADDRESSES_MAX], peer_address[RBS_ADDRESSES_MAX];
	unsigned groups_count;
	struct rbs_group group[RBS_GROUPS_MAX];
	struct rbs_compare compare;
	uint32_t epoch;	     /* of HELLO's groups */
	uint64_t peer_hello; /* number of the peer's last HELLO, and its backup-ids */
	bool lost; /* a journal that the halves were agreed with is gone: told in this session */
	unsigned peer_groups_count;
	struct rbs_hello_group peer_group[RBS_GROUPS_MAX];

	/* to the peer */
	uint64_t stream_at;		  /* next update sequence to send in real time */
	uint64_t made, passed, confirmed; /* own updates: all, left or in a batch, acknowledged */
	uint64_t acked_sequence;	  /* of them, in this incarnation */
	uint64_t behind_us;		  /* since then the peer lacks something */
	enum rbs_ask ask;
	uint64_t ask_number; /* of the frame that asks */
	struct rbs_question question;
	bool probe;	  /* send a KEEPALIVE now */
	bool flushing;	  /* the output buffer was full */
	bool batch_waits; /* for the next slice */
	uint64_t slice_us;
	unsigned slice_left;
	unsigned unacked_head, unacked_count;
	struct rbs_unacked unacked[RBS_WINDOW_FRAMES];
	unsigned marks_head, marks_count;
	struct rbs_mark mark[RBS_MARKS_MAX];
	uint64_t acked;	   /* our frames up to this are safe there */
	bool records_wait; /* no record leaves before this SYNC is answered */
	uint64_t records_token;

	/* from the peer */
	uint64_t sequence; /* highest update sequence received on this connection */
	bool ack_due;
	uint64_t stored, ack_sent; /* the peer's frames: safe here, said so */
	uint64_t token;		   /* of the last SYNC */
	unsigned pending_head, pending_count;
	struct rbs_pending pending[RBS_PENDING_FRAMES];
	unsigned answers_head, answers_count;  /* what stands here goes out before the ACK of ... */
	struct rbs_mark answer[RBS_MARKS_MAX]; /* ... the frame `number` that said "free" */
	uint64_t taken[RBS_TAKEN]; /* by rbs_taken(): last frame with a record of the address */
	unsigned theirs_head, theirs_count;
	struct rbs_theirs theirs[RBS_THEIRS_MAX];
	unsigned refusals_head, refusals_count;
	struct rbs_refusal refusal[RBS_REFUSALS_MAX];
	struct lease_record scratch[RBS_RECORDS_MAX]; /* what outputs of a call point to */

	struct rbs_counts counts;
	struct rbs_clock_skew clock_skew;
	struct rbs_reconcile reconcile;
	struct rbs_flights flights;
	struct rbs_resume_log resume_log;
};

/* Appends an output. */
struct rbs_output *rbs_emit(struct rbs_session *s, enum rbs_output_kind kind);

/* The group with this backup-id, or NULL. */
struct rbs_group *rbs_group_find(struct rbs_session *s, uint16_t backup_id);

/* Whether the address lies in the group's ranges. */
bool rbs_group_covers(const struct rbs_group *g, struct ip4 address);

/* Whether it lies in one of its networks, and in no range of any pool. */
bool rbs_group_keeps(const struct rbs_session *s, const struct rbs_group *g, struct ip4 address);

/* The number of the peer's frame that last changed the address here (or one that shares its
 * bucket): nothing built on that may be sent before its ACK. */
static inline uint64_t *
rbs_taken(struct rbs_session *s, struct ip4 address)
{
	return &s->taken[(address.host * 0x9e3779b1u) >> 20];
}

/* The updates taken in frames up to this number enter the resume log; rbs/resume_log.h says why. */
void rbs_theirs_done(struct rbs_session *s, uint64_t number);

/* Reports one; text is valid until the next call. */
void rbs_alarm(struct rbs_session *s, enum rbs_alarm alarm, uint16_t backup_id, const char *text);

/* Writes the pair state of a group and tells it; nothing when it is the same. */
void rbs_pair_set(struct rbs_session *s, struct rbs_group *g, enum rbs_pair pair, const char *why);

/* Why a group begins PARTNER_DOWN, as is kept of its addresses; also of those of another group. */
const char *rbs_down_why(const struct rbs_local_group *local);

/* Own KEEPALIVEs come so often; the peer is dead after so much silence (R6). A peer that speaks
 * less often than we do is given its own pace. */
uint64_t rbs_idle_us(const struct rbs_session *s);
uint64_t rbs_dead_us(const struct rbs_session *s);

/* Whether records leave on this session: neither blocks it. */
bool rbs_may_send(const struct rbs_session *s);

/* Every batch outwards is complete: what left is not repeated by one. */
bool rbs_batches_are_done(const struct rbs_session *s);

/* Our side of the pair has the lower source address: it decides which connection stays. */
bool rbs_is_first(const struct rbs_session *s);

#endif
