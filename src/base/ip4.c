/* base/ip4.c -- see base/ip4.h. */
#include "base/ip4.h"

#include <assert.h>

/* One number 0..255 without leading zeros; moves *p past it. */
static bool
parse_byte(const char **p, uint32_t *ret)
{
	const char *s = *p;
	uint32_t v = 0;
	unsigned digits = 0;

	for (; *s >= '0' && *s <= '9' && digits < 4; s++, digits++)
		v = v * 10 + (uint32_t)(*s - '0');
	if (digits == 0 || v > 255 || (digits > 1 && **p == '0'))
		return false;
	*p = s;
	*ret = v;
	return true;
}

bool
ip4_parse(const char *text, struct ip4 *ret)
{
	uint32_t host = 0, byte;

	for (unsigned i = 0; i < 4; i++) {
		if (i > 0 && *text++ != '.')
			return false;
		if (!parse_byte(&text, &byte))
			return false;
		host = host << 8 | byte;
	}
	if (*text != '\0')
		return false;
	ret->host = host;
	return true;
}

const char *
ip4_format(struct ip4 a, char text[IP4_TEXT])
{
	unsigned at = 0;

	for (unsigned i = 0; i < 4; i++) {
		unsigned byte = a.host >> (24 - 8 * i) & 255u;

		if (i > 0)
			text[at++] = '.';
		if (byte >= 100)
			text[at++] = (char)('0' + byte / 100);
		if (byte >= 10)
			text[at++] = (char)('0' + byte / 10 % 10);
		text[at++] = (char)('0' + byte % 10);
	}
	text[at] = '\0';
	return text;
}

struct ip4
ip4_mask(unsigned length)
{
	assert(length <= 32);
	return (struct ip4){length == 0 ? 0 : UINT32_MAX << (32 - length)};
}

int
ip4_mask_length(struct ip4 mask)
{
	for (unsigned n = 0; n <= 32; n++)
		if (ip4_mask(n).host == mask.host)
			return (int)n;
	return -1;
}
