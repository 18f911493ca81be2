/* test/rig/inside.h -- the insides of the rig, for the files that make it up: rig.c (devices and
 * their deeds), time.c (clocks and what comes next), wire.c (streams, advertisements, frames on
 * their way), forge.c (those of strangers), client.c (frames of clients), console.c (command
 * lines), disk.c. Nobody else includes this. */
#ifndef TEST_RIG_INSIDE_H
#define TEST_RIG_INSIDE_H

#include "test/rig/rig.h"

enum rig_kind {
	RIG_STREAM,
	RIG_ADVERT,
	RIG_FORGED,	/* an advertisement that the other device did not send */
	RIG_ASKED,	/* pulse to node; bytes: the number */
	RIG_BFD,	/* an IPv4 packet of BFD */
	RIG_BFD_STATUS, /* pulse to node, while the node is stuck; bytes: struct bfd_status */
	RIG_STATUS,	/* the same, while the node is stuck; bytes: struct vrrp_status */
	RIG_FRAME,	/* of a client, to a device */
	RIG_REPLY	/* to the clients; bytes: struct rig_reply */
};

struct rig_event {
	struct rig_event *next;
	uint64_t at_us;
	uint64_t came_us; /* when it reached a device that did not look; 0: it looks at once */
	enum rig_kind kind;
	unsigned device; /* to whom; REPLY: from whom */
	bool dialled;
	unsigned id; /* of the connection */
	enum node_stream_event stream;
	size_t len;
	uint8_t bytes[];
};

/* ---- rig.c ---- */

/* One step of the device, and all that follows from it at once. */
void rig_step(struct rig *r, unsigned device, const struct node_input *in);
void rig_beat(struct rig *r, unsigned device, const struct pulse_input *in);

/* ---- survey.c ---- */

/* What the machine of the device says of itself; ret->kind says of what. */
void rig_survey(const struct rig *r, unsigned device, struct node_survey *ret);

/* ---- wire.c ---- */

/* A copy of *e with these bytes happens at at_us. */
void rig_post(struct rig *r, const struct rig_event *e, uint64_t at_us, const void *bytes,
	      size_t len);

/* Whether a frame of this device reaches the other one. */
bool rig_joined(const struct rig *r, unsigned from, bool cut, const bool half[RIG_DEVICES]);

void rig_dial(struct rig *r, unsigned device, struct ip4 source);
void rig_hang_up(struct rig *r, unsigned device, bool dialled);
void rig_send(struct rig *r, unsigned device, const struct node_action *a);
void rig_datagram(struct rig *r, unsigned device, const uint8_t *packet, size_t len);
void rig_advertise(struct rig *r, unsigned device, const uint8_t *packet, size_t len);

/* The next event that is due happens, or waits for the end of a cut; false: none is due. */
bool rig_happen(struct rig *r);

/* What a cut held up and nothing holds up any more comes next. */
void rig_unstall(struct rig *r);

/* What other devices advertised while this one slept is heard now. */
void rig_wake(struct rig *r, unsigned device);

/* What VRRP told while the main thread hung is heard now. */
void rig_unstick(struct rig *r, unsigned device);

/* ---- forge.c ---- */

/* The host of a device looks for what its kernel should have (linux/host_watch.h). */
void rig_look(struct rig *r, unsigned device);

/* A frame that all stations of the link hear: what it announces. */
void rig_announced(struct rig *r, const uint8_t *frame, size_t len);

/* ---- client.c ---- */

/* A frame leaves a device towards the clients. */
void rig_reply(struct rig *r, unsigned device, const uint8_t *frame, size_t len);
void rig_arrive(struct rig *r, const struct rig_reply *reply);

/* ---- time.c ---- */

int64_t rig_wall_offset(const struct rig *r, unsigned device);

/* ---- files.c: those of the operator ---- */

struct conf_files;

extern const char rig_own_file[];

char *rig_copy_of(const char *bytes, size_t len);
void rig_keep_file(struct rig_files *f, const char *name, const char *bytes, size_t len);
const char *rig_file_meant(const struct rig_device *d, const char *name);
const char *rig_file_text(const struct rig_device *d, const char *name);
void rig_list_files(const struct rig_device *d, struct conf_files *ret);

#endif
