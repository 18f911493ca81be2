/* Whatever stands on the CLI socket, reading stays inside it, and what is read writes back. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "linux/cli_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t again[CLI_WIRE_HEAD + CLI_WIRE_BODY_MAX];
	size_t used = 0, wrote = 0;
	struct cli_wire m;
	bool from_client = size > 0 && data[0] & 1;

	if (size == 0 || cli_wire_read(data + 1, size - 1, from_client, &m, &used) != CLI_WIRE_OK)
		return 0;
	assert(used <= size - 1);
	assert(cli_wire_write(again, sizeof again, &wrote, &m));
	assert(wrote == used && memcmp(again, data + 1, used) == 0);
	return 0;
}
