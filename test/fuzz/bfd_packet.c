/* Any bytes as a BFD control packet: decoding must not crash, writes nothing unless it finds no
 * fault, and what it accepts reads back the same after being written again. */
#include <assert.h>
#include <string.h>

#include "bfd/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t bytes[BFD_PACKET_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct bfd_packet p, q;

	memset(&p, 0, sizeof p);
	memset(&q, 0, sizeof q);
	if (bfd_decode(rd_of(data, size), &p) != BFD_FAULT_NONE) {
		assert(memcmp(&p, &q, sizeof p) == 0);
		return 0;
	}
	assert(p.my != 0 && p.multiplier != 0);
	bfd_encode(&w, &p);
	assert(!w.bad && w.len == sizeof bytes);
	assert(bfd_decode(rd_of(bytes, w.len), &q) == BFD_FAULT_NONE);
	assert(p.my == q.my && p.your == q.your && p.state == q.state && p.poll == q.poll);
	assert(p.min_tx_us == q.min_tx_us && p.min_rx_us == q.min_rx_us && p.diag == q.diag);
	return 0;
}
