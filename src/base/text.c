/* base/text.c -- see base/text.h. */
#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct text
text_of(char *buffer, size_t cap)
{
	assert(cap > 0);
	buffer[0] = '\0';
	return (struct text){buffer, 0, cap, false};
}

void
text_vadd(struct text *t, const char *format, va_list args)
{
	size_t room = t->cap - t->len;
	int n = vsnprintf(t->p + t->len, room, format, args);

	assert(n >= 0);
	if ((size_t)n >= room) {
		t->cut = true;
		t->len = t->cap - 1;
	} else {
		t->len += (size_t)n;
	}
}

void
text_add(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vadd(t, format, args);
	va_end(args);
}

void
text_bytes(struct text *t, const char *bytes, size_t n)
{
	size_t room = t->cap - t->len - 1;

	if (n > room) {
		t->cut = true;
		n = room;
	}
	if (n > 0)
		memcpy(t->p + t->len, bytes, n);
	t->len += n;
	t->p[t->len] = '\0';
}
