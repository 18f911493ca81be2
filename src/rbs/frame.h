/* rbs/frame.h -- the frames of a remote backup session: header, checksum, table of fields.
 *
 * Knows nothing of sessions or binding tables. Everything received is hostile: a frame is bounded
 * by RBS_FRAME_MAX before its body is waited for, and rbs_frame_take() has checked every field
 * against the table before it says OK, so that the readers of rbs/message.h cannot fail. The byte
 * tables stand in frame.c. Tested in test/unit/rbs/frame.c, fuzzed by test/fuzz/rbs_frame.c. */
#ifndef RBS_FRAME_H
#define RBS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	RBS_VERSION = 1,		  /* of the protocol; HELLO offers a range */
	RBS_HEADER = 32,		  /* bytes before the body */
	RBS_FRAME_MAX = 65536,		  /* bytes of a whole frame */
	RBS_GROUPS_MAX = 64,		  /* backup-ids of one session */
	RBS_ADDRESSES_MAX = 16,		  /* interface addresses that a device tells of itself */
	RBS_RECORDS_MAX = 256,		  /* records of one RECORDS frame, refusals of one ACK */
	RBS_REASON_MAX = 200,		  /* characters of a reason sent to the peer */
	RBS_PIECE_MAX = 511,		  /* characters of a LINE or of a REST */
	RBS_LINE_MAX = 2 * RBS_PIECE_MAX, /* characters of one configuration line */
	RBS_BUCKETS_MAX = 1024,		  /* digests of one DIGEST frame */
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

/* Sets the flags of the frame begun at offset `start`, before its end. */
void rbs_frame_flags(struct wr *w, size_t start, uint16_t flags);

/* Closes the frame begun at offset `start` of w. False, and w->bad, when it does not fit. */
bool rbs_frame_end(struct wr *w, size_t start);

/* ---- fields: {kind, length, value}; kinds are counted per type ---- */

enum rbs_kind {
	RBS_F_VERSIONS = 1, /* HELLO */
	RBS_F_CAPABILITIES,
	RBS_F_DEVICE,
	RBS_F_MINE,
	RBS_F_KNOWN,
	RBS_F_SENT,
	RBS_F_EVEN,
	RBS_F_GROUP,
	RBS_F_PACE,
	RBS_F_DECLARED,
	RBS_F_OLD,
	RBS_F_COPY_OF,
	RBS_F_LOST,
	RBS_F_FROM = 1, /* BATCH_BEGIN */
	RBS_F_ANSWERS,
	RBS_F_ABOUT,
	RBS_F_RECORD = 1,  /* RECORDS */
	RBS_F_REACHED = 1, /* BATCH_END */
	RBS_F_COUNT,
	RBS_F_SYNCED = 1, /* ACK */
	RBS_F_REFUSED,
	RBS_F_ALIVE_SENT = 1, /* KEEPALIVE */
	RBS_F_ALIVE_APPLIED,
	RBS_F_ALIVE_QUEUE,
	RBS_F_ALIVE_ROLE,
	RBS_F_ALIVE_WALL,
	RBS_F_ALIVE_READY,
	RBS_F_ALIVE_ADDRESS,
	RBS_F_SHIFT = 1, /* DIGEST */
	RBS_F_BUCKET,
	RBS_F_LAST = 1, /* BYE, ERROR */
	RBS_F_REASON,
	RBS_F_LINE = 1, /* CONFIG */
	RBS_F_REST,
	RBS_F_KINDS = 16
};

struct rbs_field {
	uint16_t kind;
	bool mandatory; /* the receiver must know it */
	struct rd value;
};

/* The next field of a body, and past it; false at the end or when the body is cut. */
bool rbs_field_next(struct rd *body, struct rbs_field *ret);

/* Opens a mandatory field; write its value, then close it with the offset returned. */
size_t rbs_field_begin(struct wr *w, enum rbs_kind kind);

/* One that a receiver may skip when it does not know it. */
size_t rbs_field_begin_optional(struct wr *w, enum rbs_kind kind);

void rbs_field_end(struct wr *w, size_t start);

#endif
