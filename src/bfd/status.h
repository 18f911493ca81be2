/* bfd/status.h -- what one BFD session on this device is doing, as a value that can be copied
 * between threads. The pulse makes it; node/ keeps the latest; bfd/show.c prints it. */
#ifndef BFD_STATUS_H
#define BFD_STATUS_H

#include <stdbool.h>

#include "base/ip4.h"
#include "bfd/config.h"
#include "bfd/packet.h"

struct bfd_counters { /* since creation */
	uint64_t sent, received;
	uint64_t ups, failures; /* Up; Up to Down, but for AdminDown (RFC 5882 3.2) */
};

struct bfd_status {
	char name[BFD_NAME_MAX + 1];
	bool gone; /* it left the configuration: the last status */
	bool automatic;
	uint32_t local, remote; /* discriminators; remote 0: not known */
	struct ip4 peer, source;
	struct interface_name interface; /* NONE: several hops */
	uint8_t state, remote_state;	 /* enum bfd_state */
	uint8_t diag, remote_diag;
	bool counts_up; /* for who tracks it */
	uint8_t multiplier, remote_multiplier;
	uint32_t min_tx_us, min_rx_us;	 /* configured */
	uint32_t tx_us, detect_us;	 /* in use; detect_us 0: nothing was heard */
	uint64_t created_us, changed_us; /* changed_us 0: never */
	struct bfd_counters counters;
};

/* "AdminDown", "Down", "Init", "Up". */
const char *bfd_state_name(uint8_t state);

/* "No Diagnostic", "Control Detection Time Expired", ... */
const char *bfd_diag_name(uint8_t diag);

#endif
