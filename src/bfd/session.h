/* bfd/session.h -- one BFD session: (settings, state, input) -> (state, a packet or none).
 * RFC 5880 6, asynchronous mode, in the active role; RFC 5881 and 5883 say who is heard, which is
 * pulse/bfd.h's. No echo, no demand mode of its own, no authentication.
 *
 * Nothing is sent or timed in here. bfd_session_deadline() is the only timer. Times are us.
 *
 * Beyond the RFC: a session whose node hangs (BFD_IN_HOLD) goes Down, with the diagnostic of a
 * forwarding plane that was reset, and stays there; a device that serves nobody must not look
 * alive. Who tracks a session is told Down at once, and Up after the configured wait; an AdminDown
 * of either side is told to nobody as a failure (RFC 5882 3.2).
 * Tested in test/unit/bfd/session.c, two of them and a wire. */
#ifndef BFD_SESSION_H
#define BFD_SESSION_H

#include "base/prng.h"
#include "base/time.h"
#include "bfd/status.h"

struct bfd_settings { /* every default resolved; unused bytes 0, for memcmp */
	char name[BFD_NAME_MAX + 1];
	struct ip4 peer, source; /* source 0.0.0.0: the interface has none, nothing is sent */
	struct interface_name interface; /* NONE: several hops */
	uint16_t vlan;			 /* of it; 0 */
	bool automatic;
	bool shutdown;
	uint16_t local;	 /* 0: chosen */
	uint32_t remote; /* 0: whatever the peer says */
	uint8_t multiplier;
	uint32_t min_tx_us, min_rx_us;
	uint64_t wait_us;
};

enum bfd_input_kind {
	BFD_IN_TICK,	 /* the deadline has come */
	BFD_IN_PACKET,	 /* one that passed bfd_decode() and is of this session */
	BFD_IN_SETTINGS, /* the settings given are new */
	BFD_IN_HOLD,	 /* the node hangs: Down until released */
	BFD_IN_RELEASE,
	BFD_IN_STOP /* clean stop, or it left the configuration: AdminDown, for good */
};

struct bfd_input {
	enum bfd_input_kind kind;
	uint64_t now;
	const struct bfd_packet *packet; /* PACKET */
};

struct bfd_session {
	uint8_t state, remote_state; /* enum bfd_state */
	uint8_t diag, remote_diag;
	uint32_t local, remote; /* discriminators; remote 0: not heard yet */
	bool remote_demand, held, stopped;
	uint8_t remote_multiplier;
	uint32_t remote_tx_us, remote_rx_us; /* as it said last; its own defaults before */
	uint32_t said_tx_us, said_rx_us;     /* in the packets we send */
	uint32_t tx_us, rx_us; /* in use: ours, which wait for the end of a Poll Sequence */
	bool polls;
	uint64_t sent_us, send_us; /* the last packet, the next; send_us TIME_NEVER: none */
	uint64_t expire_us;	   /* end of the Detection Time; TIME_NEVER: nothing is heard */
	uint64_t up_us;		   /* counts as Up from then on; TIME_NEVER */
	bool counts_up;
	uint64_t created_us, changed_us;
	struct prng prng;
	struct bfd_counters counters;
};

struct bfd_output {
	bool sends;
	struct bfd_packet packet;
};

/* A new one in Down. local: its discriminator, not 0. seed: of the jitter. Feed BFD_IN_SETTINGS. */
void bfd_session_init(struct bfd_session *s, uint32_t local, uint64_t seed, uint64_t now);

struct bfd_output bfd_session_step(struct bfd_session *s, const struct bfd_settings *cfg,
				   const struct bfd_input *in);

/* When to step with BFD_IN_TICK; TIME_NEVER. */
uint64_t bfd_session_deadline(const struct bfd_session *s);

/* The peer's Detection Time for this device. */
uint64_t bfd_session_span_us(const struct bfd_session *s, const struct bfd_settings *cfg);

/* Up: the peer counts this device as dead then, unless it hears more; TIME_NEVER when not Up, or
 * when it wants to hear nothing. */
uint64_t bfd_session_silent_us(const struct bfd_session *s, const struct bfd_settings *cfg);

/* Everything; unused bytes are 0. */
void bfd_session_status(const struct bfd_session *s, const struct bfd_settings *cfg,
			struct bfd_status *ret);

#endif
