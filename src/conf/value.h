/* conf/value.h -- one typed word against one placeholder, and a value back as text.
 *
 * Words come as pointer and length into the line, not ended. Nothing is written on failure.
 * Tested in test/unit/conf/template.c. */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "conf/template.h"

/* Digits only, low..high. */
bool value_number(const char *word, size_t len, uint32_t low, uint32_t high, uint32_t *ret);

/* One word of the placeholder e, any kind that takes one whole word (not INTERFACE, VLANS,
 * CHOICE); kind and the kind's own member of *ret are filled. TEXT takes the rest of the line. */
bool value_parse(const struct template_element *e, const char *word, size_t len,
		 struct template_value *ret);

/* Appends the canonical text of a value that value_parse() or the matcher made; the text of NAME,
 * WORD, TEXT, HEX and CHOICE is text[0..len). */
void value_format(const struct template_value *v, const char *text, size_t len, struct text *out);

/* The bytes of a HEX value's text, at most max of them (asserted); how many. */
size_t value_hex_bytes(const char *text, uint8_t *ret, size_t max);

#endif
