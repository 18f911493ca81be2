/* dhcp/option_table.h -- the options of the IANA registry "BOOTP Vendor Extensions and DHCP
 * Options" that a server hands out: name, kind and length, one row each.
 *
 * A value that no client could read is refused as it is typed. Codes without a row may have any
 * value. Constant. RFC 2132 and those named in option_table.c. Tested in
 * test/unit/dhcp/option_table.c. */
#ifndef DHCP_OPTION_TABLE_H
#define DHCP_OPTION_TABLE_H

#include "base/text.h"
#include "dhcp/config.h"

enum dhcp_option_type {
	DHCP_OF_BYTES,	   /* of a structure of its own */
	DHCP_OF_OPTIONS,   /* sub-options: code, length, bytes of each */
	DHCP_OF_TEXT,	   /* characters, without an end mark */
	DHCP_OF_ADDRESSES, /* IPv4 addresses */
	DHCP_OF_NUMBER,	   /* one or several numbers of `unit` bytes, network order */
	DHCP_OF_FLAG	   /* one byte, 0 or 1 */
};

struct dhcp_option_row {
	uint8_t code;
	enum dhcp_option_type type;
	const char *name;
	uint8_t min, max, unit; /* bytes: at least, at most, a multiple of */
	uint16_t least;		/* of one number; 0: any */
};

/* NULL: nothing is known of the code. */
const struct dhcp_option_row *dhcp_option_row(unsigned code);

/* Whether option `code` may be given as `kind`, and with these bytes: what is wrong stands in
 * *error, one sentence. bytes NULL: of ascii and ip-address the length alone counts. */
bool dhcp_option_takes(unsigned code, enum dhcp_option_kind kind, struct text *error);
bool dhcp_option_nests(unsigned code, struct text *error); /* whether it may have sub-options */
bool dhcp_option_fits(unsigned code, const uint8_t *bytes, size_t len, struct text *error);

#endif
