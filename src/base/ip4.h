/* base/ip4.h -- an IPv4 address in host order, its mask, its text. */
#ifndef BASE_IP4_H
#define BASE_IP4_H

#include <stdbool.h>
#include <stdint.h>

struct ip4 {
	uint32_t host; /* 10.10.10.1 is 0x0a0a0a01 */
};

enum { IP4_TEXT = 16 }; /* "255.255.255.255" and its end */

#define IP4(a, b, c, d)                                                                            \
	((struct ip4){(uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 |             \
		      (uint32_t)(d)})

static inline bool
ip4_same(struct ip4 a, struct ip4 b)
{
	return a.host == b.host;
}

static inline bool
ip4_set(struct ip4 a)
{
	return a.host != 0;
}

/* Not one of this network alone, of this host alone, of a group or of all (RFC 6890 2.2.2). */
static inline bool
ip4_is_host(struct ip4 a)
{
	unsigned first = a.host >> 24;

	return first != 0 && first != 127 && first < 224;
}

/* Both in one subnet under mask. */
static inline bool
ip4_together(struct ip4 a, struct ip4 b, struct ip4 mask)
{
	return ((a.host ^ b.host) & mask.host) == 0;
}

static inline struct ip4
ip4_broadcast(struct ip4 a, struct ip4 mask)
{
	return (struct ip4){a.host | ~mask.host};
}

/* Dotted decimal, four numbers 0..255, no leading zeros beyond "0", nothing after. */
bool ip4_parse(const char *text, struct ip4 *ret);

/* Writes dotted decimal into text (IP4_TEXT bytes) and returns it. */
const char *ip4_format(struct ip4 a, char text[IP4_TEXT]);

/* 0..32 -> mask. */
struct ip4 ip4_mask(unsigned length);

/* The prefix length of a contiguous mask, or -1. */
int ip4_mask_length(struct ip4 mask);

#endif
