/* rbs/message.h -- what the frames of rbs/frame.h say, as values.
 *
 * A lease record inside RECORDS and ACK stays bytes here (a cursor); lease/record.h reads it.
 * Readers take only frames that rbs_frame_take() gave, and so cannot fail. Writers append to a
 * frame begun by rbs_frame_begin(); what does not fit makes the cursor bad. docs/protocol.md "A
 * session". Tested in test/unit/rbs/frame.c. */
#ifndef RBS_MESSAGE_H
#define RBS_MESSAGE_H

#include "base/ip4.h"
#include "base/mac.h"
#include "rbs/frame.h"

/* ---- HELLO ---- */

enum rbs_blocks { RBS_BLOCKS_SEND = 1, RBS_BLOCKS_RECEIVE = 2 };

struct rbs_hello_group {
	uint16_t backup_id;
	uint64_t digest;  /* of the configuration both must agree on (R10) */
	uint64_t applied; /* highest update sequence of yours applied here; 0: send all */
	uint32_t epoch;	  /* changes whenever it is to be matched anew */
	bool declared;	  /* I declared you down, and no batch is complete since (R5) */
	bool old;	  /* your batch showed that my journal is an old copy (R9) */
};

struct rbs_hello {
	uint8_t version_low, version_high;	   /* spoken */
	uint32_t blocks;			   /* enum rbs_blocks */
	uint32_t pace_ms;			   /* between keepalives; 0: not said */
	uint64_t device;			   /* identity of the device */
	uint64_t journal, incarnation;		   /* mine (R9) */
	uint64_t known_journal, known_incarnation; /* yours that `applied` counts in; 0: none */
	uint64_t sent;				   /* my own highest update sequence */
	uint64_t copy_of; /* the device whose journal mine is a copy of; 0: none */
	bool lost;	  /* of what I and your HELLO remember of the halves one is nothing */
	uint8_t even;	  /* 0: not agreed; 1: I have the even addresses; 2: you have */
	unsigned groups_count;
	struct rbs_hello_group group[RBS_GROUPS_MAX];
};

void rbs_hello_write(struct wr *w, const struct rbs_hello *hello);
void rbs_hello_read(const struct rbs_frame *frame, struct rbs_hello *ret);

/* ---- BATCH_BEGIN, BATCH_END ---- */

struct rbs_batch_begin {
	uint64_t from;	/* 0: everything; else every update above this sequence */
	uint64_t hello; /* number of the HELLO it answers */
	uint64_t about; /* so many records follow, about; 0: not said */
};

struct rbs_batch_end {
	uint64_t reached; /* update sequence this batch brings you to */
	uint64_t count;	  /* records sent in it */
};

void rbs_batch_begin_write(struct wr *w, const struct rbs_batch_begin *begin);
void rbs_batch_begin_read(const struct rbs_frame *frame, struct rbs_batch_begin *ret);
void rbs_batch_end_write(struct wr *w, const struct rbs_batch_end *end);
void rbs_batch_end_read(const struct rbs_frame *frame, struct rbs_batch_end *ret);

/* ---- RECORDS ---- */

struct rbs_record {
	uint64_t sequence; /* of the update in the sender's incarnation; 0 in a batch */
	/* To be judged: version of the record it replaces. In a batch: the highest version of the
	 * address that you said you hold; 0: none, or an older version. Else 0. */
	uint64_t replaces;
	struct rd bytes; /* lease/record.h */
};

/* Opens a RECORD field; write the record's bytes, then close it with the offset returned. */
size_t rbs_record_begin(struct wr *w, uint64_t sequence, uint64_t replaces);
void rbs_record_end(struct wr *w, size_t start);

/* The next record of a checked RECORDS body (a copy of frame->body); false at its end. */
bool rbs_record_next(struct rd *body, struct rbs_record *ret);

/* ---- ACK ---- */

struct rbs_refused {
	uint64_t sequence; /* of the update refused */
	struct rd bytes;   /* the newer record, or empty when the update in flight here stands */
};

/* `synced`: every frame up to this number is safe on the sender's disk. */
void rbs_ack_write(struct wr *w, uint64_t synced);
uint64_t rbs_ack_read(const struct rbs_frame *frame);
size_t rbs_refused_begin(struct wr *w, uint64_t sequence);
void rbs_refused_end(struct wr *w, size_t start);
bool rbs_refused_next(struct rd *body, struct rbs_refused *ret);

/* ---- KEEPALIVE ---- */

struct rbs_keepalive_role {
	uint16_t backup_id;
	uint8_t role; /* enum rbs_role of session.h */
};

struct rbs_keepalive_ready {
	uint16_t backup_id;
	uint8_t ready; /* enum rbs_ready of session.h, or one of a later version */
};

struct rbs_address {	    /* of an interface of the sender */
	struct ip4 address; /* never 0.0.0.0 */
	struct mac mac;	    /* answers ARP for it */
};

struct rbs_keepalive {
	uint64_t sent;	  /* my highest update sequence on this connection so far */
	uint64_t applied; /* yours, applied here */
	uint32_t queue;	  /* updates waiting to be sent */
	uint64_t wall_ms; /* wall clock, since 1970; 0: not said */
	unsigned roles_count;
	struct rbs_keepalive_role role[RBS_GROUPS_MAX];
	unsigned ready_count; /* 0: an older version, which says nothing of it */
	struct rbs_keepalive_ready ready[RBS_GROUPS_MAX];
	unsigned addresses_count; /* of interfaces; 0: an older version, or it has none */
	struct rbs_address address[RBS_ADDRESSES_MAX];
};

void rbs_keepalive_write(struct wr *w, const struct rbs_keepalive *keepalive);
void rbs_keepalive_read(const struct rbs_frame *frame, struct rbs_keepalive *ret);

/* ---- DIGEST ---- */

struct rbs_bucket {
	uint32_t index;	 /* address >> shift */
	uint64_t digest; /* of everything but times */
};

struct rbs_digest {
	uint8_t shift; /* 0..31: a bucket is 2^shift addresses */
	unsigned buckets_count;
	struct rbs_bucket bucket[RBS_BUCKETS_MAX];
};

void rbs_digest_write(struct wr *w, const struct rbs_digest *digest);
void rbs_digest_read(const struct rbs_frame *frame, struct rbs_digest *ret);

/* ---- BYE, ERROR ---- */

enum rbs_error {
	RBS_ERROR_PACKET = 1,	 /* a frame that cannot be */
	RBS_ERROR_VERSION,	 /* no protocol version in common */
	RBS_ERROR_UNKNOWN_FIELD, /* a mandatory field or type not known here */
	RBS_ERROR_IDENTITY,	 /* the peer is this device itself */
	RBS_ERROR_CONFIGURATION	 /* an operator ended the session; no refusal */
};

struct rbs_farewell {
	uint64_t last;			 /* BYE: last update sequence. ERROR: enum rbs_error */
	char reason[RBS_REASON_MAX + 1]; /* printable, ended */
};

void rbs_bye_write(struct wr *w, uint64_t last, const char *reason);
void rbs_error_write(struct wr *w, enum rbs_error error, const char *reason);

/* Both; characters that cannot be printed come out as '.'. */
void rbs_farewell_read(const struct rbs_frame *frame, struct rbs_farewell *ret);

/* ---- CONFIG ---- */

struct rbs_line { /* both not ended by '\0' */
	struct rd first, rest;
	bool cut; /* the peer left the rest out, if there is one */
};

/* At most RBS_LINE_MAX characters. False when the line does not fit any more: end this frame, begin
 * another. */
bool rbs_line_write(struct wr *w, const char *line);

/* The next line of a checked CONFIG body (a copy of frame->body); false at its end. */
bool rbs_line_next(struct rd *body, struct rbs_line *ret);

#endif
