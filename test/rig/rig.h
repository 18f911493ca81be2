/* test/rig/rig.h -- two devices, a wire and clients in one process and in virtual time.
 *
 * Each device is the node and the pulse that the daemon runs; the rig does what linux/ does: it
 * carries frames, streams and links, writes the state folder (test/rig/disk.h), and answers the
 * host's questions. Everything takes RIG_LATENCY_US; nothing sleeps; the same calls give the same
 * run. Each device has a clock and a wall clock of its own, by default those of the rig.
 *
 * A stream that is cut loses nothing: as with TCP, what was under way arrives when the cut is over,
 * or the connection is reset because an end of it is gone. */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include "base/prng.h"
#include "dhcp/message.h"
#include "node/node.h"
#include "test/rig/disk.h"
#include "vrrp/settings.h"

enum {
	RIG_DEVICES = 2,
	RIG_CONSOLE_MAX = 1 << 20,
	RIG_PROMPT_MAX = 640,
	RIG_REPLIES_MAX = 64,
	RIG_REFUSE_MAX = 200,
	RIG_DEPTH_MAX = 8,
	RIG_PARKED_MAX = 4,
	RIG_WINDOW = 1 << 20 /* bytes a connection takes before they arrive */
};

#define RIG_LATENCY_US (200)
#define RIG_START      (1000 * TIME_SEC) /* `now` of a new rig */

struct rig_reply { /* a DHCP frame that reached the clients' link */
	unsigned device;
	uint64_t at_us;
	struct mac from;
	struct ip4 source, yiaddr, server_id;
	uint32_t xid, lease_s;
	enum dhcp_type type;
	uint8_t chaddr[6];
	bool not_master; /* it left with the virtual MAC of a group that the device did not own */
	unsigned tag;	 /* rig.say may set it when the frame leaves */
};

/* What a device handed over for its history: one file that begins anew when it is full. */
enum { RIG_HISTORY_BYTES = 1 << 18 };
struct rig_history {
	bool fails; /* it cannot be read */
	struct node_keep keep;
	uint64_t written;
	size_t len;
	uint8_t bytes[RIG_HISTORY_BYTES];
};

struct rig_clock { /* of one device: `now` is base_us at at_us of the rig, and drifts */
	uint64_t base_us, at_us;
	int ppm; /* faster than the rig's */
	uint64_t boot;
	int64_t wall_error_us; /* its wall clock is that of the rig and this */
};

struct rig_net { /* the clients' side of the switch; percent of frames, each way */
	unsigned lost, twice, late;
	uint64_t late_us; /* at most */
};

enum { RIG_POINTS_MAX = 64 };

enum { RIG_FILES_MAX = 16, RIG_FILE_NAME = 65 };

struct rig_files { /* that the operator saved or put there, beside startup.cfg */
	unsigned count;
	char startup[RIG_FILE_NAME]; /* which one is read at a boot; "": startup.cfg */
	char name[RIG_FILES_MAX][RIG_FILE_NAME], *text[RIG_FILES_MAX];
};

struct rig_neighbour { /* what the node said last of where its peer is */
	uint16_t vlan;
	struct ip4 address;
	struct mac mac;
	bool on;
	unsigned told; /* how often */
};

struct rig_device {
	struct rig_neighbour neighbour;
	bool alive, lan_up, serving;
	bool uplink, uplink_told;   /* plugged into GigabitEthernet0/1/2; told to be up */
	uint64_t node_us, pulse_us; /* their deadlines, as of their last step */
	bool dark;	    /* without power: nobody answers for it, not even with a reset */
	bool frozen;	    /* nothing happens in it; what comes waits */
	bool stuck;	    /* nothing happens in its node; VRRP and the disk go on */
	bool dozes;	    /* the reverse: its VRRP thread gets no time, its node goes on */
	bool robbed;	    /* its kernel has no virtual address, however often that is put back */
	uint64_t robbed_us; /* ... since then, or not any more */
	uint64_t look_us;   /* its host compares its links with the kernel's then; 0: does not */
	struct rig_clock clock;
	struct rig_disk disk;
	struct journal_file restored[JOURNAL_FILES_MAX];
	unsigned restored_count;
	uint64_t gate_us;    /* the virtual MAC passes until then, by the device's clock */
	size_t flight[2];    /* bytes sent and not yet arrived, by connection */
	uint64_t advert_us;  /* when it heard the advertisement of the other one last */
	uint64_t heard_us;   /* when the last bytes of a stream arrive */
	uint64_t reached_us; /* when anything from outside got to it last */
	struct node *node;
	struct pulse *pulse;
	bool owns;		      /* the virtual address */
	bool listens, listens_secure; /* secure: under an SSL policy */
	bool dials_secure;
	struct ip4 source; /* where it listened last */
	char *console;	   /* RIG_CONSOLE_MAX: what the last command printed, in whatever session */
	size_t console_len;
	char prompt[RIG_PROMPT_MAX]; /* the one after it */
	bool failed;		     /* the last command printed an Error */
	enum node_prompt prompt_kind;
	int stopped; /* exit status + 1, 0: runs */
	unsigned logs, hangups;
	unsigned deaf;	/* percent of the clients' frames that it does not hear; 100: of
					    no host anything */
	uint64_t apart; /* bit n: clients n modulo 64 do not reach it */
	unsigned parked[RIG_PARKED_MAX]; /* accepted ones that wait for its end; 0: none */
	unsigned stream[2]; /* the accepted and the dialled connection as it believes; 0: none */
	struct lan_wanted wanted;    /* in force */
	bool quit;		     /* the last command ended its session */
	bool disk_full;		     /* saving fails */
	bool mute;		     /* its system says nothing of itself */
	char refuse[RIG_REFUSE_MAX]; /* the next links fail with this sentence */
	struct rig_history *history; /* survives a kill */
	struct rig_files *files;     /* the same */
	unsigned points_count;	     /* commit points; they survive a kill */
	struct node_point point[RIG_POINTS_MAX];
	char *point_text[RIG_POINTS_MAX]; /* what they point to */
	char *saved; /* the startup file as last saved, or NULL; survives a kill */
};

struct rig {
	uint64_t now;
	int64_t wall_offset_us;
	bool rbs_cut;					    /* no stream passes */
	bool vrrp_cut;					    /* no advertisement passes */
	bool rbs_half[RIG_DEVICES], vrrp_half[RIG_DEVICES]; /* ... from this device */
	unsigned slice;	    /* of the start of a device; 0: as usual */
	uint64_t step_us;   /* a device that has more to do at once does it so much later */
	size_t window;	    /* of a connection */
	uint64_t stream_us; /* how long its bytes take */
	struct rig_net net;
	struct rig_device device[RIG_DEVICES];
	unsigned replies_count;
	struct rig_reply reply[RIG_REPLIES_MAX];
	void (*hear)(void *context, const struct rig_reply *reply); /* else reply[] keeps it */
	void (*say)(void *context, struct rig_reply *reply);	    /* it leaves a device */
	/* A DHCP frame reached the clients' link, whole; or NULL. */
	void (*frame)(void *context, unsigned device, const uint8_t *frame, size_t len);
	/* An ICMP echo request, whole; or NULL. */
	void (*echo)(void *context, unsigned device, const uint8_t *frame, size_t len);
	/* A QUERY_ action, or NULL: it is as if no requestor were there. */
	void (*queried)(void *context, unsigned device, const struct node_action *a);
	/* Asked with a probe, ARP or echo, whether somebody answers for the address, or NULL. */
	bool (*answers)(void *context, unsigned device, struct ip4 address);
	unsigned echoes; /* ICMP echo requests so far */
	bool one_host;	 /* it is one station that answers for all of them */
	/* A line of a device's log, or NULL. */
	void (*logged)(void *context, unsigned device, const struct event *event, const char *text);
	/* The status of a VRRP group, as it is told, before its node knows; or NULL. */
	void (*status)(void *context, unsigned device, const struct vrrp_status *status);
	/* A device said so to whom speaks in its peer's name; NULL: it hung up. Or NULL. */
	void (*overheard)(void *context, unsigned device, unsigned id, const uint8_t *bytes,
			  size_t len);
	bool usurped[RIG_DEVICES]; /* what this device dials is answered by an impostor */
	/* A station of the link says to all others that it has the address; or NULL. */
	void (*announced)(void *context, struct mac mac, struct ip4 address);
	void *context;
	struct rig_event *events, *stalled; /* stalled: what a cut holds up */
	unsigned streams;
	struct prng prng; /* for `deaf` */
	struct node_actions *spare[RIG_DEPTH_MAX];
	struct pulse_actions *beats[RIG_DEPTH_MAX];
	unsigned depth, beats_depth; /* of steps within steps */
	uint64_t turns;		     /* things that happened */
	uint64_t pause_at;	     /* rig_run() returns early after so many turns; 0: never */
	unsigned pause_data;	     /* ... after this device - 1 got bytes of a stream; 0: never */
	bool verbose;
};

struct rig *rig_new(void);
void rig_free(struct rig *r);

/* Power on with a startup file, at the rig's now. Returns false when the node stopped at once. */
bool rig_boot(struct rig *r, unsigned device, const char *config);

/* The startup file as it was saved, or NULL. */
const char *rig_startup(const struct rig *r, unsigned device);

/* The configuration file of that name is this one from now on. */
void rig_put_file(struct rig *r, unsigned device, const char *name, const char *text, size_t len);

/* kill -9: streams close towards the peer if it can be reached, nothing else is said. */
void rig_kill(struct rig *r, unsigned device);

/* Somebody at the address of a device's peer connects; the connection, 0: nobody listens. What was
 * dialled by a device that is `usurped` is told by r->overheard. */
enum { RIG_IMPOSTOR = 1 << 30 }; /* a bit of such connections */
unsigned rig_impostor_connect(struct rig *r, unsigned device);
void rig_impostor_say(struct rig *r, unsigned device, unsigned id, const void *bytes, size_t len);
void rig_impostor_close(struct rig *r, unsigned device, unsigned id);

/* Power loss: nothing is said at all, the disk loses what was not synced, the clock begins anew. */
void rig_power_off(struct rig *r, unsigned device);

/* Sets how fast the device's clock runs from now on. */
void rig_drift(struct rig *r, unsigned device, int ppm);

/* `now` of the device. */
uint64_t rig_now(const struct rig *r, unsigned device);

/* Stops and starts a process with SIGSTOP and SIGCONT. Of its threads that of VRRP runs first: it
 * has the priority. */
void rig_freeze(struct rig *r, unsigned device, bool on);

/* Whether its VRRP thread gets no time: what comes for it waits, and nobody prolongs the kernel's
 * gate. What the node says to it is done all the same. */
void rig_doze(struct rig *r, unsigned device, bool on);

/* The main thread of a device hangs, and goes on. */
void rig_stick(struct rig *r, unsigned device, bool on);

/* Another program takes the virtual address of a device away again and again, and leaves it. */
void rig_rob(struct rig *r, unsigned device, bool on);

/* The link between the switch and GigabitEthernet0/1/1 of a device. */
void rig_link(struct rig *r, unsigned device, bool up);

/* The link of GigabitEthernet0/1/2, which carries nothing: a carrier to be tracked. Not plugged in
 * at first; kept over a boot. */
void rig_uplink(struct rig *r, unsigned device, bool up);

/* Nothing is on its way on a connection, or to a disk. */
bool rig_is_idle(const struct rig *r);

/* Any other input. */
void rig_input(struct rig *r, unsigned device, const struct node_input *in);

/* Lets time pass; less than span_us when pause_at was reached. */
void rig_run(struct rig *r, uint64_t span_us);

/* Runs until the device's group is Master, or the span is over. */
bool rig_run_until_master(struct rig *r, unsigned device, uint64_t span_us);

/* One event of a command line session, to its end: displays whole. Returns what was printed. */
const char *rig_type(struct rig *r, unsigned device, unsigned session, enum node_cli_event event,
		     const char *line);
const char *rig_open(struct rig *r, unsigned device, unsigned session, bool interactive);

/* The same as a user of the system, in groups of it (":adm:ops:"); NULL: nobody says who. */
const char *rig_open_as(struct rig *r, unsigned device, unsigned session, bool interactive,
			const char *user, const char *groups);

/* One command line in session 0, to its end; opened when needed. Returns what was printed. */
const char *rig_cli(struct rig *r, unsigned device, const char *line);

/* Somebody else's packets, once, on the VLAN: an ARP answer to the device that says `address` is at
 * `from`; an advertisement of the group with this source. */
void rig_forge_arp(struct rig *r, unsigned device, struct mac from, struct ip4 address);
void rig_forge_advert(struct rig *r, unsigned device, struct ip4 source, uint8_t priority);

/* The same to both devices: an advertisement with these settings; a gratuitous ARP. */
void rig_forge_vrrp(struct rig *r, const struct vrrp_settings *cfg, uint8_t priority);
void rig_forge_claim(struct rig *r, struct mac mac, struct ip4 address);

/* A client's broadcast, heard by every device whose link is up. chaddr ends in `client`. */
void rig_discover(struct rig *r, uint16_t client, uint32_t xid);
void rig_request(struct rig *r, uint16_t client, uint32_t xid, struct ip4 server_id,
		 struct ip4 requested, struct ip4 ciaddr);

struct rig_message { /* unset addresses are left out */
	enum dhcp_type type;
	uint16_t client;
	uint32_t xid;
	struct ip4 server_id, requested, ciaddr;
	struct ip4 giaddr; /* of the relay agent it comes through */
	uint16_t station;  /* whose frame it is; 0: the client's own */
	struct rd more;	   /* further options, as they stand in the message */
};
void rig_say(struct rig *r, const struct rig_message *m);

/* A frame as it is, by a client or in its name: to every device, or to one that owns the virtual
 * address when it is not a broadcast. */
void rig_frame(struct rig *r, uint16_t client, const uint8_t *frame, size_t len);

/* The first reply of this type to xid since the beginning, or NULL. */
const struct rig_reply *rig_find(const struct rig *r, uint32_t xid, enum dhcp_type type);

/* DISCOVER, OFFER, REQUEST, ACK; the address, or 0.0.0.0 when an answer did not come in 2 s. */
struct ip4 rig_dora(struct rig *r, uint16_t client, uint32_t xid);

/* The same through a relay agent, unless giaddr is 0.0.0.0. */
struct ip4 rig_dora_relayed(struct rig *r, uint16_t client, uint32_t xid, struct ip4 giaddr);

#endif
