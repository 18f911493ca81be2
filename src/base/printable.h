/* base/printable.h -- text of files, clients and peers on its way to a terminal. A terminal takes
 * the controls of ASCII and those of ISO 6429 from 0x80 to 0x9f (C1) for orders: 0x9b begins an
 * escape sequence, alone or as UTF-8. Tested in test/unit/base/printable.c. */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Length of the UTF-8 character at p, which ends with '\0', or 0 when it is none (RFC 3629 4). */
size_t printable_utf8(const unsigned char *p);

/* Bytes of the next character at p, ended, and in *ret_control whether a terminal would obey it. A
 * byte that is no UTF-8 is one character. */
size_t printable_next(const char *p, bool *ret_control);

/* Puts a '.' in the place of each control but a line end and a tab, in place; the new length. */
size_t printable_make(char *text);

#endif
