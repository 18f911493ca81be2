/* linux/commands.c -- see linux/commands.h. */
#include "linux/commands.h"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int
commands_next(const char **rest, char *line, size_t cap)
{
	const char *p = *rest;
	size_t len = 0;

	while (blank(*p) || *p == ';')
		p++;
	if (*p == '\0') {
		*rest = p;
		return 0;
	}
	for (; *p != '\0' && *p != ';'; p++) {
		if (*p == '\\' && (p[1] == ';' || p[1] == '\\'))
			p++;
		if (len + 1 >= cap)
			return -1;
		line[len++] = *p;
	}
	while (len > 0 && blank(line[len - 1]))
		len--;
	line[len] = '\0';
	*rest = p;
	return 1;
}
