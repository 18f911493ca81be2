/* rbs/status.h -- what one remote backup service is doing, as a value: for the displays, the log
 * and tests. Tested in test/unit/rbs/show.c. */
#ifndef RBS_STATUS_H
#define RBS_STATUS_H

#include "rbs/session.h"

struct rbs_group_status { /* one backup-id */
	uint16_t backup_id;
	bool shared, matched; /* the peer has it; with the same configuration */
	const char *waits;    /* rbs_session_waits(), rbs_session_alarm() */
	const char *alarm;
	enum rbs_pair pair;
	uint64_t since_us; /* of the pair state; 0: never changed */
	const char *why;   /* it is so; "" */
	enum rbs_role role;
	bool peer_role_known;
	enum rbs_role peer_role;
	const char *sending, *receiving;	   /* "running", ...: the batch each way */
	uint64_t sent_count, received_count;	   /* records of that batch ... */
	uint64_t sent_about, received_about;	   /* ... of so many, about; 0: not known ... */
	uint64_t sent_since_us, received_since_us; /* ... begun then; 0: never */
	bool resumed;				   /* sending: the missing updates only */
	uint64_t applied;			   /* the peer's update sequence reached here */
	const char *differs;			   /* the lines that differ; "" when matched */
	uint64_t compared_us; /* a digest of the peer was compared last; 0: not in this session */
	unsigned suspects;    /* pieces of the table that differed then and are looked after */
};

struct rbs_status {
	enum rbs_state state;
	bool secure;		 /* the session that stands is under an SSL policy */
	uint64_t up_us, down_us; /* 0: never */
	const char *why;	 /* of the last down; "" */
	const char *attempt;	 /* why the last one gave no session; "": it did, or none */
	uint64_t attempt_us;
	uint64_t retry_us;	/* next attempt; 0: none is waited for */
	bool even_agreed, even; /* even: the even addresses are ours */
	uint64_t made;		/* own updates */
	uint64_t sent;		/* of them handed to the connection, or left to its batch */
	uint64_t confirmed;	/* of them the peer has acknowledged, with the batches complete */
	uint64_t behind_us;	/* since then it lacks something; 0: it does not */
	uint64_t sequence_made, sequence_sent, sequence_acked; /* own updates of this incarnation */
	uint64_t sequence_received;			       /* the peer's, of its */
	bool clock_known;
	int64_t clock_ahead_ms;		      /* the peer's wall clock, of ours */
	uint64_t idle_us, dead_us, answer_us; /* in force */
	const char *blocked;		      /* who blocks what; "" */
	uint64_t unanswered;		      /* updates sent or waiting, without an answer */
	uint64_t received;		      /* updates of the peer, in real time */
	uint64_t queue, peer_queue;	      /* updates waiting to be sent */
	uint64_t frames_sent[RBS_TYPES], frames_received[RBS_TYPES];
	uint64_t drops, echo_time_outs, answer_time_outs, packet_errors;
	uint64_t refusals_sent, refusals_received, outside, repairs, blocked_count;
	unsigned groups_count;
	struct rbs_group_status group[RBS_GROUPS_MAX];
};

/* Pointers in ret are valid until the session's next step. */
void rbs_status_of(const struct rbs_session *s, struct rbs_status *ret);

/* How long the peer has lacked something of ours, in milliseconds; 0: it does not. */
uint64_t rbs_lag_ms(const struct rbs_status *status, uint64_t now);

/* "Initial", "Listening", "Connecting", "Connected". */
const char *rbs_state_name(enum rbs_state state);

/* "Interrupted", "Connected", "Partner-down". */
const char *rbs_pair_name(enum rbs_pair pair);

/* "Initialize", "Slave", "Master". */
const char *rbs_role_name(enum rbs_role role);

#endif
