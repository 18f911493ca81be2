/* Any bytes: decode must not crash, and must not touch *ret unless it says DHCP_DECODED. */
#include <assert.h>
#include <string.h>

#include "dhcp/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_message m;

	memset(&m, 0xa5, sizeof m);
	if (dhcp_message_decode((struct rd){data, size, false}, &m) != DHCP_DECODED) {
		for (size_t i = 0; i < sizeof m; i++)
			assert(((uint8_t *)&m)[i] == 0xa5);
	} else {
		assert(m.hardware_len <= DHCP_CHADDR_MAX);
		assert(m.hardware_len != 0 || m.client_id.set);
		assert(!m.client_id.set || m.client_id.len >= 1);
		assert(m.max_size >= DHCP_SIZE_MIN && m.max_size <= DHCP_SIZE_MAX);
	}
	return 0;
}
