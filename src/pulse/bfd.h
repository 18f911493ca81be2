/* pulse/bfd.h -- the BFD sessions of a device: whose a packet is, and what they send, as actions of
 * the pulse. RFC 5880 6.3 and 6.8.6, RFC 5881 (one hop, port 3784, TTL 255 both ways), RFC 5883
 * (several, port 4784, any TTL).
 *
 * A packet with a discriminator of ours goes to that session when it comes from its peer, to its
 * address, on its interface; one without goes by those three alone. A source port is a session's
 * for as long as it lives. Faults of packets are counted for the device.
 * Tested in test/unit/pulse/bfd.c. */
#ifndef PULSE_BFD_H
#define PULSE_BFD_H

#include "bfd/session.h"
#include "pulse/pulse.h"
#include "pulse/telling.h"

enum { PULSE_BFD_PORT = 3784, PULSE_BFD_PORT_HOPS = 4784, PULSE_BFD_SOURCE = 49152 };

struct pulse_bfd_slot {
	struct bfd_settings cfg;
	struct bfd_session session;
	uint16_t port; /* UDP source */
	bool died;     /* nothing came for died_span_us: not read by pulse_bfd_read() yet */
	uint64_t died_span_us;
	bool was_up;		/* when the node began to hang */
	struct bfd_status told; /* the last PULSE_BFD */
	struct pulse_telling telling;
};

struct pulse_bfd {
	unsigned count;
	struct pulse_bfd_slot slot[BFD_SESSIONS_MAX];
	struct pulse_bfd_slot old[BFD_SESSIONS_MAX]; /* while a configuration is taken */
	struct prng prng;
	bool held;
	uint64_t excused_us; /* what the hanging node made Down counts as it was until then */
	struct bfd_faults faults;
	bool faults_moved;
	uint64_t faults_us; /* no PULSE_BFD_FAULTS before */
};

/* Sessions that stay keep their state; those that go say AdminDown. */
void pulse_bfd_configure(struct pulse_bfd *b, const struct pulse_config *config, uint64_t now,
			 struct pulse_actions *out);

/* PULSE_IN_BFD. */
void pulse_bfd_hear(struct pulse_bfd *b, const struct pulse_input *in, struct pulse_actions *out);

void pulse_bfd_tick(struct pulse_bfd *b, uint64_t now, struct pulse_actions *out);
uint64_t pulse_bfd_deadline(const struct pulse_bfd *b);

/* Whether the node hangs: every session is Down while it does. */
void pulse_bfd_hold(struct pulse_bfd *b, bool held, uint64_t now, struct pulse_actions *out);

/* For who tracks it: Up long enough, or Down for no other reason than that the node hung, no longer
 * than a new session takes after that. */
bool pulse_bfd_is_up(const struct pulse_bfd *b, const struct pulse_bfd_slot *s, uint64_t now);

/* What died is known to all who care. */
void pulse_bfd_read(struct pulse_bfd *b);

/* All say AdminDown, and nothing more. */
void pulse_bfd_stop(struct pulse_bfd *b, uint64_t now, struct pulse_actions *out);

#endif
