/* conf/sample.h -- lines made from a template, to try a row with. Tested through conf/lint.h. */
#ifndef CONF_SAMPLE_H
#define CONF_SAMPLE_H

#include <stddef.h>

#include "base/text.h"

enum {
	SAMPLES = 8,	  /* lines that differ in every value and take every alternative */
	SAMPLE_LONG = 2,  /* the one whose values are the highest and longest */
	SAMPLE_SHORT = 1, /* one without its optional parts */
	SAMPLE_OTHER = 24 /* so many further: other numbers, the same keywords, as short */
};

/* Appends line n of a template, `length` bytes of it. The same n gives equal placeholders equal
 * values in every template, so keys of different rows meet. */
void sample_line(const char *template, size_t length, unsigned n, struct text *out);

#endif
