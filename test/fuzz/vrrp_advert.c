/* Any bytes as a VRRP message: decoding must not crash, writes nothing unless it says OK, and what
 * it accepts reads back the same after being written again. */
#include <assert.h>
#include <string.h>

#include "vrrp/advert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct vrrp_pseudo ends = {{0x0a0a0a02}, {0xe0000012}};

static void
read_back(const struct vrrp_advert *a)
{
	uint8_t bytes[VRRP_ADVERT_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct vrrp_advert b;

	vrrp_advert_encode(&w, &ends, a);
	assert(!w.bad);
	assert(vrrp_advert_decode(rd_of(bytes, w.len), &ends, &b) == VRRP_ADVERT_OK);
	assert(memcmp(a, &b, sizeof b) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vrrp_advert a;

	memset(&a, 0xa5, sizeof a);
	if (vrrp_advert_decode(rd_of(data, size), &ends, &a) != VRRP_ADVERT_OK) {
		for (size_t i = 0; i < sizeof a; i++)
			assert(((const uint8_t *)&a)[i] == 0xa5);
		return 0;
	}
	assert(a.vrid != 0 && a.vips_count != 0);
	assert(a.version == 2 || (a.version == 3 && a.interval_ms != 0));
	if (a.vips_count <= VRRP_VIPS_MAX)
		read_back(&a);
	return 0;
}
