/* bench/reflect.c -- the limit: every DISCOVER is an OFFER and every REQUEST an ACK, made of the
 * message itself, without a table, a disk or a thought. What a server costs above this is its own
 * work. See bench/compare.py.
 *
 *	bench/reflect DEVICE	until it is ended; the address is made of the transaction id */
#include <stdio.h>
#include <string.h>

#include "bench/frame.h"

enum { SERVER = 0x0a000064 }; /* 10.0.0.100 */

static struct ring ring;

static void
answer(const uint8_t *f)
{
	static const uint8_t options[] = {53, 1, 0, 54,	  4,	10, 0,	  0,   0x64, 51,
					  4,  0, 1, 0x51, 0x80, 1,  4,	  255, 224,  0,
					  0,  3, 4, 10,	  0,	0,  0x64, 255};
	const uint8_t *asked = f + RING_DHCP;
	uint8_t *out = ring_frame(&ring), *m = out + RING_DHCP;
	struct frame_ends ends = {.from = SERVER, .to = 0xffffffff, .from_port = 67, .to_port = 68};

	memset(ends.to_mac, 255, 6);
	memcpy(ends.from_mac, ring.mac, 6);
	frame_headers(out, &ends);
	memcpy(m, asked, DHCP_OPTIONS);
	m[0] = 2;
	put32(m + DHCP_YIADDR, 0x0a010000 + (get32(m + DHCP_XID) & 0xffffff));
	memcpy(m + DHCP_OPTIONS, options, sizeof options);
	m[DHCP_OPTIONS + 2] = asked[DHCP_OPTIONS + 2] == DISCOVER ? OFFER : ACK;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: reflect DEVICE\n");
		return 2;
	}
	if (ring_open(&ring, argv[1], 67) < 0)
		return 1;
	for (;;) {
		unsigned len;
		const uint8_t *f = ring_next(&ring, &len);

		if (f) {
			if (len >= RING_FRAME && f[RING_DHCP] == 1)
				answer(f);
			ring_done(&ring);
		} else if (ring.count > 0) {
			ring_send(&ring);
		} else {
			ring_wait(&ring, -1);
		}
	}
}
