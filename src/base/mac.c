/* base/mac.c -- see base/mac.h. */
#include "base/mac.h"

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
	static const char digit[] = "0123456789abcdef";
	unsigned at = 0;

	for (unsigned i = 0; i < 6; i++) {
		if (i == 2 || i == 4)
			text[at++] = '-';
		text[at++] = digit[m.byte[i] >> 4];
		text[at++] = digit[m.byte[i] & 15];
	}
	text[at] = '\0';
	return text;
}
