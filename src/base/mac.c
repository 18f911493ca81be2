/* base/mac.c -- see base/mac.h. */
#include "base/mac.h"

#include <stdio.h>

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
mac_parse(const char *text, struct mac *ret)
{
	struct mac m = {{0}};

	for (unsigned group = 0; group < 3; group++) {
		unsigned v = 0, digits = 0;

		if (group > 0 && *text++ != '-')
			return false;
		for (; hex_digit(*text) >= 0 && digits < 5; text++, digits++)
			v = v << 4 | (unsigned)hex_digit(*text);
		if (digits == 0 || digits > 4)
			return false;
		m.byte[group * 2] = (uint8_t)(v >> 8);
		m.byte[group * 2 + 1] = (uint8_t)v;
	}
	if (*text != '\0')
		return false;
	*ret = m;
	return true;
}

const char *
mac_format(struct mac m, char text[MAC_TEXT])
{
	snprintf(text, MAC_TEXT, "%02x%02x-%02x%02x-%02x%02x", m.byte[0], m.byte[1], m.byte[2],
		 m.byte[3], m.byte[4], m.byte[5]);
	return text;
}
