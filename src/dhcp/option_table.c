/* dhcp/option_table.c -- see dhcp/option_table.h. Options that replies carry by commands of their
 * own, or that only the protocol sets, are not here: dhcp/rows.c refuses them by name. */
#include "dhcp/option_table.h"

#define BYTES(c, n, min, max)                                                                      \
	{                                                                                          \
		c, DHCP_OF_BYTES, n, min, max, 1, 0                                                \
	}
#define OPTIONS(c, n)                                                                              \
	{                                                                                          \
		c, DHCP_OF_OPTIONS, n, 1, 255, 1, 0                                                \
	}
#define TEXT(c, n)                                                                                 \
	{                                                                                          \
		c, DHCP_OF_TEXT, n, 1, 255, 1, 0                                                   \
	}
#define ADDRESSES(c, n, min)                                                                       \
	{                                                                                          \
		c, DHCP_OF_ADDRESSES, n, min, 252, 4, 0                                            \
	}
#define ADDRESS(c, n)                                                                              \
	{                                                                                          \
		c, DHCP_OF_ADDRESSES, n, 4, 4, 4, 0                                                \
	}
#define NUMBER(c, n, bytes)                                                                        \
	{                                                                                          \
		c, DHCP_OF_NUMBER, n, bytes, bytes, bytes, 0                                       \
	}
#define NUMBERS(c, n, bytes, mx)                                                                   \
	{                                                                                          \
		c, DHCP_OF_NUMBER, n, bytes, mx, bytes, 0                                          \
	}
#define AT_LEAST(c, n, bytes, value)                                                               \
	{                                                                                          \
		c, DHCP_OF_NUMBER, n, bytes, bytes, bytes, value                                   \
	}
#define FLAG(c, n)                                                                                 \
	{                                                                                          \
		c, DHCP_OF_FLAG, n, 1, 1, 1, 0                                                     \
	}

static const struct dhcp_option_row rows[] = {
    NUMBER(2, "time offset", 4), /* RFC 2132 from here */
    ADDRESSES(4, "time servers", 4),
    ADDRESSES(5, "IEN 116 name servers", 4),
    ADDRESSES(7, "log servers", 4),
    ADDRESSES(8, "quotes servers", 4),
    ADDRESSES(9, "LPR servers", 4),
    ADDRESSES(10, "Impress servers", 4),
    ADDRESSES(11, "resource location servers", 4),
    NUMBER(13, "boot file size", 2),
    TEXT(14, "merit dump file"),
    ADDRESS(16, "swap server"),
    TEXT(17, "root path"),
    TEXT(18, "extensions path"),
    FLAG(19, "IP forwarding"),
    FLAG(20, "non-local source routing"),
    {21, DHCP_OF_ADDRESSES, "policy filters", 8, 248, 8, 0},
    AT_LEAST(22, "maximum datagram size", 2, 576),
    AT_LEAST(23, "default TTL", 1, 1),
    NUMBER(24, "path MTU aging timeout", 4),
    NUMBERS(25, "path MTU plateaus", 2, 254),
    AT_LEAST(26, "interface MTU", 2, 68),
    FLAG(27, "all subnets are local"),
    ADDRESS(28, "broadcast address"),
    FLAG(29, "perform mask discovery"),
    FLAG(30, "mask supplier"),
    FLAG(31, "perform router discovery"),
    ADDRESS(32, "router solicitation address"),
    FLAG(34, "trailer encapsulation"),
    NUMBER(35, "ARP cache timeout", 4),
    FLAG(36, "Ethernet encapsulation"),
    AT_LEAST(37, "TCP default TTL", 1, 1),
    NUMBER(38, "TCP keepalive interval", 4),
    FLAG(39, "TCP keepalive garbage"),
    TEXT(40, "NIS domain"),
    ADDRESSES(41, "NIS servers", 4),
    ADDRESSES(42, "NTP servers", 4),
    OPTIONS(43, "vendor specific information"),
    ADDRESSES(45, "NetBIOS datagram servers", 4),
    TEXT(47, "NetBIOS scope"),
    ADDRESSES(48, "X font servers", 4),
    ADDRESSES(49, "X display managers", 4),
    TEXT(62, "NetWare/IP domain"), /* RFC 2242 */
    OPTIONS(63, "NetWare/IP information"),
    TEXT(64, "NIS+ domain"),
    ADDRESSES(65, "NIS+ servers", 4),
    TEXT(66, "TFTP server name"),
    TEXT(67, "boot file name"),
    ADDRESSES(68, "mobile IP home agents", 0),
    ADDRESSES(69, "SMTP servers", 4),
    ADDRESSES(70, "POP3 servers", 4),
    ADDRESSES(71, "NNTP servers", 4),
    ADDRESSES(72, "WWW servers", 4),
    ADDRESSES(73, "Finger servers", 4),
    ADDRESSES(74, "IRC servers", 4),
    ADDRESSES(75, "StreetTalk servers", 4),
    ADDRESSES(76, "StreetTalk directory servers", 4),
    BYTES(78, "SLP directory agents", 2, 255), /* RFC 2610 */
    BYTES(79, "SLP service scope", 1, 255),
    BYTES(83, "iSNS servers", 14, 255), /* RFC 4174 */
    ADDRESSES(85, "NDS servers", 4),	/* RFC 2241 */
    TEXT(86, "NDS tree"),
    TEXT(87, "NDS context"),
    BYTES(88, "BCMCS domains", 1, 255), /* RFC 4280 */
    ADDRESSES(89, "BCMCS servers", 4),
    TEXT(98, "user authentication servers"), /* RFC 2485 */
    BYTES(99, "civic location", 3, 255),     /* RFC 4776 */
    TEXT(100, "time zone"),		     /* RFC 4833 */
    TEXT(101, "time zone name"),
    NUMBER(108, "IPv6-only wait", 4),		      /* RFC 8925 */
    TEXT(114, "captive portal"),		      /* RFC 8910 */
    FLAG(116, "auto-configuration"),		      /* RFC 2563 */
    NUMBERS(117, "name service search", 2, 254),      /* RFC 2937 */
    OPTIONS(122, "CableLabs configuration"),	      /* RFC 3495 */
    BYTES(123, "coordinates", 16, 16),		      /* RFC 6225 */
    BYTES(124, "vendor class by enterprise", 5, 255), /* RFC 3925 */
    ADDRESSES(136, "PANA agents", 4),		      /* RFC 5192 */
    BYTES(137, "LoST server", 3, 255),		      /* RFC 5223 */
    ADDRESSES(138, "CAPWAP controllers", 4),	      /* RFC 5417 */
    ADDRESSES(150, "TFTP servers", 4),		      /* RFC 5859 */
    BYTES(208, "PXELINUX magic", 4, 4),		      /* RFC 5071 */
    TEXT(209, "PXELINUX configuration file"),
    TEXT(210, "PXELINUX path prefix"),
    NUMBER(211, "PXELINUX reboot time", 4),
    BYTES(212, "6rd", 22, 252), /* RFC 5969 */
};

const struct dhcp_option_row *
dhcp_option_row(unsigned code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

/* Of ascii, hex and ip-address what may carry the type; hex may carry all. */
static enum dhcp_option_kind
kind_of(enum dhcp_option_type type)
{
	switch (type) {
	case DHCP_OF_TEXT:
		return DHCP_OPTION_ASCII;
	case DHCP_OF_ADDRESSES:
		return DHCP_OPTION_ADDRESS;
	case DHCP_OF_BYTES:
	case DHCP_OF_OPTIONS:
	case DHCP_OF_NUMBER:
	case DHCP_OF_FLAG:
		break;
	}
	return DHCP_OPTION_HEX;
}

bool
dhcp_option_takes(unsigned code, enum dhcp_option_kind kind, struct text *error)
{
	static const char *const word[] = {[DHCP_OPTION_ASCII] = "ascii",
					   [DHCP_OPTION_HEX] = "hex",
					   [DHCP_OPTION_ADDRESS] = "ip-address"};
	const struct dhcp_option_row *row = dhcp_option_row(code);

	if (!row || kind == DHCP_OPTION_HEX || kind == kind_of(row->type) ||
	    row->type == DHCP_OF_BYTES || row->type == DHCP_OF_OPTIONS)
		return true;
	text_add(error, "Option %u (%s) is given by %s%s.", code, row->name,
		 kind_of(row->type) == DHCP_OPTION_HEX ? "" : "hex or ", word[kind_of(row->type)]);
	return false;
}

bool
dhcp_option_nests(unsigned code, struct text *error)
{
	const struct dhcp_option_row *row = dhcp_option_row(code);

	if (!row || row->type == DHCP_OF_OPTIONS)
		return true;
	text_add(error, "Option %u (%s) has no sub-options.", code, row->name);
	return false;
}

static unsigned
number_in(const uint8_t *bytes, size_t len)
{
	unsigned number = 0;

	for (size_t i = 0; i < len; i++)
		number = number << 8 | bytes[i];
	return number;
}

bool
dhcp_option_fits(unsigned code, const uint8_t *bytes, size_t len, struct text *error)
{
	const struct dhcp_option_row *row = dhcp_option_row(code);

	if (!row)
		return true;
	if (row->type == DHCP_OF_FLAG && len == 1 && bytes && bytes[0] > 1)
		text_add(error, "Option %u (%s) is 00 or 01.", code, row->name);
	else if (row->least > 0 && len == row->unit && bytes && number_in(bytes, len) < row->least)
		text_add(error, "Option %u (%s) is %u at least.", code, row->name, row->least);
	else if (len >= row->min && len <= row->max && len % row->unit == 0)
		return true;
	else if (row->min == row->max)
		text_add(error, "Option %u (%s) has %u byte%s.", code, row->name, row->min,
			 row->min == 1 ? "" : "s");
	else if (row->unit > 1)
		text_add(error, "Option %u (%s) has %u to %u bytes, a multiple of %u.", code,
			 row->name, row->min, row->max, row->unit);
	else
		text_add(error, "Option %u (%s) has %u to %u bytes.", code, row->name, row->min,
			 row->max);
	return false;
}
