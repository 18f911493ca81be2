/* base/checksum.c -- see base/checksum.h. */
#include "base/checksum.h"

uint32_t
checksum_add(uint32_t sum, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	uint64_t total = sum;

	/* Four bytes at a time: 2^16 counts as 1 in a sum of this kind (RFC 1071 2 (B)). */
	for (; len > 3; p += 4, len -= 4)
		total += (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (; len > 1; p += 2, len -= 2)
		total += (uint32_t)p[0] << 8 | p[1];
	if (len == 1)
		total += (uint32_t)p[0] << 8;
	while (total > UINT32_MAX)
		total = (total & UINT32_MAX) + (total >> 32);
	return (uint32_t)total;
}

uint16_t
checksum_end(uint32_t sum)
{
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
