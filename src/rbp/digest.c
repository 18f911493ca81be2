/* rbp/digest.c -- see rbp/digest.h. Each line is hashed with the value so far as seed, so that
 * neither order nor the place of line ends can be confused. */
#include "rbp/digest.h"

#include <string.h>

#include "base/hash.h"

uint64_t
rbp_digest(const char *const *line, unsigned count)
{
	uint64_t digest = hash_bytes("twinlease", 9, count);

	for (unsigned i = 0; i < count; i++)
		digest = hash_bytes(line[i], strlen(line[i]), digest);
	return digest != 0 ? digest : 1;
}
