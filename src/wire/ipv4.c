/* wire/ipv4.c -- see wire/ipv4.h. RFC 791 3.1:
 *
 *	0   version 4:4, header length in words:4     1   type of service
 *	2   total length                              4   identification
 *	6   flags: reserved, don't fragment, more:3, fragment offset:13
 *	8   time to live    9   protocol             10   header checksum
 *	12  source         16   destination          20   options, skipped */
#include "wire/ipv4.h"

#include "base/checksum.h"

enum { DONT_FRAGMENT = 0x4000, MORE_OR_OFFSET = 0x3fff };

enum wire_result
ipv4_decode(struct rd in, struct ipv4 *ret, struct rd *ret_payload)
{
	struct rd r = in;
	struct ipv4 h = {0};
	uint8_t version_words = rd_u8(&r);
	size_t header_len = (size_t)(version_words & 0x0f) * 4, total_len;
	uint16_t fragment;

	h.tos = rd_u8(&r);
	total_len = rd_be16(&r);
	h.id = rd_be16(&r);
	fragment = rd_be16(&r);
	h.dont_fragment = fragment & DONT_FRAGMENT;
	h.ttl = rd_u8(&r);
	h.protocol = rd_u8(&r);
	(void)rd_be16(&r);
	h.src.host = rd_be32(&r);
	h.dst.host = rd_be32(&r);
	if (r.bad)
		return WIRE_SHORT;
	if (version_words >> 4 != 4 || header_len < IPV4_HEADER_LEN || total_len < header_len)
		return WIRE_BAD_FIELD;
	if (total_len > in.left)
		return WIRE_SHORT;
	if (checksum_end(checksum_add(0, in.p, header_len)) != 0)
		return WIRE_BAD_CHECKSUM;
	if (fragment & MORE_OR_OFFSET)
		return WIRE_FRAGMENT;
	*ret = h;
	*ret_payload = rd_of(in.p + header_len, total_len - header_len);
	return WIRE_OK;
}

size_t
ipv4_begin(struct wr *out, const struct ipv4 *h)
{
	size_t begin = out->len;

	wr_u8(out, 4 << 4 | IPV4_HEADER_LEN / 4);
	wr_u8(out, h->tos);
	wr_be16(out, 0);
	wr_be16(out, h->id);
	wr_be16(out, h->dont_fragment ? DONT_FRAGMENT : 0);
	wr_u8(out, h->ttl);
	wr_u8(out, h->protocol);
	wr_be16(out, 0);
	wr_be32(out, h->src.host);
	wr_be32(out, h->dst.host);
	return begin;
}

void
ipv4_end(struct wr *out, size_t begin)
{
	if (out->bad)
		return;
	wr_patch16(out, begin + 2, (uint16_t)(out->len - begin));
	wr_patch16(out, begin + 10, 0);
	wr_patch16(out, begin + 10, checksum_end(checksum_add(0, out->p + begin, IPV4_HEADER_LEN)));
}

uint32_t
ipv4_pseudo_sum(struct ip4 src, struct ip4 dst, uint8_t protocol, size_t len)
{
	uint8_t bytes[12];
	struct wr w = wr_of(bytes, sizeof bytes);

	wr_be32(&w, src.host);
	wr_be32(&w, dst.host);
	wr_be16(&w, protocol);
	wr_be16(&w, (uint16_t)len);
	return checksum_add(0, bytes, sizeof bytes);
}
