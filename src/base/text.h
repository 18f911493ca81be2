/* base/text.h -- text built into a fixed buffer: always ended, never overrun, `cut` when full. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
	char *p;	 /* always ends with '\0' inside cap */
	size_t len, cap; /* cap > 0 */
	bool cut;	 /* something did not fit and was left out */
};

/* An empty text over buffer[cap]. */
struct text text_of(char *buffer, size_t cap);

/* Appends as printf does. */
void text_add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vadd(struct text *t, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Appends n bytes as they are. */
void text_bytes(struct text *t, const char *bytes, size_t n);

#endif
