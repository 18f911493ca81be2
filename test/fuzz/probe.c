/* Any frame, heard while a probe runs and while its silence is remembered: only a station that says
 * the address is its own changes anything. */
#include <assert.h>
#include <string.h>

#include "node/serve/probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same behind a relay agent, by echo. */
static void
echo(const uint8_t *data, size_t size)
{
	static struct probes p;
	struct dhcp_request request = {.vlan = 100, .message.giaddr = IP4(10, 0, 0, 1)};
	struct probe_question q = {
	    .address = IP4(10, 0, 0, 7),
	    .frames = 1,
	    .precaution = true,
	    .echo = {.set = true, .source = IP4(10, 0, 1, 1), .token = 0x0102030405060708}};
	uint64_t now = 1000 * TIME_SEC;
	uint8_t bytes[PROBE_ROOM];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct probe_result result;
	uint16_t vlan;
	bool heard;

	memset(&p, 0, sizeof p);
	assert(probe_begin(&p, &request, &q, now) == PROBE_BEGUN);
	assert(probe_send(&p, now, &w, &vlan) && w.len == ICMP_FRAME_LEN);
	heard = probe_heard(&p, 200, rd_of(data, size), now);
	assert(!heard || (size >= ICMP_FRAME_LEN && data[23] == IPV4_ICMP));
	assert(probe_result(&p, now, &result) && result.answered == heard);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct probes p;
	struct dhcp_request request = {.vlan = 100};
	struct mac ours = {{2, 0, 0, 0, 0, 1}};
	struct probe_question question = {.address = IP4(10, 0, 0, 7),
					  .mac = ours,
					  .frames = PROBE_FRAMES,
					  .again_us = PROBE_AGAIN_US,
					  .silent_us = PROBE_SILENT_US};
	uint8_t bytes[PROBE_FRAME_LEN];
	struct probe_result result;
	uint64_t now = 1000 * TIME_SEC;
	uint16_t vlan;
	bool heard;

	memset(&p, 0, sizeof p);
	probe_begin(&p, &request, &question, now);
	for (unsigned i = 0; i < PROBE_FRAMES; i++, now += PROBE_AGAIN_US) {
		struct wr w = wr_of(bytes, sizeof bytes);

		assert(probe_send(&p, now, &w, &vlan) && w.len == PROBE_FRAME_LEN);
	}
	echo(data, size);
	heard = probe_heard(&p, 100, rd_of(data, size), now);
	assert(!heard || size >= PROBE_FRAME_LEN);
	assert(probe_result(&p, now + PROBE_SILENT_US, &result) && result.answered == heard);
	assert(probe_heard(&p, 100, rd_of(data, size), now) == (heard && !result.answered));
	assert(probe_is_silent(&p, 100, &question, now + PROBE_SILENT_US) == !heard);
	return 0;
}
