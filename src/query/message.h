/* query/message.h -- what a requestor asks, bytes -> checked struct in host order.
 *
 * The format is that of DHCP (RFC 2131 2) without option overload: a header, the cookie, options;
 * of an option that comes in pieces the pieces are joined (RFC 3396). A query names what it looks
 * for in the fields or options of a client; everything else in it is skipped.
 *
 *	by address		ciaddr				RFC 4388 6.2
 *	by hardware address	htype, hlen, chaddr		the same
 *	by identifier		option 61			the same
 *	by remote id		option 82, sub-option 2		RFC 6148 5
 *	by relay id		option 82, sub-option 12	RFC 6925, RFC 6926
 *
 * Over TCP a length of two bytes stands before each message, and options 154 and 155 bound when
 * what is told began (RFC 6926 6.1, 6.2).
 *
 * A relay agent may have put option 82 into a query that looks for something else, so it names
 * something only where nothing else does. A hardware address of zeros is none.
 * Tested in test/unit/query/message.c; fuzzed by test/fuzz/query_message.c. */
#ifndef QUERY_MESSAGE_H
#define QUERY_MESSAGE_H

#include "base/buf.h"
#include "base/ip4.h"
#include "lease/key.h"

enum { /* option 53 of queries and their answers (RFC 4388 6.1) */
       QUERY_LEASEQUERY = 10,
       QUERY_UNASSIGNED = 11,
       QUERY_UNKNOWN = 12,
       QUERY_ACTIVE = 13,
       QUERY_BULK = 14,	  /* RFC 6926 6.2.1: */
       QUERY_DONE = 15,	  /* the end of an answer */
       QUERY_FOLLOW = 16, /* RFC 7724 5.2.1: active leasequery, */
       QUERY_STATUS = 17  /* what is said between leases */
};

enum { /* options that only these have (RFC 4388 6.1) */
       QUERY_OPT_LAST_TRANSACTION = 91,
       QUERY_OPT_ASSOCIATED = 92,
       QUERY_OPT_STATUS = 151,	    /* RFC 6926 6.2: */
       QUERY_OPT_BASE_TIME = 152,   /* seconds since 1970 */
       QUERY_OPT_STATE_BEGAN = 153, /* seconds before that */
       QUERY_OPT_FROM = 154,	    /* seconds since 1970, */
       QUERY_OPT_TO = 155,	    /* the same */
       QUERY_OPT_STATE = 156	    /* enum query_state */
};

enum { QUERY_NAME_MAX = 255, QUERY_FIXED_LEN = 240 };

enum query_by {
	QUERY_BY_NOTHING,
	QUERY_BY_ADDRESS,
	QUERY_BY_HARDWARE,
	QUERY_BY_IDENTIFIER,
	QUERY_BY_REMOTE,
	QUERY_BY_RELAY,
	QUERY_BYS
};

struct query_message {
	uint8_t type; /* option 53 */
	enum query_by by;
	bool odd;     /* yiaddr or siaddr say something */
	bool several; /* it names more than one thing; `by` is the first */
	uint32_t xid;
	struct ip4 address; /* ciaddr */
	struct ip4 giaddr;  /* of the requestor */
	uint8_t hardware_type, hardware_len;
	uint8_t hardware[LEASE_HARDWARE_MAX]; /* zero past hardware_len */
	uint8_t name_len;		      /* identifier, remote id or relay id */
	uint8_t name[QUERY_NAME_MAX];
	bool since, until; /* options 154, 155: only what began in this time, */
	uint32_t from_s, to_s;
	bool lists;	    /* there is an option 55, */
	uint8_t listed[32]; /* and it names these: bit c % 8 of byte c / 8 */
};

enum query_decoded {
	QUERY_DECODED,
	QUERY_NO_QUERY,	  /* no message of RFC 2131 to a server, or of a client (type 1 to 9) */
	QUERY_SHORT,	  /* ends inside the header or an option */
	QUERY_BAD_OPTION, /* a length its option cannot have */
	QUERY_DECODES
};

/* `in` covers exactly one message. On anything but QUERY_DECODED *ret is untouched. */
enum query_decoded query_message_decode(struct rd in, struct query_message *ret);

/* Whether option 55 names it. */
static inline bool
query_lists(const struct query_message *m, uint8_t code)
{
	return m->listed[code / 8] >> code % 8 & 1;
}

#endif
