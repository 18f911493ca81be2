/* dhcp/message.h -- a client's BOOTP/DHCP message, bytes -> checked struct in host order.
 *
 * Only what clients send to servers is read; the replies are written by dhcp/reply.h. Every
 * option is length-checked; options split over several pieces are joined (RFC 3396), option
 * overload is followed (RFC 2132 9.3). Options not in the table of message.c are skipped, flawed
 * ones too where no answer turns on them (the table in message.c).
 * RFC 951, 1542; RFC 2131 2, 4.1; RFC 2132; RFC 3004; RFC 3046; RFC 4361; RFC 4578. Tested in
 * test/unit/dhcp/message.c; fuzzed by test/fuzz/dhcp_message.c. */
#ifndef DHCP_MESSAGE_H
#define DHCP_MESSAGE_H

#include "base/buf.h"
#include "base/ip4.h"
#include "base/mac.h"

enum { /* options this server reads or writes, and those that nobody may configure */
       DHCP_OPT_PAD = 0,
       DHCP_OPT_MASK = 1,
       DHCP_OPT_ROUTER = 3,
       DHCP_OPT_DNS = 6,
       DHCP_OPT_HOSTNAME = 12,
       DHCP_OPT_DOMAIN = 15,
       DHCP_OPT_STATIC_ROUTE = 33,
       DHCP_OPT_NETBIOS = 44,
       DHCP_OPT_NETBIOS_TYPE = 46,
       DHCP_OPT_REQUESTED = 50,
       DHCP_OPT_LEASE = 51,
       DHCP_OPT_OVERLOAD = 52,
       DHCP_OPT_TYPE = 53,
       DHCP_OPT_SERVER_ID = 54,
       DHCP_OPT_PARAMETERS = 55,
       DHCP_OPT_MESSAGE = 56,
       DHCP_OPT_MAX_SIZE = 57,
       DHCP_OPT_T1 = 58,
       DHCP_OPT_T2 = 59,
       DHCP_OPT_VENDOR_CLASS = 60,
       DHCP_OPT_CLIENT_ID = 61,
       DHCP_OPT_USER_CLASS = 77,   /* RFC 3004 */
       DHCP_OPT_RAPID_COMMIT = 80, /* RFC 4039 */
       DHCP_OPT_AGENT = 82,
       DHCP_OPT_ARCHITECTURE = 93, /* RFC 4578 */
       DHCP_OPT_V6ONLY = 108,	   /* RFC 8925 */
       DHCP_OPT_AUTOCONF = 116,	   /* RFC 2563 */
       DHCP_OPT_SUBNET = 118,	   /* RFC 3011 */
       DHCP_OPT_SEARCH = 119,	   /* RFC 3397 */
       DHCP_OPT_SIP = 120,	   /* RFC 3361 */
       DHCP_OPT_ROUTES = 121,	   /* RFC 3442 */
       DHCP_OPT_VENDOR_INFO = 125, /* RFC 3925 */
       DHCP_OPT_END = 255
};

enum dhcp_type {	     /* option 53 */
		 DHCP_BOOTP, /* there is none: a message of RFC 951 */
		 DHCP_DISCOVER,
		 DHCP_OFFER,
		 DHCP_REQUEST,
		 DHCP_DECLINE,
		 DHCP_ACK,
		 DHCP_NAK,
		 DHCP_RELEASE,
		 DHCP_INFORM,
		 DHCP_TYPES
};

enum {
	DHCP_SERVER_PORT = 67,
	DHCP_CLIENT_PORT = 68,
	DHCP_FIXED_LEN = 240, /* BOOTP header and magic cookie */
	DHCP_BOOTP_MIN = 300, /* no reply is shorter (RFC 1542 2.1) */
	DHCP_CHADDR_MAX = 16,
	DHCP_SNAME_LEN = 64,
	DHCP_OPTION_MAX = 255,
	DHCP_USER_CLASS_MAX = 64,   /* bytes of option 77 that are looked at */
	DHCP_ARCHITECTURES_MAX = 8, /* and types of option 93 */
	DHCP_SIZE_MIN = 576,	    /* smallest legal option 57, and what holds without one */
	DHCP_SIZE_MAX = 1500
};

struct dhcp_bytes {
	bool set;
	uint8_t len;
	uint8_t byte[DHCP_OPTION_MAX];
};

struct dhcp_message {
	enum dhcp_type type; /* one that clients send */
	uint8_t hardware_type, hardware_len, hops;
	uint8_t hardware[DHCP_CHADDR_MAX]; /* chaddr; zero past hardware_len */
	uint32_t xid;
	uint16_t secs;
	bool broadcast;	   /* the B flag */
	bool rapid_commit; /* option 80: of a DISCOVER, an ACK may follow at once */
	bool autoconf;	   /* option 116: it may be told not to make an address up */
	bool bare;	   /* BOOTP without the cookie: it knows no options */
	struct ip4 ciaddr, giaddr;
	struct ip4 requested; /* option 50; unset: 0 */
	struct ip4 server_id; /* option 54; unset: 0 */
	struct ip4 subnet;    /* option 118; unset: 0 */
	uint16_t max_size;    /* option 57, clamped to DHCP_SIZE_MIN..MAX; BOOTP: as long
					 as its own message */
	/* Shorter than options can be, for messages are copied. */
	uint8_t user_class_len; /* 77 as it came, or its beginning; 0: none came */
	uint8_t user_class[DHCP_USER_CLASS_MAX];
	uint8_t architectures;			       /* how many; 0: none came */
	uint16_t architecture[DHCP_ARCHITECTURES_MAX]; /* 93, the first ones */
	char server_name[DHCP_SNAME_LEN + 1]; /* BOOTP: the server that is meant; "": any */
	struct dhcp_bytes client_id;	      /* 61, also of one byte (RFC 2132 9.14 says two) */
	struct dhcp_bytes agent;	      /* 82 */
	struct dhcp_bytes hostname;	      /* 12 */
	struct dhcp_bytes vendor;	      /* 60 */
	struct dhcp_bytes parameters;	      /* 55 */
};

enum dhcp_decoded {
	DHCP_DECODED,
	DHCP_TOO_SHORT,	   /* ends inside the header or an option */
	DHCP_NOT_REQUEST,  /* op is not BOOTREQUEST */
	DHCP_BAD_HARDWARE, /* an address longer than 16, of no station (zero, a group of Ethernet),
			      or neither address nor identifier */
	DHCP_NO_COOKIE,
	DHCP_BAD_OPTION,  /* a length its option cannot have, or two values; see message.c */
	DHCP_NO_TYPE,	  /* BOOTP: no option 53 */
	DHCP_BAD_TYPE,	  /* a message that servers send, or nobody */
	DHCP_BAD_ADDRESS, /* ciaddr or giaddr is no host's: multicast, broadcast, loopback, 0.x */
	DHCP_DECODES
};

/* `in` covers exactly the UDP data. On anything but DHCP_DECODED *ret is untouched. */
enum dhcp_decoded dhcp_message_decode(struct rd in, struct dhcp_message *ret);

/* The same where BOOTP is understood: never DHCP_NO_TYPE, DHCP_NO_COOKIE. */
enum dhcp_decoded dhcp_message_decode_bootp(struct rd in, struct dhcp_message *ret);

#endif
