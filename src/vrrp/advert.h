/* vrrp/advert.h -- the VRRP advertisement for IPv4, versions 2 and 3, bytes <-> struct.
 * RFC 3768 section 5, RFC 5798 and RFC 9568 section 5; docs/vrp.md "VRRP packets".
 *
 * Pure: bytes in, a checked struct out; *ret is written only on VRRP_ADVERT_OK. Whether the
 * advertisement fits a group is vrrp/hear.h's business. Tested in test/unit/vrrp/advert.c.
 * Fuzzed by test/fuzz/vrrp_advert.c. */
#ifndef VRRP_ADVERT_H
#define VRRP_ADVERT_H

#include "base/buf.h"
#include "base/ip4.h"
#include "vrrp/config.h"

enum {
	VRRP_ADVERT_MAX = 8 + 4 * VRRP_VIPS_MAX + 8, /* bytes of the longest one sent */
	VRRP_INTERVAL_V3_MAX_MS = 40950		     /* 12 bits of centiseconds */
};

enum vrrp_advert_result {
	VRRP_ADVERT_OK,
	VRRP_ADVERT_BAD_LENGTH, /* short, long, or a count of addresses of 0 */
	VRRP_ADVERT_BAD_VERSION,
	VRRP_ADVERT_BAD_TYPE,
	VRRP_ADVERT_BAD_CHECKSUM,
	VRRP_ADVERT_BAD_VRID,	 /* 0 */
	VRRP_ADVERT_BAD_AUTH,	 /* version 2: an authentication that nobody here knows */
	VRRP_ADVERT_BAD_INTERVAL /* version 3: 0 (erratum 8301) */
};

enum vrrp_auth { VRRP_AUTH_NONE, VRRP_AUTH_SIMPLE }; /* as on the wire, RFC 2338 5.3.6 */

/* Where a checksum came from or goes to: version 3 has two forms in the field (docs/vrrp.md
 * "Checksum of version 3"). */
struct vrrp_pseudo {
	struct ip4 source, destination;
};

struct vrrp_advert {
	uint8_t version; /* 2 or 3 */
	uint8_t vrid;	 /* 1..255 */
	uint8_t priority;
	uint8_t vips_count;	    /* as on the wire, 1..255 */
	uint32_t interval_ms;	    /* version 2: whole seconds, 0 for less than one */
	uint8_t auth_type;	    /* version 2: enum vrrp_auth */
	uint8_t auth[VRRP_KEY_MAX]; /* SIMPLE: the password, zeros behind it; else not looked at */
	bool pseudo; /* version 3: the checksum covers the pseudo-header (RFC 5798) */
	struct ip4 vip[VRRP_VIPS_MAX]; /* the first of them */
};

/* `in` covers exactly the data of an IPv4 packet sent from p->source to p->destination. */
enum vrrp_advert_result vrrp_advert_decode(struct rd in, const struct vrrp_pseudo *p,
					   struct vrrp_advert *ret);

/* Appends the message; at most VRRP_VIPS_MAX addresses. An interval that its version cannot
 * carry is rounded: version 2 down to whole seconds, version 3 into 10..40950 ms. */
void vrrp_advert_encode(struct wr *out, const struct vrrp_pseudo *p, const struct vrrp_advert *a);

/* What interval_ms becomes by going over the wire in that version. */
uint32_t vrrp_advert_interval_ms(uint8_t version, uint32_t interval_ms);

#endif
