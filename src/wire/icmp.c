/* wire/icmp.c -- see wire/icmp.h. RFC 792, echo and echo reply:
 *
 *	0   type: 8 echo, 0 echo reply    1   code 0    2   checksum
 *	4   identifier                    6   sequence number
 *	8   data */
#include "wire/icmp.h"

#include "base/checksum.h"

enum { ECHO_REPLY = 0, ECHO = 8, TTL = 64 };

void
icmp_echo_ask(struct wr *out, struct mac from, struct mac to, const struct icmp_echo *e)
{
	struct ipv4 h = {.src = e->src, .dst = e->dst, .protocol = IPV4_ICMP, .ttl = TTL};
	size_t begin, at;

	ether_encode(out, &(struct ether){.dst = to, .src = from, .type = ETHER_IPV4});
	begin = ipv4_begin(out, &h);
	at = out->len;
	wr_u8(out, ECHO);
	wr_u8(out, 0);
	wr_be16(out, 0);
	wr_be16(out, e->id);
	wr_be16(out, e->sequence);
	wr_be64(out, e->token);
	if (out->bad)
		return;
	wr_patch16(out, at + 2,
		   checksum_end(checksum_add(0, out->p + at, ICMP_HEADER_LEN + ICMP_TOKEN_LEN)));
	ipv4_end(out, begin);
}

enum wire_result
icmp_echo_answer(struct rd in, struct icmp_echo *ret)
{
	struct icmp_echo e = {0};
	struct ipv4 h;
	struct rd data, whole;
	enum wire_result result = ipv4_decode(in, &h, &data);
	uint8_t type, code;

	if (result != WIRE_OK)
		return result;
	whole = data;
	type = rd_u8(&data);
	code = rd_u8(&data);
	(void)rd_be16(&data);
	e.id = rd_be16(&data);
	e.sequence = rd_be16(&data);
	e.token = rd_be64(&data);
	if (h.protocol != IPV4_ICMP || (!data.bad && type != ECHO_REPLY))
		return WIRE_OTHER;
	if (data.bad)
		return WIRE_SHORT;
	if (code != 0)
		return WIRE_BAD_FIELD;
	if (checksum_end(checksum_add(0, whole.p, whole.left)) != 0)
		return WIRE_BAD_CHECKSUM;
	e.src = h.src;
	e.dst = h.dst;
	*ret = e;
	return WIRE_OK;
}
