/* node/serve/probe.h -- R5's address probe: before an address is given that somebody may still use,
 * the link is asked who has it (docs/rules.md R5, R8; RFC 5227 2.1.1, RFC 2131 4.4.1).
 *
 * ARP probes, two of them 150 ms apart where a rule asks for it; without an answer 250 ms after the
 * last the address is silent. As a precaution (`dhcp server ping`), as many and as long as is said.
 * Any ARP message from another station that says the address is its own is an answer; the client
 * that asks for it, when it has it already, is not, and a station that says so of too many is not
 * believed (liars.h). What was silent counts as such for PROBE_FRESH_US, so that the REQUEST after
 * an OFFER does not wait again.
 *
 * How the node uses it: a verdict with .probe, unless probe_is_silent(), is not carried out;
 * probe_begin() keeps the request. probe_send() until false and probe_result() until false, in
 * every step and at probe_deadline(). A silent request is judged again (its probe is fresh then);
 * an answered address becomes a conflict (dhcp_conflict()), and its request is judged again for
 * another one, until PROBE_TRIES of its addresses were in use.
 *
 * Clients behind a relay are on a link that ARP does not reach. As a precaution an address there is
 * asked for by ICMP echo (RFC 2131 4.4.1), by way of the station that brought the message, as
 * replies go: no route is needed, and the kernel takes no part. An answer counts when it is from
 * the address, to ours, with the identifier and the token that were sent. Its silence proves little
 * (a host's firewall, a relay agent that is no router), so where a rule asks for a probe it is not
 * enough: PROBE_RELAYED, the address is not given.
 * Pure; bound: PROBE_MAX addresses, running and fresh; beyond it PROBE_FULL, the address is not
 * given and the client asks again. Precautions have half of the room, and PROBE_PINGS a second, so
 * that many DISCOVERs are not many probes; beyond that the address is given unasked.
 * Tested in test/unit/node/probe.c. */
#ifndef NODE_SERVE_PROBE_H
#define NODE_SERVE_PROBE_H

#include "dhcp/decide.h"
#include "node/serve/liars.h"
#include "wire/arp.h"
#include "wire/ether.h"
#include "wire/icmp.h"

enum {
	PROBE_MAX = 256,
	PROBE_FRAMES = 2,  /* sent for one address that a rule has asked for */
	PROBE_PINGS = 128, /* addresses asked for in a second as a precaution */
	PROBE_TRIES = 3,   /* addresses found in use for one message; then silence */
	PROBE_FRAME_LEN = ETHER_HEADER_LEN + ARP_LEN,
	PROBE_ROOM = ICMP_FRAME_LEN /* of a frame, ARP or echo */
};

#define PROBE_AGAIN_US	(150 * TIME_MS)
#define PROBE_SILENT_US (250 * TIME_MS)
#define PROBE_FRESH_US	(10 * TIME_SEC)

enum probe_state { PROBE_IDLE, PROBE_RUNNING, PROBE_ANSWERED, PROBE_SILENT, PROBE_STATES };

struct probe_echo { /* how an address behind a relay agent is asked for */
	bool set;
	struct mac from, to; /* stations */
	struct ip4 source;
	uint64_t token; /* random */
};

struct probe_slot {
	enum probe_state state;
	bool taken; /* the result was */
	bool precaution;
	uint8_t frames;
	uint8_t sent;  /* frames so far */
	uint8_t tries; /* addresses found in use before, for the same message */
	uint16_t vlan;
	struct ip4 address;
	uint64_t version;	      /* of its record then */
	struct mac mac;		      /* ours on that link */
	struct probe_echo echo;	      /* set: not by ARP */
	struct mac by;		      /* ANSWERED by ARP: whose it is */
	uint64_t again_us, silent_us; /* after a frame: the next one, the end */
	uint64_t since_us;	      /* RUNNING: of the last frame; SILENT: when it became so */
};

struct probes {	       /* all zero is empty */
	unsigned open; /* slots that run or whose result was not taken */
	struct probe_slot slot[PROBE_MAX];
	struct dhcp_request request[PROBE_MAX];
	struct liars liars;
	uint64_t pinged_us; /* rises by a share of a second with each precaution */
};

enum probe_begun {
	PROBE_BEGUN,
	PROBE_BUSY,    /* the address is being asked for already, perhaps for a repeated message */
	PROBE_RELAYED, /* behind a relay agent, and not to be asked for by echo */
	PROBE_FULL
};

struct probe_question {
	struct ip4 address;
	uint64_t version; /* of its record */
	struct mac mac;	  /* of our Vlanif there */
	unsigned tries;	  /* addresses found in use before, for the same message */
	unsigned frames;
	uint64_t again_us, silent_us; /* after a frame: the next one, the end */
	bool precaution;	      /* no rule asks for it */
	struct probe_echo echo;	      /* of a precaution; set: the client is behind a relay agent */
};

/* Begins to ask the link request->vlan. The request is kept and comes back with the result. */
enum probe_begun probe_begin(struct probes *p, const struct dhcp_request *request,
			     const struct probe_question *q, uint64_t now);

/* Was the address silent on that link less than PROBE_FRESH_US ago, and is its record of the same
 * version still? What was silent before it was given to somebody says nothing afterwards. A
 * precaution was enough only for a precaution. */
bool probe_is_silent(const struct probes *p, uint16_t vlan, const struct probe_question *q,
		     uint64_t now);

/* Writes the next frame that is due, at most PROBE_ROOM bytes, untagged, for *ret_vlan; false when
 * none is. */
bool probe_send(struct probes *p, uint64_t now, struct wr *out, uint16_t *ret_vlan);

/* A frame heard on Vlanif<vlan>, from its Ethernet header on. Any bytes; true when it answered a
 * running or a fresh probe. */
bool probe_heard(struct probes *p, uint16_t vlan, struct rd frame, uint64_t now);

struct probe_result {
	bool answered;	/* else silent */
	unsigned tries; /* addresses found in use for this message, this one too */
	struct mac by;	/* answered by ARP; else zero */
	struct ip4 address;
	struct dhcp_request request;
};

/* The next result that was not taken yet; false when there is none. */
bool probe_result(struct probes *p, uint64_t now, struct probe_result *ret);

/* When probe_send() or probe_result() has something next; TIME_NEVER. */
uint64_t probe_deadline(const struct probes *p);

/* Forgets what is and was asked on Vlanif<vlan>: it is gone, has another MAC, or a link was down,
 * so that silence says nothing. Whoever waits for an answer asks again. */
void probe_forget(struct probes *p, uint16_t vlan);

#endif
