/* vrrp/config.h -- VRRP as configuration values: the groups of one interface, and the defaults
 * of the device. Plain data, all zero when nothing is configured; what holds then is in the rows
 * (conf_fill()). docs/vrp.md. */
#ifndef VRRP_CONFIG_H
#define VRRP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "conf/interface.h"

enum {
	VRRP_VIPS_MAX = 16,	      /* virtual addresses of one group */
	VRRP_GROUPS_MAX = 16,	      /* groups of one interface */
	VRRP_TRACKS_MAX = 16,	      /* interfaces that one group tracks */
	VRRP_BFDS_MAX = 4,	      /* BFD sessions that one group tracks, by name, by number */
	VRRP_SESSION_MAX = 64,	      /* characters of a session's name */
	VRRP_TRACKED_DEFAULT = 10,    /* points of priority */
	VRRP_KEY_MAX = 8,	      /* bytes of a simple password: RFC 2338 5.3.10 */
	VRRP_STEADY_MS = 200,	      /* what a machine without real time keeps */
	VRRP_V3_ADVERTISE_MAX_S = 40, /* of version 3: 12 bits of centiseconds, RFC 9568 5.2.7 */
	VRRP_PRIORITY_DEFAULT = 100,
	VRRP_PRIORITY_GATEWAY = 1, /* a Master that stands in as a gateway alone: settings.h */
	VRRP_PRIORITY_OWNER = 255
};

struct vrrp_track_config { /* while the interface is down, the priority is another one */
	bool set;
	struct interface_name interface; /* the key */
	uint8_t increased;		 /* 1: higher; 0: lower */
	uint8_t points;			 /* 1..255; 0: VRRP_TRACKED_DEFAULT */
};

enum vrrp_bfd_how { VRRP_BFD_REDUCED, VRRP_BFD_INCREASED, VRRP_BFD_PEER, VRRP_BFD_LINK };

struct vrrp_bfd_config { /* docs/vrp.md "VRRP commands" */
	bool set;
	uint16_t local;			 /* the key: its local discriminator, 1..16384, */
	char name[VRRP_SESSION_MAX + 1]; /* or its name */
	uint8_t how;			 /* enum vrrp_bfd_how */
	uint8_t points;			 /* 1..255; 0: VRRP_TRACKED_DEFAULT */
};

struct vrrp_group_config {
	bool set;     /* the group exists */
	uint8_t vrid; /* 1..255, the key */
	struct {
		bool set;
	} alone; /* it stays without an address, and takes no part then */
	struct {
		bool set;
		struct ip4 address;
	} vip[VRRP_VIPS_MAX];
	struct {
		bool set;
		uint8_t value; /* 1..254 */
	} priority;
	struct {
		bool set;
		uint16_t delay_s; /* 0..10800 */
	} preempt_delay;
	struct {
		bool set;
	} preempt_disable;
	struct {
		bool set;
		uint8_t seconds; /* 1..255 */
	} advertise;
	struct {
		bool set;
		uint16_t ms; /* 10..990; version 2: 100, 200 or 500. Excludes `advertise` */
	} advertise_ms;
	struct {
		bool set;
		uint8_t value; /* 3..10 */
	} hold_multiplier;
	struct {
		bool set;
		char key[VRRP_KEY_MAX + 1];
	} authentication; /* of version 2: simple, in the clear */
	struct vrrp_track_config track[VRRP_TRACKS_MAX];
	struct vrrp_bfd_config bfd[VRRP_BFDS_MAX];	 /* by name */
	struct vrrp_bfd_config bfd_local[VRRP_BFDS_MAX]; /* by number */
};

struct vrrp_interface_config { /* part of view Vlanif<N> */
	struct vrrp_group_config group[VRRP_GROUPS_MAX];
	struct {
		bool set;
		uint16_t seconds; /* 0..3600 */
	} recover_delay;	  /* over the system's */
	struct {
		bool set;
	} un_check_ttl;
};

enum vrrp_checksum { /* of version 3; docs/vrrp.md "Checksum of version 3" */
		     VRRP_CHECKSUM_AUTO,
		     VRRP_CHECKSUM_RFC5798, /* message and pseudo-header */
		     VRRP_CHECKSUM_RFC9568  /* the message alone */
};

enum vrrp_sends { /* a group of version 3; docs/vrrp.md "Versions 2 and 3 side by side" */
		  VRRP_SENDS_V3,
		  VRRP_SENDS_V2,
		  VRRP_SENDS_BOTH
};

struct vrrp_system_config { /* part of the system view */
	struct {
		bool set;
		uint16_t seconds; /* 0..3600 */
	} recover_delay;
	struct {
		bool set;
		uint16_t seconds; /* 30..1200 */
	} gratuitous_arp;
	struct {
		bool set;
	} gratuitous_arp_disable;
	struct {
		bool set;
	} gratuitous_arp_enhance;
	struct {
		bool set;
		uint16_t seconds; /* 0..3600 */
	} first_packet_delay;
	struct {
		bool set;
		uint8_t version; /* 2 or 3 */
	} version;
	struct {
		bool set;
	} no_learning;
	struct {
		bool set;
		uint8_t form; /* enum vrrp_checksum */
	} checksum;
	struct {
		bool set;
		uint8_t mode; /* enum vrrp_sends */
	} sends;
	struct {
		bool set;
	} no_ping; /* a Master does not answer a ping to a virtual address */
};

#endif
