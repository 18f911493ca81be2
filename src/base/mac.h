/* base/mac.h -- an Ethernet address, and its text in VRP's form H-H-H (00e0-fc12-3456). */
#ifndef BASE_MAC_H
#define BASE_MAC_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct mac {
	uint8_t byte[6];
};

enum { MAC_TEXT = 15 }; /* "0000-5e00-0101" and its end */

#define MAC_BROADCAST ((struct mac){{255, 255, 255, 255, 255, 255}})

static inline bool
mac_same(struct mac a, struct mac b)
{
	return memcmp(a.byte, b.byte, 6) == 0;
}

/* The virtual MAC of an IPv4 VRRP group: 00-00-5e-00-01-VRID (RFC 3768 7.3). */
static inline struct mac
mac_vrrp(uint8_t vrid)
{
	return (struct mac){{0x00, 0x00, 0x5e, 0x00, 0x01, vrid}};
}

/* H-H-H: three groups of one to four hexadecimal digits. */
bool mac_parse(const char *text, struct mac *ret);

/* H-H-H, lower case, four digits each; into text, returned. */
const char *mac_format(struct mac m, char text[MAC_TEXT]);

#endif
