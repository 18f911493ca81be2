/* lease/search.h -- a binding found by what an operator knows of it: address, MAC, client
 * identifier, host name, option 82.
 *
 * What is looked for is a text. Without a `*` it is the whole value, with one (or more) each stands
 * for any run of characters: `10.10.10.*`, `00e0-fc*`, `*printer*`. Case does not count, nor do the
 * separators of a MAC or of an identifier in hexadecimal digits. Tested in
 * test/unit/lease/search.c. */
#ifndef LEASE_SEARCH_H
#define LEASE_SEARCH_H

#include "lease/record.h"

enum {
	LEASE_SEARCH_MAX = 128,			/* characters of what is looked for */
	LEASE_TEXT_MAX = 3 * LEASE_SIDE_MAX + 8 /* of a value as text, with its end */
};

enum lease_search { /* in the order of the choice LEASE_SEARCH_WORDS */
		    LEASE_BY_ADDRESS,
		    LEASE_BY_MAC,
		    LEASE_BY_IDENTIFIER, /* option 61, without its code: type and bytes */
		    LEASE_BY_HOSTNAME,
		    LEASE_BY_OPTION82, /* circuit (sub-option 1) or remote (2) */
		    LEASE_BY_ASCII,    /* option 61 as text alone, as digits alone: */
		    LEASE_BY_HEX,      /* LEASE_SEARCH_IDENTIFIER */
		    LEASE_SEARCHES
};

/* The choice of a display that searches, for its template. */
#define LEASE_SEARCH_WORDS "{ip-address|mac-address|client-identifier|host-name|option82}"

/* Behind `client-identifier`, where it is to be said what the text is. */
#define LEASE_SEARCH_IDENTIFIER "{ascii|hex}"

/* Which of the words of the choices it is, as show_args has it: one of LEASE_SEARCHES is. */
enum lease_search lease_search_of(const char *word);

/* Whether the binding has such a value. */
bool lease_search_matches(enum lease_search by, const char *text, const struct lease_record *r);

/* A value of the binding as text, "" when it has none: the identifier in hexadecimal digits (of a
 * long one its first bytes and "..."), the host name as the client sent it, a sub-option of option
 * 82 (1: circuit, 2: remote) as text where it is text, else in digits. */
const char *lease_text_identifier(const struct lease_record *r, char text[LEASE_TEXT_MAX]);
const char *lease_text_hostname(const struct lease_record *r, char text[LEASE_TEXT_MAX]);
const char *lease_text_agent(const struct lease_record *r, uint8_t code, char text[LEASE_TEXT_MAX]);

#endif
