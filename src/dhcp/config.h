/* dhcp/config.h -- the DHCP server as configuration values: a server pool, an interface's switch,
 * the device's switches. Plain data, all zero when nothing is configured; what a pool may have many
 * of is a list that grows, so that a pool costs what is in it. docs/vrp.md "IP pool",
 * "DHCP switches". */
#ifndef DHCP_CONFIG_H
#define DHCP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "conf/grown.h"

enum {
	DHCP_SECTIONS_MAX = 256,	/* sections of one pool, numbered 0..255 */
	DHCP_SECTION_ADDRESSES = 65536, /* addresses of one section */
	DHCP_EXCLUDED_MAX = 256,	/* excluded ranges of one pool */
	DHCP_STATIC_MAX = 1024,		/* static bindings of one pool by MAC, */
	DHCP_NAMED_MAX = 256,		/* and by client identifier or option 82, */
	DHCP_NAME_MAX = 128,		/* of so many characters */
	DHCP_SERVERS_MAX = 8,		/* DNS servers, NetBIOS name servers */
	DHCP_OPTIONS_MAX = 32,		/* options of one pool by code */
	DHCP_SUB_OPTIONS_MAX = 128, /* sub-options of one pool, those of option 125 by themselves */
	DHCP_OPTION_ADDRESSES = 8,  /* of one such option */
	DHCP_OPTION_BYTES = 255,    /* of one such option: what its length byte can say */
	/* The same of all pools together, so that a configuration is a file that can be read. */
	DHCP_SECTIONS_ALL = 16384,
	DHCP_EXCLUDED_ALL = 16384,
	DHCP_STATIC_ALL = 65536,
	DHCP_NAMED_ALL = 16384,
	DHCP_OPTIONS_ALL = 8192,
	DHCP_SUB_OPTIONS_ALL = 8192,
	DHCP_CLASSES_MAX = 16,	     /* of a pool, of each kind of class of clients; */
	DHCP_CLASSES_ALL = 4096,     /* of all pools */
	DHCP_MAC_PREFIX_MAX = 5,     /* bytes of a MAC that name a class, */
	DHCP_USER_TEXT_MAX = 63,     /* characters of a user class, */
	DHCP_PLACE_MAX = 128,	     /* of a sub-option of option 82 */
	DHCP_BOOTS_MAX = 16,	     /* boot files of a pool, of each kind, for who asks; */
	DHCP_BOOTS_ALL = 4096,	     /* of all pools */
	DHCP_FORCED_MAX = 16,	     /* codes sent unasked */
	DHCP_SEARCH_MAX = 4,	     /* names of option 119, */
	DHCP_SEARCH_NAME_MAX = 50,   /* of so many characters: all fit into one option */
	DHCP_SIP_MAX = 4,	     /* names of option 120, as long as those */
	DHCP_ROUTES_MAX = 8,	     /* of option 121, of option 33 */
	DHCP_FILE_MAX = 127,	     /* characters of the field `file`, */
	DHCP_SNAME_MAX = 63,	     /* of `sname` (RFC 2131 2) */
	DHCP_PROFILE_NAME_MAX = 128, /* characters of an RBP name */
	DHCP_SHARED_NAME_MAX = 64,   /* and of a shared network, */
	DHCP_SHARED_MAX = 32	     /* which has so many pools */
};

struct dhcp_section {
	bool set;
	uint8_t number; /* the key */
	struct ip4 low, high;
};

struct dhcp_excluded {
	bool set;
	struct ip4 low, high;
};

struct dhcp_static {
	bool set;
	struct ip4 address; /* the keys: two clients of one address are refused at commit */
	struct mac mac;
};

enum dhcp_naming {		       /* what names the client of a static binding */
		   DHCP_BY_IDENTIFIER, /* option 61, all of it */
		   DHCP_BY_CIRCUIT,    /* sub-options 1 and 2 of option 82 */
		   DHCP_BY_REMOTE
};

struct dhcp_named { /* the keys: all of it. Circuit and remote of one address: both have to fit */
	bool set;
	struct ip4 address;
	uint8_t naming; /* enum dhcp_naming */
	uint8_t kind;	/* DHCP_OPTION_ASCII or DHCP_OPTION_HEX */
	char text[DHCP_NAME_MAX + 1];
};

struct dhcp_duration { /* all three zero with set: unlimited (lease), or the default (T1, T2) */
	bool set;
	uint16_t days;	 /* 0..999 */
	uint8_t hours;	 /* 0..23 */
	uint8_t minutes; /* 0..59 */
};

static inline uint32_t
dhcp_duration_s(const struct dhcp_duration *d)
{
	return d->days * UINT32_C(86400) + d->hours * UINT32_C(3600) + d->minutes * UINT32_C(60);
}

struct dhcp_servers { /* in order of preference; the first `count` are valid */
	bool set;
	uint8_t count;
	struct ip4 address[DHCP_SERVERS_MAX];
};

enum dhcp_option_kind { /* in the order of the template in dhcp/rows.c */
			DHCP_OPTION_ASCII,
			DHCP_OPTION_HEX,
			DHCP_OPTION_ADDRESS
};

struct dhcp_option { /* what the server hands out without knowing what it means */
	bool set;
	uint8_t code;  /* the key; none that the server itself makes, but in another */
	uint8_t kind;  /* enum dhcp_option_kind: which of the three below is valid */
	uint8_t count; /* bytes or addresses; 0 for text */
	/* Of a sub-option the first key: the option, or of option 125 the enterprise, it is in. */
	uint32_t in;
	union {
		char text[DHCP_OPTION_BYTES + 1];
		uint8_t byte[DHCP_OPTION_BYTES];
		struct ip4 address[DHCP_OPTION_ADDRESSES];
	} as;
};

struct dhcp_forced {
	bool set;
	uint8_t code; /* the key: sent whether a client asks for it or not */
};

struct dhcp_class {
	bool set;
	char text[DHCP_OPTION_BYTES + 1]; /* the key: option 60 of a client, or how it begins */
};

struct dhcp_user_class {
	bool set;
	char text[DHCP_USER_TEXT_MAX + 1]; /* the key: option 77, or one of the classes in it */
};

struct dhcp_architecture {
	bool set;
	uint16_t number; /* the key: of the registry that RFC 5970 made, in option 93 */
};

struct dhcp_place { /* where clients are, by option 82; the keys: all of it */
	bool set;
	uint8_t naming; /* enum dhcp_placing */
	uint8_t kind;	/* DHCP_OPTION_ASCII or DHCP_OPTION_HEX */
	char text[DHCP_PLACE_MAX + 1];
};

enum dhcp_placing { /* in the order of the template in dhcp/rows.c */
		    DHCP_PLACE_CIRCUIT,
		    DHCP_PLACE_REMOTE
};

struct dhcp_boot_user { /* what programs of a user class boot */
	bool set;
	char class[DHCP_USER_TEXT_MAX + 1]; /* the key */
	char file[DHCP_FILE_MAX + 1];
};

struct dhcp_boot { /* and machines of an architecture */
	bool set;
	uint16_t architecture; /* the key */
	char file[DHCP_FILE_MAX + 1];
};

struct dhcp_search {
	bool set;
	char name[DHCP_SEARCH_NAME_MAX + 1]; /* the key */
};

struct dhcp_route { /* RFC 3442, RFC 2132 5.8 (length: 32 or that of the class, not said) */
	bool set;
	struct ip4 network; /* the keys: network, and of option 121 the length */
	uint8_t length;
	struct ip4 gateway;
};

/* What a pool refuses aloud, by NAK, beyond addresses that are another client's; docs/vrp.md. */
enum dhcp_authority {
	DHCP_AUTHORITATIVE_POOL,   /* what configuration or the client's own lease rules out */
	DHCP_AUTHORITATIVE_NONE,   /* nothing */
	DHCP_AUTHORITATIVE_SUBNET, /* every address of the subnet that no section has, as well */
};

/* How a client that has no address yet is answered. */
enum dhcp_reply_way {
	DHCP_REPLY_AS_ASKED, /* by its broadcast flag (RFC 2131 4.1) */
	DHCP_REPLY_UNICAST,
	DHCP_REPLY_BROADCAST
};

struct dhcp_pool_config { /* view ip-pool-<NAME> */
	struct {
		bool set;
		struct ip4 address, mask;
	} gateway;
	struct {
		bool set;
		struct ip4 address;
	} gateway_list; /* as S, AR and CE devices say it; with `network` it becomes the two */
	struct {
		bool set;
		struct ip4 address, mask;
	} network;
	CONF_GROWN(struct dhcp_section) section;
	CONF_GROWN(struct dhcp_excluded) excluded;
	CONF_GROWN(struct dhcp_static) static_bind;
	CONF_GROWN(struct dhcp_named) named;
	struct dhcp_duration lease, renewal, rebinding;
	struct dhcp_servers dns, netbios, sip;
	struct {
		bool set;
		char text[51];
	} dns_suffix;
	struct {
		bool set;
		struct ip4 address;
	} server_identifier; /* option 54 */
	struct {
		bool set;
		char name[DHCP_PROFILE_NAME_MAX + 1];
	} profile; /* the RBP this pool is bound to */
	struct {
		bool set;
		char name[DHCP_SHARED_NAME_MAX + 1]; /* in any case */
		uint8_t order;			     /* the lowest is used first */
	} shared; /* `shared-network`: its link has the pools of that name, this one among them */
	struct {
		bool set;
	} lock; /* no new assignment */
	struct {
		bool set;
	} router_disable; /* `option router disable`: no option 3 */
	struct {
		bool set;
		enum dhcp_authority value;
	} authoritative;
	struct {
		bool set;
		uint16_t minutes; /* 30..1440; 0: until an operator ends it */
	} recycle;		  /* how long an address that was found in use is set aside */
	struct {
		bool set;
		uint8_t percent; /* 1..100; 0: no alarm */
	} warning;		 /* of the addresses that are not idle */
	struct {
		bool set;
	} rapid_commit; /* who asks for it gets an ACK instead of an offer (RFC 4039) */
	struct {
		bool set;
		enum dhcp_reply_way way;
	} reply; /* `dhcp reply` */
	struct {
		bool set;
	} identity; /* `client-identity mac-address`: whatever identifier a client sends */
	struct {
		bool set;
		uint8_t value; /* 1 b-node, 2 p-node, 4 m-node, 8 h-node */
	} netbios_type;
	struct {
		bool set;
		struct ip4 address;
	} next_server; /* siaddr: where to boot from */
	struct {
		bool set;
		char text[DHCP_FILE_MAX + 1];
	} boot_file;
	struct {
		bool set;
		char text[DHCP_SNAME_MAX + 1];
	} server_name;
	struct dhcp_search search[DHCP_SEARCH_MAX];
	struct dhcp_search sip_name[DHCP_SIP_MAX];	 /* addresses or names, not both */
	struct dhcp_route route[DHCP_ROUTES_MAX];	 /* option 121 */
	struct dhcp_route static_route[DHCP_ROUTES_MAX]; /* option 33 */
	struct dhcp_forced forced[DHCP_FORCED_MAX];
	/* New clients are, of each kind that has lines, of one of them (dhcp/class.h): */
	CONF_GROWN(struct dhcp_class) option60;	       /* by `client-option60`, */
	CONF_GROWN(struct dhcp_class) option60_prefix; /* or how that begins; */
	CONF_GROWN(struct dhcp_user_class) option77;
	CONF_GROWN(struct dhcp_architecture) option93;
	CONF_GROWN(struct dhcp_place) option82;
	CONF_GROWN(struct dhcp_place) option82_prefix;
	CONF_GROWN(struct dhcp_class) mac_prefix;	/* how their MAC begins, in hex */
	CONF_GROWN(struct dhcp_boot_user) boot_user;	/* in place of boot_file: this first, */
	CONF_GROWN(struct dhcp_boot) boot_architecture; /* then that */
	CONF_GROWN(struct dhcp_option) option;
	CONF_GROWN(struct dhcp_option) sub_option; /* `in` an option, */
	CONF_GROWN(struct dhcp_option) vendor;	   /* in option 125 an enterprise */
};

enum dhcp_switch { DHCP_FOLLOW, DHCP_ENABLE, DHCP_DISABLE };

struct dhcp_interface_config { /* part of view Vlanif<N> */
	struct {
		bool set;
		enum dhcp_switch value; /* `dhcp server enable|disable`, over the system's */
	} server;
	struct {
		bool set;
		uint16_t per_second; /* 1..10000 */
	} rate;			     /* `dhcp check dhcp-rate`: new clients that are answered */
};

struct dhcp_system_config { /* part of the system view */
	struct {
		bool set;
	} disable; /* `undo dhcp enable`; DHCP is on by default and then not printed */
	struct {
		bool set;
	} link_selection_disable; /* `undo dhcp server option82 link-selection enable` */
	struct {
		bool set;
	} server_override_disable; /* `undo dhcp server option82 server-id-override enable` */
	struct {
		bool set;
	} base_option60; /* `client-option60` of pools counts */
	struct {
		bool set;
	} bootp; /* static bindings are given to BOOTP clients too, */
	struct {
		bool set;
	} bootp_automatic;		  /* and any free address, */
	struct dhcp_duration bootp_lease; /* for so long; not set: for ever (RFC 1534) */
	struct {
		bool set;
		bool enable;
	} all_interface; /* `dhcp server request-packet all-interface enable|disable` */
	struct {
		bool set;
		uint16_t days; /* 0: none is kept */
	} history_days;
	struct {
		bool set;
		uint32_t megabytes;
	} history_size;
	struct {
		bool set;
		uint8_t packets; /* 0..10; 0: only what the rules of the pair ask for */
	} ping;			 /* probes before an address is offered, */
	struct {
		bool set;
		uint16_t ms; /* 0..10000; 0: as packets */
	} ping_timeout;	     /* and how long each is waited for */
	struct {
		bool set;
	} history_log_disable; /* `undo dhcp server history log enable` */
};

#endif
