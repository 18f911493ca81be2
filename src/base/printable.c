/* base/printable.c -- see base/printable.h. */
#include "base/printable.h"

#include <string.h>

size_t
printable_utf8(const unsigned char *p)
{
	size_t n = 2;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	if (p[0] >= 0xf0)
		n = 4;
	else if (p[0] >= 0xe0)
		n = 3;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

size_t
printable_next(const char *p, bool *ret_control)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n = printable_utf8(u);

	if (n == 2)
		*ret_control = u[0] == 0xc2 && u[1] < 0xa0;
	else if (n == 0)
		*ret_control = u[0] < 0xa0;
	else
		*ret_control = n == 1 && (u[0] < ' ' || u[0] == 0x7f);
	return n == 0 ? 1 : n;
}

size_t
printable_make(char *text)
{
	char *begin = text, *to = text;
	bool control;

	for (size_t n; *text != '\0'; text += n) {
		n = printable_next(text, &control);
		if (control && *text != '\n' && *text != '\t') {
			*to++ = '.';
			continue;
		}
		memmove(to, text, n);
		to += n;
	}
	*to = '\0';
	return (size_t)(to - begin);
}
