/* rbs/session.h -- one remote backup service: a TCP session with the other device, as a pure
 * machine. What happened goes in, what is to be done comes out; `now` is part of the input.
 *
 * It dials and listens, agrees in HELLO, copies tables both ways in batches while real-time updates
 * flow, judges the peer's updates by compare and set, and answers for its own. It reads binding
 * tables and never writes one: node/ applies what RBS_OUT_STORE says. docs/rules.md,
 * docs/protocol.md "A session", docs/vrp.md "Backup service". How it works stands at the head of
 * session.c.
 *
 * Use, in every step of node/: hand in what happened, perform all outputs in order after each
 * call, then answer a SYNC (with STORED), then call again with RBS_IN_MORE while out->more; at the
 * end of the step RBS_IN_FLUSH once, with the same loop. Updates and acknowledgements leave only
 * at FLUSH: one frame, one ACK for all of the step. Pointers in outputs are valid until the next
 * call. Ticks and stream inputs need their FLUSH too. Tested in test/unit/rbs,
 * fuzzed by test/fuzz/rbs_session.c. */
#ifndef RBS_SESSION_H
#define RBS_SESSION_H

#include "base/time.h"
#include "lease/table.h"
#include "rbs/config.h"
#include "rbs/message.h"

enum {
	RBS_UPDATES_MAX = 2048,	    /* own updates in flight; more are answered RBS_FULL */
	RBS_RESUME_LOG_MAX = 65536, /* own updates kept for resume; older ones need a full batch */
	RBS_MARKS_MAX = 4096,	    /* records sent and not yet acknowledged; batch waits */
	RBS_WINDOW_FRAMES = 64,	    /* frames sent and not yet acknowledged; sending waits */
	RBS_PENDING_FRAMES = 256,   /* peer's frames not yet STORED; more: packet error */
	RBS_THEIRS_MAX = 4096,	    /* peer's updates taken, ACK not yet sent; more: packet error */
	RBS_REFUSALS_MAX = 4096,    /* refusals not yet sent; more: packet error */
	RBS_LINES_MAX = 4096,	    /* configuration lines compared; more are not named */
	RBS_OUTPUTS_MAX = 2 * RBS_UPDATES_MAX + 1024,
	RBS_BYTES_MAX = 4 * RBS_FRAME_MAX /* bytes of one call */
};

#define RBS_DIAL_LIMIT	   (3 * TIME_SEC)
#define RBS_HELLO_LIMIT	   (5 * TIME_SEC)
#define RBS_RETRY	   (1 * TIME_SEC)  /* after a dial that failed */
#define RBS_REFUSED_RETRY  (30 * TIME_SEC) /* after one side refused the other */
#define RBS_BACK_OFF_FIRST (1 * TIME_SEC)  /* doubled by each drop within a minute ... */
#define RBS_BACK_OFF_LAST  (30 * TIME_SEC) /* ... up to this */
#define RBS_BATCH_SLICE	   (10 * TIME_MS)  /* RBS_BATCH_RECORDS each */
#define RBS_BOTH_LIMIT	   (3 * TIME_SEC)  /* a takeover passes through two Masters */
enum { RBS_BATCH_RECORDS = 512 };

enum rbs_state {		 /* of the service; docs/vrp.md "Service displays" */
		 RBS_INITIAL,	 /* no peer configured, shut down, or stopped */
		 RBS_LISTENING,	 /* waiting for the peer, or to dial again */
		 RBS_CONNECTING, /* dialling, or connected and waiting for HELLO */
		 RBS_CONNECTED,	 /* HELLO exchanged: batch, then real time */
		 RBS_STATES
};

enum rbs_pair { /* of one backup-id; docs/rules.md "How the pair stands" */
		RBS_INTERRUPTED,
		RBS_PAIRED, /* "Connected": batch complete in both directions */
		RBS_PARTNER_DOWN,
		RBS_PAIRS
};

enum rbs_role { RBS_ROLE_INITIALIZE, RBS_ROLE_SLAVE, RBS_ROLE_MASTER, RBS_ROLES };

/* Whether a device would serve if it had to, or why not; the numbers stand on the wire. */
enum rbs_ready {
	RBS_READY,
	RBS_READY_NO_SERVICE,
	RBS_READY_NO_GROUP,
	RBS_READY_INITIALIZE,
	RBS_READY_DISABLED, /* DHCP, on the group's interface */
	RBS_READY_NO_POOL,
	RBS_READY_LOCKED,
	RBS_READY_DISK,
	RBS_READY_FRESH,   /* R8 */
	RBS_READY_CAREFUL, /* R8 */
	RBS_READY_BROKEN,  /* links of the group were taken away */
	RBS_READY_OFF,	   /* DHCP, on the whole device */
	RBS_READYS,
	RBS_READY_NOT_SAID = 255 /* of the peer: no session, or an older version */
};

/* The reason, as a clause: "DHCP is not enabled on the interface". NULL: it is ready, or nothing
 * was said. Any number is taken: a peer of a later version may have more reasons. */
const char *rbs_ready_text(uint8_t ready);

/* What node/ knows of one backup-id (one RBP). */
struct rbs_local_group {
	uint16_t backup_id;   /* unique */
	enum rbs_role role;   /* shown to the peer ... */
	enum rbs_ready ready; /* ... as this is */
	uint64_t digest;      /* rbp/digest.h */
	unsigned lines_count; /* the canonical lines behind the digest */
	const char *const *line;
	unsigned ranges_count; /* addresses of the pools bound to it, ascending by low */
	const struct lease_range *range;
	unsigned
	    networks_count; /* in which bindings that no range covers go along (lease/carry.h) */
	const struct lease_range *network;
	/* What is kept; counts when the group is new to the session, or its peer is another. */
	bool down;	/* begins PARTNER_DOWN ... */
	bool complete;	/* ... by the peer's BYE */
	bool unmet;	/* it was, and no batch is complete since: the peer is told in HELLO */
	bool remembers; /* the journal is said to hold all that was told the peer (R8, R9) */
};

/* Copied, but lines, ranges and table are pointed to: hand in a new one when they change. */
struct rbs_local {
	const struct lease_table *table;       /* read only, for judging and for batches */
	uint64_t device, journal, incarnation; /* R9; random, never 0 */
	uint64_t known_device; /* of the peer, by sessions before this start; 0: none */
	uint64_t version;      /* the highest made or seen here */
	uint64_t copy_of; /* the device whose journal this one began on, until a batch; 0: none */
	uint8_t even;	  /* 0: not agreed yet; 1: even addresses are ours; 2: odd ones are */
	unsigned groups_count;
	struct rbs_local_group group[RBS_GROUPS_MAX];
	unsigned addresses_count; /* where this device can be asked for: told to the peer */
	struct rbs_address address[RBS_ADDRESSES_MAX];
};

/* ---- inputs ---- */

enum rbs_input_kind {
	RBS_IN_CONFIG, /* the service's configuration; NULL: deleted */
	RBS_IN_LOCAL,  /* facts changed */
	RBS_IN_TICK,   /* rbs_session_deadline() has come */
	RBS_IN_OPENED, /* a connection stands, dialled or accepted */
	RBS_IN_DATA,   /* len <= RBS_FRAME_MAX bytes came in */
	RBS_IN_ROOM,   /* so many bytes may be sent now */
	RBS_IN_CLOSED, /* by the peer, by an error, or dialling failed; never after a HANGUP */
	RBS_IN_UPDATE, /* PAIRED: a change to be judged by the peer before it is applied here; that
			  it goes out is on disk, and its address is claimed in the table until
			  the answer: no second one of an address may come before that */
	RBS_IN_NOTE,   /* otherwise: a change that was applied here on its own authority */
	RBS_IN_STORED, /* the peer's frames up to `number` are safe here */
	RBS_IN_MORE,   /* go on */
	RBS_IN_FLUSH,  /* send what the step gathered */
	RBS_IN_DROP,   /* the way to the peer failed: end the session, and try again */
	RBS_IN_STOP,   /* end the session and stay INITIAL until the next CONFIG */
	RBS_IN_LEAVE,  /* say BYE, which gives our half away, and stay INITIAL until JOIN */
	RBS_IN_JOIN,
	RBS_IN_PAUSE, /* our disk fails: close without BYE and stay INITIAL until RESUME */
	RBS_IN_RESUME,
	RBS_IN_DECLARE,	 /* R5: an operator, or a delay, declares the peer down: every backup-id of
			   the service (0) or one; nothing while CONNECTED */
	RBS_IN_ASK,	 /* ask the peer, who answers once its disk is idle: RBS_OUT_HEARD. PAIRED
			   stays, but rbs_session_waits() until then; nothing unless CONNECTED */
	RBS_IN_QUESTION, /* this device became Master: as ASK, but no update leaves before the
			    answer, and the session ends without one (rbs/question.h) */
	RBS_IN_BATCH,	 /* send everything of one backup-id (0: all) once more; PAIRED stays */
	RBS_INPUTS
};

struct rbs_input {
	enum rbs_input_kind kind;
	uint64_t now;
	int64_t wall_offset_us;		   /* wall clock = now + this: told to the peer, shown */
	const struct rbs_config *config;   /* CONFIG */
	const struct rbs_local *local;	   /* LOCAL */
	bool dialled;			   /* OPENED, DATA, ROOM, CLOSED: ours; else accepted */
	const uint8_t *bytes;		   /* DATA */
	size_t len;			   /* DATA: bytes. OPENED, ROOM: free space */
	bool secure;			   /* OPENED: under the SSL policy */
	uint16_t backup_id;		   /* UPDATE, NOTE */
	const struct lease_record *record; /* UPDATE: copied. NOTE: as it stands in the table */
	uint64_t replaces; /* UPDATE: version the decision was made on; 0: no record there */
	uint64_t ticket;   /* UPDATE: handed back in RBS_OUT_ANSWERED, once */
	uint64_t number;   /* STORED */
	bool daily;	   /* BATCH: it is that of the day, nobody asked for it */
};

/* ---- outputs ---- */

enum rbs_output_kind {
	RBS_OUT_LISTEN, /* accept connections from peer to source:port, or stop */
	RBS_OUT_DIAL,	/* connect from source to peer:port; then OPENED or CLOSED, dialled */
	RBS_OUT_SEND,	/* bytes on a connection */
	RBS_OUT_HANGUP, /* send what was handed over, then close; no CLOSED follows */
	RBS_OUT_STORE, /* a record of the peer: lease_merge with ours, lease_apply, lease_note_acked
			*/
	RBS_OUT_SYNC,  /* answer with STORED `number` once all stores so far, and the STATE before
			  it, are on disk. `proof`: write something, if all is there already, so
			  that the answer says that the disk works. One follows the STATE of every
			  new session; no record leaves before it is answered, for node/ writes
			  down that what the peer has not acknowledged counts as sent from here
			  on */
	RBS_OUT_SENT,  /* these versions go out now: lease_note_sent */
	RBS_OUT_MARKED, /* the peer holds these versions now: lease_note_acked */
	RBS_OUT_ANSWERED,
	RBS_OUT_STATE,	    /* the service's state changed */
	RBS_OUT_LOST,	    /* one of the two journals is not the one that the halves were agreed
			       with: what a disk that is gone had promised alone is in no batch,
			       and what it acknowledged is acknowledged no more (R8) */
	RBS_OUT_DECLARED,   /* the peer says that it declared us down for this backup-id: to be
			       kept before anything else of the session is used (R5) */
	RBS_OUT_PAIR,	    /* the rules of one backup-id changed */
	RBS_OUT_BATCH_DONE, /* both directions finished for this backup-id */
	RBS_OUT_HOME,	    /* agreed which half is ours: keep it for ever */
	RBS_OUT_HEARD,	    /* what RBS_IN_ASK asked is answered */
	RBS_OUT_ADDRESSES,  /* the peer says interface addresses, others than before in this
			       session: rbs_session_peer_addresses() */
	RBS_OUT_TWIN,  /* the peer is this device itself, and ours is the higher source address:
			       free the session and be another device (R9) */
	RBS_OUT_ALARM, /* something is wrong, or right again: text names it */
	RBS_OUTPUTS
};

enum rbs_answer {
	RBS_SAFE,    /* the peer holds it: apply, lease_note_acked, answer the client */
	RBS_REFUSED, /* the peer holds a newer one (a STORE came first): decide once more */
	RBS_DROPPED, /* the session ended. doubtful: the peer may have applied it; then leave the
			address alone until BATCH_DONE: by then it came back as a STORE, or is void
		      */
	RBS_FULL     /* a bound was reached, or not PAIRED: not taken, the client repeats */
};

enum rbs_alarm {
	RBS_ALARM_DIFFERENT,   /* the configurations of a backup-id */
	RBS_ALARM_EQUAL,       /* they are again */
	RBS_ALARM_SESSION,     /* refused, or does not come up; once per change of the reason */
	RBS_ALARM_HOME,	       /* both remembered the same half of the addresses */
	RBS_ALARM_DUAL_MASTER, /* both devices are Master for RBS_BOTH_LIMIT */
	RBS_ALARM_ONE_MASTER,  /* they are not any more */
	RBS_ALARM_REPAIRED,    /* the tables differed; the addresses were sent once more */
	RBS_ALARM_DIVERGED,    /* they still differ after that */
	RBS_ALARM_CLOCK,       /* the wall clocks differ, or jump; no lease depends on them */
	RBS_ALARM_CLOCK_GOOD,  /* they agree again */
	RBS_ALARM_NOT_READY,   /* the peer would not serve */
	RBS_ALARM_READY,       /* it would again */
	RBS_ALARM_SENT,	       /* a batch sent for RBS_IN_BATCH is complete: no news but progress */
	RBS_ALARM_COPIED,      /* the peer began on a copy of our journal (R9) */
	RBS_ALARM_STRANGER,    /* another device says that it is the peer */
	RBS_ALARM_OLD,	       /* our journal is an old copy: the peer's batch showed it */
	RBS_ALARM_PEER_OLD,    /* the peer's is: it said so */
	RBS_ALARMS
};

struct rbs_mark { /* a version sent or acknowledged */
	struct ip4 address;
	uint64_t version;
	uint64_t number; /* of the frame that carried it */
};

struct rbs_output {
	enum rbs_output_kind kind;
	bool dialled;		 /* SEND, HANGUP */
	bool on;		 /* LISTEN */
	struct ip4 source, peer; /* LISTEN, DIAL */
	uint16_t port;		 /* LISTEN, DIAL */
	const char *ssl;	 /* LISTEN, DIAL: the SSL policy; NULL: in the clear */
	const char *password;	 /* LISTEN, DIAL: the file of the password; NULL: none */
	const uint8_t *bytes;	 /* SEND */
	size_t len;		 /* SEND */
	uint16_t backup_id; /* STORE, ANSWERED, DECLARED, PAIR, BATCH_DONE, ALARM (0: session) */
	const struct lease_record *record; /* STORE: the peer's. ANSWERED: ours; NULL for FULL */
	bool judged;			   /* STORE: an update judged and taken; else merge */
	uint64_t number;		   /* SYNC */
	bool proof;			   /* SYNC */
	unsigned marks_count;		   /* MARKED */
	const struct rbs_mark *mark;
	uint64_t ticket;	/* ANSWERED */
	enum rbs_answer answer; /* ANSWERED */
	bool doubtful;		/* ANSWERED, DROPPED */
	enum rbs_state state;	/* STATE */
	bool up;		/* STATE: the channel is Up */
	bool quiet;	    /* STATE: not for the log: the peer does not believe this device yet */
	enum rbs_pair pair; /* PAIR */
	bool complete;	    /* PAIR, PARTNER_DOWN by BYE: nothing of the peer is missing here */
	uint8_t even;	    /* HOME: as in rbs_local */
	enum rbs_alarm alarm; /* ALARM */
	const char *text;     /* STATE, PAIR, ALARM: why */
};

struct rbs_outputs {
	bool more; /* call again with RBS_IN_MORE after performing these */
	unsigned count;
	struct rbs_output list[RBS_OUTPUTS_MAX];
	size_t used;
	uint8_t bytes[RBS_BYTES_MAX];
};

struct rbs_session; /* opaque */

struct rbs_session *rbs_session_new(void);
void rbs_session_free(struct rbs_session *s); /* accepts NULL */

/* One input; out is emptied first. */
void rbs_session_step(struct rbs_session *s, const struct rbs_input *in, struct rbs_outputs *out);

/* When to call with RBS_IN_TICK (and FLUSH); TIME_NEVER when nothing is timed. */
uint64_t rbs_session_deadline(const struct rbs_session *s);

/* The pair state of one backup-id; RBS_INTERRUPTED when unknown. */
enum rbs_pair rbs_session_pair(const struct rbs_session *s, uint16_t backup_id);

/* Why it is that, in words; "" when unknown. Valid until the next input. */
const char *rbs_session_pair_why(const struct rbs_session *s, uint16_t backup_id);

/* What one backup-id waits for until it is PAIRED: "the connection", "equal configurations", "the
 * batch backup", "the end of backup block on the peer"; once it is, "an answer of the peer" to
 * RBS_IN_ASK. NULL: nothing. */
const char *rbs_session_waits(const struct rbs_session *s, uint16_t backup_id);

/* Whether a batch of one backup-id is under way on a session that stands. */
bool rbs_session_batches(const struct rbs_session *s, uint16_t backup_id);

/* On a session that stands: the peer said that it has no such backup-id, or another configuration
 * for it than one with this digest (R10). False also while it said nothing yet. */
bool rbs_session_differs(const struct rbs_session *s, uint16_t backup_id, uint64_t digest);

/* This device became Master, and the peer has not yet answered since (rbs/question.h). */
bool rbs_session_questions(const struct rbs_session *s);

/* After so much silence of the peer the session is dead (R6); microseconds. */
uint64_t rbs_session_dead_us(const struct rbs_session *s);

/* The answer limit (R6) as configured, microseconds. */
uint64_t rbs_session_answer_us(const struct rbs_session *s);

/* Whether the peer would serve, an enum rbs_ready or a number of a later version. */
uint8_t rbs_session_peer_ready(const struct rbs_session *s, uint16_t backup_id);

/* The interface addresses that the peer said last, also after the session: 0..RBS_ADDRESSES_MAX of
 * them, valid until the next step. None: an older version, or no session since the start. */
unsigned rbs_session_peer_addresses(const struct rbs_session *s, const struct rbs_address **ret);

/* Whether it said them in the session that stands. */
bool rbs_session_addresses_are_new(const struct rbs_session *s);

/* When the peer was heard last in a session; 0: not since the start. */
uint64_t rbs_session_heard_us(const struct rbs_session *s);

/* The identity of the device that a session stands with at this address; 0: none stands, or with
 * who had the address that the service has no more. */
uint64_t rbs_session_device(const struct rbs_session *s, struct ip4 peer);

/* The alarm that stands for one backup-id: both devices are Master. NULL: none. */
const char *rbs_session_alarm(const struct rbs_session *s, uint16_t backup_id);

#endif
