/* Any port map is read or refused with its places; nothing is half-written. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "linux/ports.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char map[PORTS_FILE_MAX + 1];
	char bytes[512];
	struct text errors = text_of(bytes, sizeof(bytes));
	struct ports p = {0};

	if (size > PORTS_FILE_MAX)
		return 0;
	memcpy(map, data, size);
	map[size] = '\0';
	if (ports_parse(map, "f", &errors, &p) > 0)
		assert(p.count == 0 && errors.len > 0);
	for (unsigned i = 0; i < p.count; i++)
		assert(ports_find(&p, p.port[i].name) == (int)i);
	return 0;
}
