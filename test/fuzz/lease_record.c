/* Any bytes: decode must not crash nor touch *ret when it refuses; what it takes, it writes back
 * and takes again. */
#include <assert.h>
#include <string.h>

#include "lease/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lease_record r, again;
	struct rd in = {data, size, false};
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	struct wr out = wr_of(bytes, sizeof bytes);

	memset(&r, 0xa5, sizeof r);
	if (lease_record_decode(&in, 1000, &r) != LEASE_DECODED) {
		for (size_t i = 0; i < sizeof r; i++)
			assert(((uint8_t *)&r)[i] == 0xa5);
		return 0;
	}
	assert(r.state < LEASE_STATES && r.version != 0);
	lease_record_encode(&out, &r, LEASE_FORM_DISK, 1000);
	assert(!out.bad);
	in = rd_of(bytes, out.len);
	assert(lease_record_decode(&in, 1000, &again) == LEASE_DECODED);
	assert(in.left == 0 && memcmp(&r.key, &again.key, sizeof r.key) == 0);
	assert(r.expiry_us == again.expiry_us && r.version == again.version);
	return 0;
}
