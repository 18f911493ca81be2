/* bfd/packet.h -- the BFD control packet, bytes <-> struct. RFC 5880 4.1, and of 6.8.6 what a
 * packet alone shows.
 *
 *	0	version (3 bits) 1, diagnostic (5)
 *	1	state (2), P F C A D M
 *	2	detect multiplier
 *	3	length of it all
 *	4	my discriminator
 *	8	your discriminator
 *	12	desired min TX interval, us
 *	16	required min RX interval, us
 *	20	required min echo RX interval, us
 *
 * Tested in test/unit/bfd/packet.c. Fuzzed by test/fuzz/bfd_packet.c. */
#ifndef BFD_PACKET_H
#define BFD_PACKET_H

#include "base/buf.h"
#include "bfd/fault.h"

enum { BFD_PACKET_LEN = 24, BFD_VERSION = 1 };

enum bfd_state { BFD_ADMIN_DOWN, BFD_DOWN, BFD_INIT, BFD_UP, BFD_STATES }; /* as on the wire */

enum bfd_diag { /* as on the wire; others may be heard */
		BFD_DIAG_NONE,
		BFD_DIAG_EXPIRED,
		BFD_DIAG_ECHO,
		BFD_DIAG_NEIGHBOUR,
		BFD_DIAG_FORWARDING,
		BFD_DIAG_PATH,
		BFD_DIAG_CONCATENATED,
		BFD_DIAG_ADMIN,
		BFD_DIAG_REVERSE,
		BFD_DIAGS
};

struct bfd_packet {
	uint8_t diag;  /* 0..31 */
	uint8_t state; /* enum bfd_state */
	bool poll, final, demand;
	uint8_t multiplier; /* 1..255 */
	uint32_t my, your;
	uint32_t min_tx_us, min_rx_us;
};

/* The first rule that the datagram breaks, or BFD_FAULT_NONE with *ret. */
enum bfd_fault bfd_decode(struct rd in, struct bfd_packet *ret);

/* Without authentication, control plane independent or multipoint bit; no echo. */
void bfd_encode(struct wr *out, const struct bfd_packet *p);

#endif
