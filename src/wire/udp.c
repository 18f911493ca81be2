/* wire/udp.c -- see wire/udp.h. RFC 768:
 *
 *	0   source port      2   destination port
 *	4   length, header included      6   checksum with pseudo-header, 0 for none */
#include "wire/udp.h"

#include "base/checksum.h"

enum { TTL_DEFAULT = 64 };

static bool
checksum_right(const struct ipv4 *ip, const uint8_t *datagram, size_t len)
{
	uint32_t sum = ipv4_pseudo_sum(ip->src, ip->dst, IPV4_UDP, len);

	return checksum_end(checksum_add(sum, datagram, len)) == 0;
}

static enum wire_result
decode_datagram(struct rd in, const struct ipv4 *ip, bool unfinished, struct udp_packet *p)
{
	const uint8_t *begin = in.p;
	size_t have = in.left, len;
	uint16_t checksum;

	p->src_port = rd_be16(&in);
	p->dst_port = rd_be16(&in);
	len = rd_be16(&in);
	checksum = rd_be16(&in);
	if (in.bad || len > have)
		return WIRE_SHORT;
	if (len < UDP_HEADER_LEN)
		return WIRE_BAD_FIELD;
	if (!unfinished && checksum != 0 && !checksum_right(ip, begin, len))
		return WIRE_BAD_UDP;
	p->payload = rd_of(begin + UDP_HEADER_LEN, len - UDP_HEADER_LEN);
	return WIRE_OK;
}

enum wire_result
udp_decode(struct rd frame, bool checksum_unfinished, struct udp_packet *ret)
{
	struct udp_packet p = {0};
	struct ipv4 ip;
	struct rd datagram;
	enum wire_result result = ether_decode(&frame, &p.ether);

	if (result != WIRE_OK)
		return result;
	if (p.ether.type != ETHER_IPV4)
		return WIRE_OTHER;
	result = ipv4_decode(frame, &ip, &datagram);
	if (result != WIRE_OK)
		return result;
	if (ip.protocol != IPV4_UDP)
		return WIRE_OTHER;
	p.src = ip.src;
	p.dst = ip.dst;
	p.ttl = ip.ttl;
	result = decode_datagram(datagram, &ip, checksum_unfinished, &p);
	if (result == WIRE_OK)
		*ret = p;
	return result;
}

size_t
udp_begin(struct wr *out, const struct udp_packet *packet)
{
	struct ether e = packet->ether;
	struct ipv4 ip = {.src = packet->src,
			  .dst = packet->dst,
			  .protocol = IPV4_UDP,
			  .ttl = packet->ttl ? packet->ttl : TTL_DEFAULT};
	size_t begin = out->len;

	e.type = ETHER_IPV4;
	ether_encode(out, &e);
	(void)ipv4_begin(out, &ip);
	wr_be16(out, packet->src_port);
	wr_be16(out, packet->dst_port);
	wr_be16(out, 0);
	wr_be16(out, 0);
	return begin;
}

void
udp_end(struct wr *out, size_t begin)
{
	struct ipv4 ip;
	struct rd datagram, r;
	struct ether e;
	size_t ip_at, udp_at;
	uint16_t checksum;

	if (out->bad)
		return;
	r = rd_of(out->p + begin, out->len - begin);
	if (ether_decode(&r, &e) != WIRE_OK)
		return;
	ip_at = out->len - r.left;
	udp_at = ip_at + IPV4_HEADER_LEN;
	ipv4_end(out, ip_at);
	if (ipv4_decode(r, &ip, &datagram) != WIRE_OK)
		return;
	wr_patch16(out, udp_at + 4, (uint16_t)datagram.left);
	wr_patch16(out, udp_at + 6, 0);
	checksum = checksum_end(checksum_add(
	    ipv4_pseudo_sum(ip.src, ip.dst, IPV4_UDP, datagram.left), datagram.p, datagram.left));
	wr_patch16(out, udp_at + 6, checksum ? checksum : 0xffff);
}
