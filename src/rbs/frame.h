/* rbs/frame.h -- the frames of a remote backup session: bytes to checked values and back.
 *
 * Knows layout, lengths, checksum and the table of fields; knows nothing of sessions or tables.
 * A lease record inside RECORDS and ACK stays bytes here (a cursor); lease/record.h reads it.
 * Everything received is hostile: a frame is bounded by RBS_FRAME_MAX before its body is waited
 * for, and rbs_frame_take() has checked every field against the table before it says OK, so that
 * the readers below cannot fail. The byte tables stand in frame.c. replication.md 5.
 * Tested in test/unit/rbs/frame.c, fuzzed by test/fuzz/rbs_frame.c. */
#ifndef RBS_FRAME_H
#define RBS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	RBS_VERSION = 1,	/* of the protocol; HELLO offers a range */
	RBS_HEADER = 32,	/* bytes before the body */
	RBS_FRAME_MAX = 65536,	/* bytes of a whole frame */
	RBS_GROUPS_MAX = 64,	/* backup-ids of one session */
	RBS_RECORDS_MAX = 256,	/* records of one RECORDS frame, refusals of one ACK */
	RBS_REASON_MAX = 200,	/* characters of a reason sent to the peer */
	RBS_LINE_MAX = 511,	/* characters of one configuration line */
	RBS_BUCKETS_MAX = 1024, /* digests of one DIGEST frame */
	RBS_BACKUP_ID_MAX = 4095
};

enum rbs_type {
	RBS_HELLO = 1,
	RBS_BATCH_BEGIN,
	RBS_RECORDS,
	RBS_BATCH_END,
	RBS_ACK,
	RBS_KEEPALIVE,
	RBS_DIGEST,
	RBS_BYE,
	RBS_ERROR,
	RBS_CONFIG, /* the lines behind a configuration digest, when digests differ */
	RBS_TYPES
};

enum rbs_flag {
	RBS_FLAG_JUDGE = 0x0001, /* RECORDS: compare and set; else merge */
	RBS_FLAG_BATCH = 0x0002, /* RECORDS: part of a batch, no update sequence */
	RBS_FLAG_FIRST = 0x0004, /* CONFIG: the first piece */
	RBS_FLAG_LAST = 0x0008,	 /* CONFIG: the last piece */
	RBS_FLAG_SKIP = 0x8000	 /* a type the receiver does not know may be skipped */
};

enum rbs_result {
	RBS_OK,
	RBS_PART,    /* not whole yet: wait for more bytes */
	RBS_SKIPPED, /* whole, of an unknown type that may be skipped */
	RBS_BAD_MAGIC,
	RBS_BAD_LENGTH,
	RBS_BAD_CHECKSUM,
	RBS_BAD_TYPE,
	RBS_BAD_VERSION, /* only HELLO and ERROR are read in any version */
	RBS_BAD_HEADER,	 /* reserved bytes, backup-id or flags that cannot be */
	RBS_BAD_FIELD,	 /* wrong length, twice, or a value that cannot be */
	RBS_MISSING_FIELD,
	RBS_UNKNOWN_FIELD, /* unknown and mandatory: the peer means something we do not know */
	RBS_RESULTS
};

struct rbs_frame {
	uint8_t version;
	enum rbs_type type;
	uint16_t flags;
	uint16_t backup_id; /* 0: the whole session */
	uint64_t number;    /* of the frame on its connection: 1, 2, 3 ... */
	struct rd body;	    /* fields, checked */
};

/* "the checksum is wrong": for the log, the display and the peer. */
const char *rbs_result_text(enum rbs_result result);

/* "HELLO". */
const char *rbs_type_name(enum rbs_type type);

/* The first frame of a stream: on RBS_OK and RBS_SKIPPED past it, and ret filled on RBS_OK; on
 * anything else stream and ret are untouched. RBS_PART also says that the header is sound. */
enum rbs_result rbs_frame_take(struct rd *stream, struct rbs_frame *ret);

/* Begins a frame in w: header with the body's length and checksum still open. */
void rbs_frame_begin(struct wr *w, enum rbs_type type, uint16_t flags, uint16_t backup_id,
		     uint64_t number);

/* Closes the frame begun at offset `start` of w. False, and w->bad, when it does not fit. */
bool rbs_frame_end(struct wr *w, size_t start);

/* ---- HELLO ---- */

struct rbs_hello_group {
	uint16_t backup_id;
	uint64_t digest;  /* of the configuration both must agree on (R10) */
	uint64_t applied; /* highest update sequence of yours applied here; 0: send all */
};

struct rbs_hello {
	uint8_t version_low, version_high;	   /* spoken */
	uint32_t capabilities;			   /* none defined yet */
	uint64_t device;			   /* identity of the device */
	uint64_t journal, incarnation;		   /* mine (R9) */
	uint64_t known_journal, known_incarnation; /* yours that `applied` counts in; 0: none */
	uint64_t sent;				   /* my own highest update sequence */
	uint8_t even; /* 0: not agreed; 1: I have the even addresses; 2: you have */
	unsigned groups_count;
	struct rbs_hello_group group[RBS_GROUPS_MAX];
};

void rbs_hello_write(struct wr *w, const struct rbs_hello *hello);
void rbs_hello_read(const struct rbs_frame *frame, struct rbs_hello *ret);

/* ---- BATCH_BEGIN, BATCH_END ---- */

struct rbs_batch_begin {
	uint64_t from; /* 0: everything; else every update above this sequence */
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
	uint64_t replaces; /* version of the record it replaces; 0 when merged */
	struct rd bytes;   /* lease/record.h */
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

struct rbs_keepalive {
	uint64_t sent;	  /* my highest update sequence on this connection so far */
	uint64_t applied; /* yours, applied here */
	uint32_t queue;	  /* updates waiting to be sent */
	unsigned roles_count;
	struct rbs_keepalive_role role[RBS_GROUPS_MAX];
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
	RBS_ERROR_TIMEOUT	 /* no answer in time */
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

/* False when the line does not fit any more: end this frame, begin another. */
bool rbs_line_write(struct wr *w, const char *line);

/* The next line, not ended by '\0'; false at the end. */
bool rbs_line_next(struct rd *body, struct rd *ret);

#endif
