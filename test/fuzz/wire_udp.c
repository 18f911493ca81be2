/* Any bytes as a frame: decoding must not crash nor hand out a payload outside the frame, and what
 * it accepts reads back the same after being written again. */
#include <assert.h>

#include "wire/arp.h"
#include "wire/udp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_back(const struct udp_packet *p)
{
	static uint8_t bytes[UDP_FRAME_HEADERS + ETHER_TAG_LEN + UINT16_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct udp_packet again;
	size_t begin = udp_begin(&w, p);

	wr_bytes(&w, p->payload.p, p->payload.left);
	udp_end(&w, begin);
	assert(!w.bad);
	assert(udp_decode(rd_of(bytes, w.len), false, &again) == WIRE_OK);
	assert(again.src.host == p->src.host && again.dst_port == p->dst_port);
	assert(again.payload.left == p->payload.left);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct udp_packet p;
	struct rd frame = rd_of(data, size);
	struct ether e;
	struct arp a;

	if (ether_decode(&frame, &e) == WIRE_OK)
		(void)arp_decode(frame, &a);
	for (unsigned unfinished = 0; unfinished < 2; unfinished++) {
		if (udp_decode(rd_of(data, size), unfinished, &p) != WIRE_OK)
			continue;
		assert(p.payload.p >= data && p.payload.p + p.payload.left <= data + size);
		read_back(&p);
	}
	return 0;
}
