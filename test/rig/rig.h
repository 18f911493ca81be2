/* test/rig/rig.h -- two devices, a wire and clients in one process and in virtual time.
 *
 * Each device is the node and the pulse that the daemon runs; the rig does what linux/ does: it
 * carries frames, streams and links, and answers the host's questions. Everything takes
 * RIG_LATENCY_US; nothing sleeps; the same calls give the same run. */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include "dhcp/message.h"
#include "node/node.h"

enum { RIG_DEVICES = 2, RIG_CONSOLE_MAX = 1 << 20, RIG_REPLIES_MAX = 64 };

#define RIG_LATENCY_US (200)

struct rig_reply { /* a DHCP frame that reached the clients' link */
	unsigned device;
	uint64_t at_us;
	struct mac from;
	struct ip4 source, yiaddr, server_id;
	uint32_t xid, lease_s;
	enum dhcp_type type;
	uint8_t chaddr[6];
};

struct rig_device {
	bool alive, lan_up, serving;
	struct node *node;
	struct pulse *pulse;
	bool owns; /* the virtual address */
	bool listens;
	char console[RIG_CONSOLE_MAX]; /* what the session printed since the last command */
	size_t console_len;
	char prompt[512];
	bool failed; /* the last command printed an Error */
	enum node_prompt prompt_kind;
	int stopped; /* exit status + 1, 0: runs */
	unsigned logs;
};

struct rig {
	uint64_t now;
	bool rbs_cut; /* no stream passes */
	struct rig_device device[RIG_DEVICES];
	unsigned replies_count;
	struct rig_reply reply[RIG_REPLIES_MAX];
	struct rig_event *events;
	bool verbose;
};

struct rig *rig_new(void);
void rig_free(struct rig *r);

/* Power on with a startup file, at the rig's now. Returns false when the node stopped at once. */
bool rig_boot(struct rig *r, unsigned device, const char *config);

/* kill -9: streams close towards the peer, nothing else is said. */
void rig_kill(struct rig *r, unsigned device);

/* The link between the switch and a device. */
void rig_link(struct rig *r, unsigned device, bool up);

/* Any other input. */
void rig_input(struct rig *r, unsigned device, const struct node_input *in);

/* Lets time pass. */
void rig_run(struct rig *r, uint64_t span_us);

/* Runs until the device's group is Master, or the span is over. */
bool rig_run_until_master(struct rig *r, unsigned device, uint64_t span_us);

/* One command line in session 0, to its end; opened when needed. Returns what was printed. */
const char *rig_cli(struct rig *r, unsigned device, const char *line);

/* A client's broadcast, heard by every device whose link is up. chaddr ends in `client`. */
void rig_discover(struct rig *r, uint16_t client, uint32_t xid);
void rig_request(struct rig *r, uint16_t client, uint32_t xid, struct ip4 server_id,
		 struct ip4 requested, struct ip4 ciaddr);

/* The first reply of this type to xid since the beginning, or NULL. */
const struct rig_reply *rig_find(const struct rig *r, uint32_t xid, enum dhcp_type type);

/* DISCOVER, OFFER, REQUEST, ACK; the address, or 0.0.0.0 when an answer did not come in 2 s. */
struct ip4 rig_dora(struct rig *r, uint16_t client, uint32_t xid);

#endif
